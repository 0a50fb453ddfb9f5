"""DICOMweb: a search for one study is answered in its own language (PS3.18 10.6)."""

from typing import Final

from django.utils.translation import gettext as _

from tickets.inventory.probing.http import fetched
from tickets.inventory.probing.question import Question, Reply

JSON: Final = "application/dicom+json"
FOUND, NONE_FOUND, WHO_ARE_YOU = 200, 204, (401, 403)


def ask(question: Question) -> Reply:
    path = f"{question.path.rstrip('/')}/studies?limit=1"
    answer = fetched(question, path, accept=JSON)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status in WHO_ARE_YOU:
        return Reply(answered=True, said=_("Answers, and wants a sign-in."))
    if answer.status == NONE_FOUND or (
        answer.status == FOUND and kind.endswith("json")
    ):
        return Reply(answered=True, said=_("Answers a search for studies."))
    if answer.status == FOUND:
        said = _("Answers with %(kind)s, not with DICOM JSON.")
        return Reply(answered=False, said=said % {"kind": kind[:60] or "?"})
    said = _("Answers with %(status)s.")
    return Reply(answered=False, said=said % {"status": answer.status})
