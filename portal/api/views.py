"""The page about the API, for people: what can be asked, read off the schema."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from portal.people.models import StaffRequest


@require_safe
def docs(request: StaffRequest, api: NinjaAPI) -> HttpResponse:
    return render(request, "portal/api/docs.html", {"tags": operations(api)})


def operations(api: NinjaAPI) -> dict[str, list[dict[str, Any]]]:
    """Each operation under its tag, in the order of the addresses."""
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, methods in sorted(api.get_openapi_schema()["paths"].items()):
        for method, said in methods.items():
            operation = {
                "method": method.upper(),
                "path": path,
                "summary": said.get("description") or said.get("summary", ""),
                "parameters": [_parameter(one) for one in said.get("parameters", [])],
                "takes_body": "requestBody" in said,
            }
            tags.setdefault(said.get("tags", ["other"])[0], []).append(operation)
    return dict(sorted(tags.items()))


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "required": one.get("required", False),
        "said": one.get("schema", {}).get("description", ""),
    }
