"""Who may do what: one table, for a manager to read.

x  may            .  may not
The columns are the permission roles. Everybody is a learner, whatever else they are.
"""

import inspect
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from courses.assessment import rules as assessment
from courses.assessment import workflow
from courses.catalog import rules as catalog
from courses.catalog.models import CourseState
from courses.competency import rules as competency
from courses.studies import rules as studies
from portal.accounts import rules as accounts
from portal.audit import rules as audit
from portal.jobs import rules as jobs
from portal.people.models import Role, User
from tests.makers.assessment import make_passed, make_quiz
from tests.makers.cases import make_case, make_playlist
from tests.makers.catalog import make_activity, make_course
from tests.makers.desk import make_ticket
from tests.makers.inventory import make_duty, make_item
from tests.makers.people import make_user
from tests.makers.studies import make_study
from tickets.desk import rules as desk
from tickets.inventory import rules as inventory
from tickets.knowledge import rules as knowledge
from tickets.sla import rules as sla

TABLE = """
                               learner educator assessor agent assets lead auditor admin
the house
  manage background work         .       .        .       .      .     .      .      x
  read the audit ledger          .       .        .       .      .     .      x      x
  manage people                  .       .        .       .      .     .      .      x
  end somebody's access          .       .        .       .      .     .      .      x
  end my own access              .       .        .       .      .     .      .      .
  erase who has left             .       .        .       .      .     .      .      x
  erase who works here           .       .        .       .      .     .      .      .
learning
  take a published course        x       x        x       x      x     x      x      x
  take a draft course            .       .        .       .      .     .      .      .
  try a step of a course         x       x        x       x      x     x      x      x
  answer in my attempt           x       x        x       x      x     x      x      x
  answer in another's attempt    .       .        .       .      .     .      .      .
  see the key of my open attempt  .       .        .       .      .     .      .      .
  see the result of my open attempt  .    .        .       .      .     .      .      .
  see the result when handed in  x       x        x       x      x     x      x      x
  see the key when I failed      .       x        x       .      .     .      .      .
  see the key when I passed      x       x        x       x      x     x      x      x
  write exercises                .       x        .       .      .     .      .      .
  see what was handed in         .       x        x       .      .     .      .      .
  look over another's work       .       x        x       .      .     .      .      .
  look over work still open      .       .        .       .      .     .      .      .
  send studies in                .       x        .       .      .     .      .      x
  review studies                 .       x        .       .      .     .      .      x
  edit a released study          .       x        .       .      .     .      .      x
  make teaching cases            .       x        .       .      .     .      .      .
  publish a colleague's case     .       x        .       .      .     .      .      .
  publish a case of mine         .       .        .       .      .     .      .      .
  withdraw a case                .       x        .       .      .     .      .      x
  share playlists                .       x        .       .      .     .      .      .
  change a playlist of mine      x       x        x       x      x     x      x      x
  change another's playlist      .       .        .       .      .     .      .      .
  say which systems may send     .       .        .       .      .     .      .      x
  make profiles                  .       .        .       .      .     .      .      x
  read sightings of devices      .       .        .       .      x     .      .      x
  see my own passport            x       x        x       x      x     x      x      x
  see a stranger's passport      .       .        x       .      .     x      x      x
  read the competency matrix     .       .        .       .      .     x      x      x
  assess somebody                .       .        x       .      .     .      .      .
  assess myself                  .       .        .       .      .     .      .      .
  revoke an assessment           .       .        .       .      .     x      .      x
support
  change items                   .       .        .       .      x     .      .      x
  read the radar                 .       .        .       x      x     x      x      x
  record a duty                  .       .        .       x      x     .      .      x
  record a duty of my item       x       x        x       x      x     x      x      x
  say that an item is still so   .       .        .       .      x     .      .      x
  say it of an item of mine      x       x        x       x      x     x      x      x
  change what is promised        .       .        .       .      .     x      .      x
  write articles                 .       .        .       x      .     x      .      x
  work on tickets                .       .        .       x      .     x      .      x
  read internal notes            .       .        .       x      .     x      x      x
  take a ticket                  .       .        .       x      .     .      .      .
  assign a ticket                .       .        .       x      .     x      .      x
  reply on my ticket             x       x        x       x      x     x      x      x
  reply on another's ticket      .       .        .       x      .     x      .      x
  note on a ticket               .       .        .       x      .     x      .      x
  reopen my ticket               x       x        x       x      x     x      x      x
  reopen another's ticket        .       .        .       x      .     x      .      x
  close my ticket                x       x        x       x      x     x      x      x
  close another's ticket         .       .        .       x      .     x      .      x
"""

