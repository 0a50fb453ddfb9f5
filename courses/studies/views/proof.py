"""The second reader's report as a file, for whoever may review."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.studies import rules
from courses.studies.models import Batch, Proof, Study
from portal.people.models import StaffRequest


@require_safe
def of_batch(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest of a batch, released or not."""
    if not rules.can_review(request.user):
        raise PermissionDenied
    batch = get_object_or_404(Batch, pk=pk)
    return _file(Proof.objects.filter(batch=batch), batch.reference)


@require_safe
def of_study(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest of a study in the library."""
    study = get_object_or_404(Study.objects.visible_to(request.user), pk=pk)
    if not rules.can_review(request.user):
        raise PermissionDenied
    return _file(Proof.objects.filter(study=study), f"study-{study.pk}")


def _file(proofs: QuerySet[Proof], name: str) -> HttpResponse:
    proof = proofs.select_related("batch", "study").order_by("-pk").first()
    if proof is None:
        raise Http404
    answer = JsonResponse(proof.as_dict(), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="proof-{name}.json"'
    return answer
