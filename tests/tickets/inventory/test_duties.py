from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.lib.refusal import Refused
from tests.makers.inventory import make_asset_manager, make_duty, make_item
from tests.makers.people import make_agent, make_user
from tickets.inventory.models import (
    Checklist,
    DutyRecord,
    DutyResult,
    Finding,
)
from tickets.inventory.radar import checklists, duties, watching
from tickets.inventory.radar.cadence import next_after

LUMINANCE = """Clean both screens
White luminance | number | cd/m² | 350 | 500
Serial of the meter | text
"""


@pytest.mark.parametrize(
    ("due", "done", "every", "expected"),
    [
        (date(2026, 3, 1), date(2026, 2, 20), 365, date(2027, 3, 1)),  # early: stays
        (date(2026, 3, 1), date(2026, 3, 20), 365, date(2027, 3, 1)),  # late: stays
        (date(2026, 3, 1), date(2026, 8, 1), 365, date(2027, 8, 1)),  # very late: anew
        (date(2026, 3, 2), date(2026, 3, 4), 7, date(2026, 3, 11)),
        (None, date(2026, 3, 4), 30, date(2026, 4, 3)),
    ],
)
def test_a_yearly_test_stays_in_its_month_unless_it_was_far_off(
    due, done, every, expected
):
    assert next_after(due, done, every) == expected


def test_a_checklist_is_read_as_it_is_typed_and_typed_as_it_is_read():
    steps = checklists.read(LUMINANCE)

    assert [step.kind for step in steps] == ["tick", "number", "text"]
    assert (steps[1].low, steps[1].high, steps[1].limits) == (
        350,
        500,
        "350 to 500 cd/m²",
    )
    assert checklists.read(checklists.typed(steps)) == steps
    assert checklists.kept(checklists.stored(steps)) == steps


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "at least one"),
        ("Look\n| number", 2, "what to do"),
        ("Look | length", 1, "none of tick, number, text"),
        ("Look | number | cm | five", 1, "no number"),
        ("Look | number | cm | 9 | 5", 1, "above the upper"),
        ("a | number | b | 1 | 2 | 3", 1, "At most"),
        ("\n".join("x" for _line in range(61)), 61, "At most 60"),
    ],
)
def test_a_step_that_cannot_be_read_is_named_by_its_line(text, line, why):
    with pytest.raises(checklists.UnreadableError, match=why) as caught:
        checklists.read(text)

    assert caught.value.number == line


@pytest.mark.parametrize(
    ("answers", "amiss"),
    [
        ({"s1": True, "s2": 420, "s3": "M-7"}, []),
        ({"s1": True, "s2": 350, "s3": "M-7"}, []),
        ({"s1": True, "s2": 349.9, "s3": "M-7"}, ["s2"]),
        ({"s1": False, "s2": None, "s3": ""}, ["s1", "s2", "s3"]),
    ],
)
def test_what_is_open_or_outside_its_limits_is_amiss(answers, amiss):
    steps = checklists.read(LUMINANCE)

    assert [step.code for step in checklists.amiss(steps, answers)] == amiss


@pytest.fixture
def checklist() -> Checklist:
    return duties.write_checklist(
        by=make_asset_manager(),
        code="display",
        title="Display, monthly",
        steps=checklists.read(LUMINANCE),
    )


@pytest.mark.django_db
def test_doing_a_duty_moves_its_day_and_clears_what_the_radar_left():
    manager, today = make_asset_manager(), timezone.localdate()
    duty = make_duty(next_on=today + timedelta(days=10))
    watching.watch(today)

    duties.record(duty, by=manager, done_on=today, result=DutyResult.PASS)

    duty.refresh_from_db()
    assert duty.next_on == today + timedelta(days=375)
    assert Finding.objects.get().cleared_at is not None