ROLES = {
    "learner": None,
    "educator": Role.EDUCATOR,
    "assessor": Role.ASSESSOR,
    "agent": Role.AGENT,
    "assets": Role.ASSET_MANAGER,
    "lead": Role.LEAD,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}


def myself(user: User) -> User:
    return user


def a_colleague(user: User) -> User:
    return make_user()


def who_left(user: User) -> User:
    return make_user(is_active=False, deactivated_at=timezone.now())


def my_attempt(user: User) -> Any:
    return workflow.start(user, make_quiz())


def anothers_attempt(user: User) -> Any:
    return workflow.start(make_user(), make_quiz())


def my_finished_attempt(user: User) -> Any:
    return make_passed(user, make_quiz())


def anothers_finished_attempt(user: User) -> Any:
    return my_finished_attempt(make_user())


def my_failed_attempt(user: User) -> Any:
    attempt = workflow.start(user, make_quiz())
    return workflow.submit(attempt, by=user)


# What each line of the table asks, and about which thing.
Thing = Callable[[User], Any] | None
QUESTIONS: dict[str, tuple[Callable[..., bool], Thing]] = {
    "manage background work": (jobs.can_manage_jobs, None),
    "read the audit ledger": (audit.can_read_audit, None),
    "manage people": (accounts.can_manage_people, None),
    "end somebody's access": (accounts.can_deactivate, a_colleague),
    "end my own access": (accounts.can_deactivate, myself),
    "erase who has left": (accounts.can_erase, who_left),
    "erase who works here": (accounts.can_erase, a_colleague),
    "take a published course": (catalog.can_enrol, lambda _: make_course()),
    "take a draft course": (
        catalog.can_enrol,
        lambda _: make_course(state=CourseState.DRAFT),
    ),
    "try a step of a course": (assessment.can_try, lambda _: make_activity()),
    "answer in my attempt": (assessment.can_answer, my_attempt),
    "answer in another's attempt": (assessment.can_answer, anothers_attempt),
    "see the key of my open attempt": (assessment.can_see_key, my_attempt),
    "see the result of my open attempt": (assessment.can_see_result, my_attempt),
    "see the result when handed in": (assessment.can_see_result, my_failed_attempt),
    "see the key when I failed": (assessment.can_see_key, my_failed_attempt),
    "see the key when I passed": (assessment.can_see_key, my_finished_attempt),
    "write exercises": (assessment.can_author, None),
    "see what was handed in": (assessment.can_see_handed_in, None),
    "look over another's work": (assessment.can_mark, anothers_finished_attempt),
    "look over work still open": (assessment.can_mark, anothers_attempt),
    "send studies in": (studies.can_send, None),
    "review studies": (studies.can_review, None),
    "edit a released study": (studies.can_edit, lambda _: make_study()),
    "make teaching cases": (studies.can_make_cases, None),
    "publish a colleague's case": (studies.can_publish_case, lambda _: make_case()),
    "publish a case of mine": (
        studies.can_publish_case,
        lambda user: make_case(owner=user),
    ),
    "withdraw a case": (studies.can_withdraw_case, lambda _: make_case()),
    "share playlists": (studies.can_share_playlists, None),
    "change a playlist of mine": (
        studies.can_change_playlist,
        lambda user: make_playlist(owner=user),
    ),
    "change another's playlist": (
        studies.can_change_playlist,
        lambda _: make_playlist(),
    ),
    "say which systems may send": (studies.can_manage_nodes, None),
    "make profiles": (studies.can_manage_profiles, None),
    "read sightings of devices": (studies.can_read_sightings, None),
    "see my own passport": (competency.can_see, myself),
    "see a stranger's passport": (competency.can_see, a_colleague),
    "read the competency matrix": (competency.can_read_matrix, None),
    "assess somebody": (competency.can_assess, a_colleague),
    "assess myself": (competency.can_assess, myself),
    "revoke an assessment": (competency.can_revoke, a_colleague),
    "change items": (inventory.can_change_items, None),
    "read the radar": (inventory.can_read_radar, None),
    "record a duty": (inventory.can_record, lambda _: make_duty()),
    "record a duty of my item": (
        inventory.can_record,
        lambda user: make_duty(item=make_item(super_user=user)),
    ),
    "say that an item is still so": (inventory.can_confirm, lambda _: make_item()),
    "say it of an item of mine": (
        inventory.can_confirm,
        lambda user: make_item(owner=user),
    ),
    "change what is promised": (sla.can_change_promises, None),
    "write articles": (knowledge.can_write_articles, None),
    "work on tickets": (desk.can_work, None),
    "read internal notes": (desk.can_read_notes, None),
    "take a ticket": (desk.can_take, lambda _: make_ticket()),
    "assign a ticket": (desk.can_assign, lambda _: make_ticket()),
    "reply on my ticket": (desk.can_reply, lambda user: make_ticket(reporter=user)),
    "reply on another's ticket": (desk.can_reply, lambda _: make_ticket()),
    "note on a ticket": (desk.can_note, lambda _: make_ticket()),
    "reopen my ticket": (desk.can_reopen, lambda user: make_ticket(reporter=user)),
    "reopen another's ticket": (desk.can_reopen, lambda _: make_ticket()),
    "close my ticket": (desk.can_close, lambda user: make_ticket(reporter=user)),
    "close another's ticket": (desk.can_close, lambda _: make_ticket()),
}


