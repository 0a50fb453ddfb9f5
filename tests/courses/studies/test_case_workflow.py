"""A case on its way from a draft to its readers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from courses.studies.cases import editing, workflow
from courses.studies.models import CaseVersion, Study, TeachingCase
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message
from portal.people.models import Role
from tests.makers.cases import (
    make_case,
    make_image,
    make_in_review,
    make_mark,
    make_published,
    opened,
)
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db
State = TeachingCase.State


def test_a_draft_begins_with_what_the_library_says_of_its_study():
    study = make_study(
        title="Chest radiograph",
        modality="CR",
        body_part="Chest",
        note="Count them.",
        source="pydicom sample file, MIT licence",
    )

    case = editing.start(study, by=make_educator())

    assert (case.state, case.title, case.anatomy) == (State.DRAFT, study.title, "Chest")
    assert case.discussion == "Count them."
    assert case.licence == study.source


def test_no_case_is_made_of_a_study_that_an_exercise_holds_in_reserve():
    reserved = make_study(reserved=True)

    with pytest.raises(Refused, match="library"):
        editing.start(reserved, by=make_educator())


def test_only_an_educator_makes_cases():
    for role in set(Role) - {Role.EDUCATOR}:
        with pytest.raises(PermissionDenied):
            editing.start(make_study(), by=make_user(role))


def test_a_colleague_publishes_what_the_author_handed_in():
    case, colleague = make_in_review(), make_educator()

    version = workflow.publish(case, by=colleague)

    case.refresh_from_db()
    assert (case.state, case.current) == (State.PUBLISHED, version)
    assert (version.number, version.reviewed_by) == (1, colleague)
    assert version.title == case.title
    told = Message.objects.filter(recipient=case.owner, kind="case.published")
    assert told.count() == 1


def test_nobody_publishes_alone_while_there_is_a_colleague():
    case = make_in_review()
    make_educator()

    with pytest.raises(PermissionDenied):
        workflow.publish(case, by=case.owner)


def test_the_only_educator_of_a_site_publishes_alone():
    study = make_study(released_by=make_user())
    case = make_in_review(study=study)

    version = workflow.publish(case, by=case.owner)

    assert version.reviewed_by == case.owner


def test_a_case_that_lacks_its_consent_note_is_not_handed_in():
    case = make_case(consent_note="")

    with pytest.raises(Refused, match="why the images may be shown"):
        workflow.hand_in(case, by=case.owner)

    case.refresh_from_db()
    assert case.state == State.DRAFT


def test_a_finding_without_a_name_is_not_handed_in():
    image = make_image()
    marks = [make_mark(image, label="", code="")]
    case = make_case(study=image.series.study, findings=marks)

    with pytest.raises(Refused, match="name"):
        workflow.hand_in(case, by=case.owner)


def test_a_case_sent_back_says_why_and_is_a_draft_again():
    case, colleague = make_in_review(), make_educator()

    case = workflow.send_back(case, by=colleague, reason="Say which zone.")

    assert (case.state, case.sent_back) == (State.DRAFT, "Say which zone.")
    told = Message.objects.get(recipient=case.owner, kind="case.sent_back")
    assert told.body == "Say which zone."


def test_readers_go_on_seeing_the_first_version_while_the_second_is_written():
    case = make_published(title="Round opacities")
    case = workflow.revise(case, by=case.owner)

    editing.save(
        case, by=case.owner, opened=opened(case), marks=[], title="Many opacities"
    )

    seen = CaseVersion.objects.visible_to(make_user())
    assert [one.title for one in seen] == ["Round opacities"]


def test_each_publication_is_a_version_and_the_last_is_shown():
    case = make_published(title="Round opacities")
    case = workflow.revise(case, by=case.owner)
    editing.save(
        case, by=case.owner, opened=opened(case), marks=[], title="Many opacities"
    )
    case = workflow.hand_in(case, by=case.owner)

    workflow.publish(case, by=make_educator())

    titles = case.versions.order_by("number").values_list("number", "title")
    assert list(titles) == [(1, "Round opacities"), (2, "Many opacities")]
    case.refresh_from_db()
    assert case.current == case.versions.get(number=2)


def test_a_published_version_never_changes():
    version = make_published().current
    itself = CaseVersion.objects.filter(pk=version.pk)

    with pytest.raises(ProgrammingError), transaction.atomic():
        itself.update(title="Another")
    with pytest.raises(ProgrammingError), transaction.atomic():
        itself._raw_delete("default")

    version.refresh_from_db()
    assert version.title != "Another"


def test_a_withdrawn_case_is_seen_by_no_reader():
    case = make_published()

    workflow.withdraw(case, by=make_user(Role.ADMINISTRATOR), reason="A name is seen.")

    assert not CaseVersion.objects.visible_to(make_user()).exists()
    assert case.versions.count() == 1


def test_a_case_is_gone_from_readers_when_its_study_leaves_the_library():
    case, reserved = make_published(), make_published()
    Study.objects.filter(pk=case.study_id).update(released_at=None, released_by=None)
    Study.objects.filter(pk=reserved.study_id).update(reserved=True)

    assert not CaseVersion.objects.visible_to(make_user()).exists()
    assert not TeachingCase.objects.visible_to(make_user()).exists()


def test_steps_are_taken_in_their_order():
    draft, educator = make_case(), make_educator()

    with pytest.raises(Refused):
        workflow.publish(draft, by=educator)
    with pytest.raises(Refused):
        workflow.send_back(draft, by=educator, reason="Too early")
    with pytest.raises(Refused):
        workflow.revise(draft, by=educator)


def test_a_row_that_says_published_and_shows_nothing_cannot_be():
    case = make_case()

    with pytest.raises(IntegrityError, match="a_published_case_shows_a_version"):
        TeachingCase.objects.filter(pk=case.pk).update(state=State.PUBLISHED)


def test_the_ledger_knows_each_step():
    case, colleague = make_case(), make_educator()
    editing.save(case, by=case.owner, opened=opened(case), marks=[], title="New")
    workflow.hand_in(case, by=case.owner)
    workflow.send_back(case, by=colleague, reason="Say more.")
    workflow.hand_in(case, by=case.owner)
    workflow.publish(case, by=colleague)
    workflow.revise(case, by=case.owner)
    workflow.withdraw(case, by=colleague, reason="Wrong study.")

    target = f"studies.teachingcase:{case.pk}"
    verbs = AuditEvent.objects.filter(target=target).order_by("pk")
    assert [one.verb.removeprefix("case.") for one in verbs] == [
        *("saved", "handed_in", "sent_back", "handed_in"),
        *("published", "revised", "withdrawn"),
    ]
