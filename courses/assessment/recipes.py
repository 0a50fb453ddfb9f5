"""A phantom as an author names it, with its options."""

from typing import Any

from courses import phantoms
from courses.catalog.yaml_spec import Spec


def phantom_of(spec: Spec) -> dict[str, Any]:
    spec.only("code", "options")
    code = spec.text("code", longest=60)
    if code not in phantoms.CATALOGUE:
        spec.fail(f"{code} is none of {', '.join(phantoms.CATALOGUE)}", "code")
    options = spec.plain("options")
    unknown = options.keys() - phantoms.CATALOGUE[code].options.keys()
    if unknown:
        spec.fail(f"{code} knows no {', '.join(sorted(unknown))}", "options")
    return {"code": code, "options": options}