def rows() -> dict[str, list[str]]:
    """Each line of the table with its marks; headings have none."""
    found = {}
    for line in TABLE.splitlines()[2:]:
        words = line.split()
        if len(words) > len(ROLES):
            found[" ".join(words[: -len(ROLES)])] = words[-len(ROLES) :]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("line", rows())
def test_the_rules_say_what_the_table_says(line):
    rule, thing = QUESTIONS[line]

    said = []
    for role in ROLES.values():
        user = make_user(*filter(None, [role]), manager=make_user(Role.LEAD))
        things = [thing(user)] if thing else []
        said.append("x" if rule(user, *things) else ".")

    assert dict(zip(ROLES, said, strict=True)) == dict(
        zip(ROLES, rows()[line], strict=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("line", rows())
def test_who_left_may_do_nothing(line):
    rule, thing = QUESTIONS[line]
    user = make_user(*Role)
    things = [thing(user)] if thing else []

    user.is_active, user.deactivated_at = False, timezone.now()
    user.save()

    assert not rule(user, *things) or line in OWN_THINGS


# A rule about one's own thing need not ask who may sign in at all.
OWN_THINGS = {
    "see my own passport",
    "see the result when handed in",
    "see the key when I failed",
    "see the key when I passed",
    "reply on my ticket",
    "reopen my ticket",
    "close my ticket",
}


def test_every_rule_stands_in_the_table():
    asked = {rule for rule, _thing in QUESTIONS.values()}

    missing = [
        f"{module.__name__}.{name}"
        for config in apps.get_app_configs()
        if config.name.startswith(("portal.", "courses.", "tickets."))
        and find_spec(f"{config.name}.rules")
        for module in [import_module(f"{config.name}.rules")]
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("can_") and function not in asked
    ]

    assert missing == []
    assert set(QUESTIONS) == set(rows())
