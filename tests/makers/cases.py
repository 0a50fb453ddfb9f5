"""Teaching cases, as drafts and as published."""

from itertools import count
from typing import Any

from courses.studies.cases import editing, workflow
from courses.studies.models import Instance, Playlist, Study, TeachingCase
from portal.people.models import User
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_instance, make_study

_number = count(1)


def make_image(study: Study | None = None, **over: Any) -> Instance:
    """One image of a study in the library: 100 columns, 80 rows."""
    return make_instance(study, rows=80, columns=100, **over)


def make_mark(image: Instance, **over: Any) -> dict[str, Any]:
    """A box, as the viewer gives it."""
    over.setdefault("kind", "box")
    over.setdefault("pixels", [[10, 10], [20.5, 24]])
    over.setdefault("label", "Round opacity")
    return {"sop_uid": image.uid, "frame": 1, "points": None, **over}


def make_case(**over: Any) -> TeachingCase:
    """A whole draft: nothing is lacking, but nobody has seen it."""
    number = next(_number)
    over["owner"] = over.get("owner") or make_educator()
    over.setdefault("changed_by", over["owner"])
    over["study"] = over.get("study") or make_study()
    over.setdefault("title", f"Teaching case {number}")
    over.setdefault("history", "Cough for three weeks.")
    over.setdefault("discussion", "Teaching example. Count zone by zone.")
    over.setdefault("licence", "Made for teaching, CC0")
    over.setdefault("consent_note", "A made patient: no consent is due.")
    over.setdefault("anatomy", "Chest")
    over.setdefault("modality", over["study"].modality)
    return TeachingCase.objects.create(**over)


def make_in_review(**over: Any) -> TeachingCase:
    case = make_case(**over)
    return workflow.hand_in(case, by=case.owner)


def make_published(**over: Any) -> TeachingCase:
    """Reviewed and published by a colleague."""
    case = make_in_review(**over)
    workflow.publish(case, by=make_educator())
    case.refresh_from_db()
    return case


def opened(case: TeachingCase) -> editing.Opened:
    case.refresh_from_db()
    return editing.Opened.now(case)


def make_playlist(*cases: TeachingCase, **over: Any) -> Playlist:
    over.setdefault("title", f"Playlist {next(_number)}")
    over["owner"] = over.get("owner") or make_user()
    made = Playlist.objects.create(**over)
    for place, case in enumerate(cases, start=1):
        made.entries.create(case=case, place=place)
    return made


def make_reader() -> User:
    return make_user()
