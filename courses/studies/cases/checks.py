"""What a draft still lacks, and what in it should be looked at twice."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.studies.models import Study, TeachingCase
from portal.phi.text import guard

NEEDED: dict[str, Promise] = {
    "title": gettext_lazy("Give it a title."),
    "history": gettext_lazy("Write the history: a case is read from the request on."),
    "anatomy": gettext_lazy("Say which part of the body it shows."),
    "discussion": gettext_lazy("Write the discussion."),
    "licence": gettext_lazy("Say where the images come from, and under what licence."),
    "consent_note": gettext_lazy("Say why the images may be shown."),
}
# References are full of dates and long numbers that name nobody.
WRITTEN = ("title", "riddle", "history", "discussion")


def lacking(case: TeachingCase) -> list[str]:
    """Sentences, in the order of the page; none when it may be handed in."""
    found = [
        str(sentence)
        for name, sentence in NEEDED.items()
        if not str(getattr(case, name)).strip()
    ]
    if any(not one["label"] for one in case.findings):
        found.append(_("Give each finding a name."))
    if not Study.objects.released().filter(pk=case.study_id, reserved=False).exists():
        found.append(_("Its images are not in the library any more."))
    return found


def doubts(case: TeachingCase) -> list[str]:
    """What looks as if it named a patient, and what gives the answer away: a person
    decides."""
    return [*_identifiers(case), *_given_away(case)]


def _identifiers(case: TeachingCase) -> Iterator[str]:
    for name in WRITTEN:
        text = str(getattr(case, name))
        _clean, spans = guard(text, [])
        for span in spans:
            yield (
                _("%(field)s: “%(words)s” looks like an identifier.")
                % {
                    "field": str(case._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
                    "words": text[span.start : span.end],
                }
            )


def _given_away(case: TeachingCase) -> Iterator[str]:
    before = f"{case.riddle} {case.history}".lower()
    for name in case.finding_names.split("; "):
        if name and name.lower() in before:
            yield _("“%(name)s” stands in what a quiz shows before the answer.") % {
                "name": name
            }


def edit_url(case: TeachingCase) -> str:
    return reverse("studies:case_edit", args=[case.short_id])


def review_url(case: TeachingCase) -> str:
    return reverse("studies:case_review", args=[case.short_id])
