"""The starter framework: loaded as often as one likes, changed by a new version."""

from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.competency import criteria, framework
from courses.competency.models import (
    Competency,
    FrameworkVersion,
    RoleRequirement,
)
from courses.competency.standing import today
from portal.lib.refusal import Refused
from tests.makers.competency import make_assessment
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    return framework.read(framework.STARTER)


def first_row(content):
    return content["domains"][0]["competencies"][0]


def test_the_starter_has_eight_domains_and_38_competencies(content):
    framework.load(content)

    assert Competency.objects.in_use().count() == 38
    assert len({one.domain_id for one in Competency.objects.all()}) == 8
    assert {one.risk for one in Competency.objects.all()} == {1, 2, 3}
    assert all(one.guards_against for one in Competency.objects.all())


def test_every_rule_of_the_starter_keeps_level_3_for_what_was_seen(content):
    framework.load(content)

    for competency in Competency.objects.all():
        criteria.check(competency.rule)
        level_3 = criteria.tree_for(competency.rule, 3)
        assert level_3 == {"kind": "observation", "level": 3}


def test_a_version_keeps_the_rule_of_each_competency(content):
    loaded = framework.load(content)

    kept = loaded.version.content["domains"][0]["competencies"][0]["rule"]
    assert kept == Competency.objects.get(code="IM1").rule


def test_a_second_load_changes_nothing(content):
    framework.load(content)
    before = RoleRequirement.objects.count()

    again = framework.load(content)

    assert not again.is_new
    assert FrameworkVersion.objects.count() == 1
    assert RoleRequirement.objects.count() == before


def test_a_changed_level_ends_one_demand_and_begins_another(content):
    framework.load(content, effective_from=today() - timedelta(days=50))
    changed = deepcopy(content)
    first_row(changed)["requires"]["technologist"] = 3

    loaded = framework.load(changed)

    rows = RoleRequirement.objects.filter(
        competency__code="IM1", profile__code="technologist"
    ).order_by("starts_on")
    assert loaded.version.number == 2
    assert [(row.level, row.ends_on) for row in rows] == [(2, today()), (3, None)]


def test_a_competency_keeps_its_row_and_what_was_decided_on_it(content):
    framework.load(content)
    competency = Competency.objects.get(code="IM1")
    made = make_assessment(make_user(), competency)
    changed = deepcopy(content)
    first_row(changed)["text"] = "Explain a study from order to archive"

    framework.load(changed)

    competency.refresh_from_db()
    made.refresh_from_db()
    assert competency.statement.startswith("Explain a study")
    assert made.version.number == 1
    assert "SOP classes" in first_row(made.version.content)["text"]


def test_what_is_dropped_is_archived_and_asked_no_more(content):
    framework.load(content)
    changed = deepcopy(content)
    del changed["domains"][0]["competencies"][0]

    framework.load(changed)

    dropped = Competency.objects.get(code="IM1")
    assert dropped.archived
    assert not dropped.requirements.filter(ends_on=None).exists()


def test_a_rule_that_cannot_be_read_stops_the_whole_load(content):
    first_row(content)["rule"] = {"kind": "hearsay"}

    with pytest.raises(Refused, match="IM1"):
        framework.load(content)

    assert not FrameworkVersion.objects.exists()


def test_the_command_says_what_it_did():
    said = StringIO()

    call_command("load_framework", stdout=said)
    call_command("load_framework", stdout=said)

    assert "published" in said.getvalue()
    assert "unchanged" in said.getvalue()


def test_the_command_names_a_file_that_is_none(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_framework", str(tmp_path / "nothing.yaml"))


def test_the_command_wants_a_known_signer():
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("load_framework", by="nobody@hospital.example")