@pytest.mark.django_db
def test_what_failed_is_a_finding_until_a_later_check_passes():
    manager, duty = make_asset_manager(), make_duty(every_days=30)
    day = timezone.localdate() - timedelta(days=3)

    duties.record(duty, by=manager, done_on=day, result=DutyResult.FAIL, note="Dark.")
    failed = Finding.objects.open().get()
    assert (failed.urgent, failed.detail) == (True, "Dark.")

    duties.record(duty, by=manager, done_on=day, result=DutyResult.REMARKS)
    assert not Finding.objects.open().exists()


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_makes_one_record():
    manager, duty, key = make_asset_manager(), make_duty(), uuid4()
    told = {"done_on": timezone.localdate(), "result": DutyResult.PASS, "form_key": key}

    first = duties.record(duty, by=manager, **told)
    second = duties.record(duty, by=manager, **told)

    assert first == second
    assert DutyRecord.objects.count() == 1


@pytest.mark.django_db
def test_nothing_passes_that_is_outside_its_limits_and_nothing_is_done_tomorrow(
    checklist,
):
    manager, duty = make_asset_manager(), make_duty(checklist=checklist)
    today = timezone.localdate()

    with pytest.raises(Refused, match="White luminance"):
        duties.record(
            duty,
            by=manager,
            done_on=today,
            result=DutyResult.PASS,
            answers={"s1": True, "s2": 300, "s3": "M-7"},
        )
    with pytest.raises(Refused, match="after today"):
        duties.record(
            duty, by=manager, done_on=today + timedelta(days=1), result=DutyResult.FAIL
        )


@pytest.mark.django_db
def test_only_who_sees_to_it_or_looks_after_the_item_writes_it_down():
    super_user = make_user()
    duty = make_duty(item=make_item(super_user=super_user))
    told = {"done_on": timezone.localdate(), "result": DutyResult.PASS}

    with pytest.raises(PermissionDenied):
        duties.record(duty, by=make_user(), **told)
    assert duties.record(duty, by=super_user, **told)
    assert duties.record(duty, by=make_agent(), **told)


@pytest.mark.django_db
def test_a_changed_checklist_is_a_new_version_and_records_keep_the_old_one(checklist):
    manager, duty = make_asset_manager(), make_duty(checklist=checklist)
    record = duties.record(
        duty, by=manager, done_on=timezone.localdate(), result=DutyResult.FAIL
    )

    newer = duties.write_checklist(
        by=manager, code="display", title="Display", steps=checklists.read("Look")
    )

    duty.refresh_from_db()
    record.refresh_from_db()
    assert (newer.version, duty.checklist) == (2, newer)
    assert record.checklist == checklist


@pytest.mark.django_db
def test_a_duty_is_planned_done_and_read_in_the_browser(client, checklist):
    client.force_login(make_asset_manager())
    item = make_item(name="Display pair 1")
    today = timezone.localdate()
    typed = {
        "item": item.short_id,
        "kind": "qc",
        "title": "Display check",
        "every_days": "30",
        "next_on": today.isoformat(),
        "lead_days": "",
        "checklist": checklist.pk,
        "is_on": "on",
    }
    planned = client.post(reverse("inventory:plan_duty"), typed)
    page = planned["Location"]

    wrong = client.post(
        page, {"done_on": today, "result": "pass", "s1": "on", "s2": "300", "s3": "M-7"}
    )
    assert "outside its limits (350 to 500 cd/m²)" in wrong.content.decode()
    assert 'value="300"' in wrong.content.decode()

    key = str(uuid4())
    done = {"done_on": today, "result": "remarks", "s2": "300", "form_key": key}
    assert client.post(page, done).status_code == 302
    read = client.get(page).content.decode()
    assert "Passed with remarks" in read
    assert "300.0 cd/m²" in read


@pytest.mark.django_db
def test_the_list_of_duties_asks_a_constant_number_of_queries(
    client, django_assert_max_num_queries
):
    client.force_login(make_asset_manager())
    counts = []
    for n in (3, 27):
        for _one in range(n):
            make_duty(responsible=make_agent())
        with django_assert_max_num_queries(12) as caught:
            client.get(reverse("inventory:duties"))
        counts.append(len(caught))

    assert counts[0] == counts[1]
