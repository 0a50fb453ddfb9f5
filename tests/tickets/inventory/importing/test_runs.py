"""A file is checked, written once, and taken back."""

import pytest

from portal.audit.models import AuditEvent
from portal.jobs.queue import work_through
from tests.makers.imports import (
    make_checked,
    sheet_of,
    taken_back,
    worked,
    written,
)
from tests.makers.inventory import (
    make_asset_manager,
    make_interface,
    make_item,
    make_item_type,
)
from tests.makers.people import make_facility
from tickets.inventory import exporting, workflow
from tickets.inventory.importing import runs
from tickets.inventory.importing.reading import read
from tickets.inventory.models import (
    ConfigurationItem,
    ImportRow,
    ImportState,
    ItemImport,
    Lifecycle,
    NetworkAE,
    Verdict,
)

pytestmark = pytest.mark.django_db


def devices(n: int) -> list[dict[str, str]]:
    """Lines for a hospital and a type that are here."""
    make_facility(name="Harbour")
    make_item_type(name="CT scanner")
    common = {"Type": "CT scanner", "Facility": "Harbour"}
    return [
        {"Name": f"CT {k}", "Serial": f"S{k}", "AE title": f"CT{k}", **common}
        for k in range(n)
    ]


def verdicts(run: ItemImport) -> list[str]:
    return list(run.rows.values_list("verdict", flat=True))


def test_a_dry_run_writes_nothing():
    run = make_checked(devices(3))

    assert verdicts(run) == [Verdict.NEW] * 3
    assert not ConfigurationItem.objects.exists()


def test_a_sheet_of_300_devices_is_written_with_its_aes_and_taken_back_whole():
    run = written(make_checked(devices(300)))

    assert ConfigurationItem.objects.count() == NetworkAE.objects.count() == 300
    assert AuditEvent.objects.filter(verb="item.added").count() == 300

    run = taken_back(run)

    assert run.state == ImportState.UNDONE
    assert not ConfigurationItem.objects.exists()


def test_the_same_file_a_second_time_is_as_it_is():
    lines = devices(4)
    first = written(make_checked(lines))

    again = make_checked(lines, by=first.by)

    assert verdicts(again) == [Verdict.SAME] * 4


def test_two_who_bring_the_same_file_at_once_add_each_item_once():
    lines = devices(4)
    one, other = make_checked(lines), make_checked(lines)
    runs.apply(one, by=one.by, why="Mine")
    runs.apply(other, by=other.by, why="Mine, too")

    worked(one)

    assert ConfigurationItem.objects.count() == 4
    assert verdicts(other) == [Verdict.SAME] * 4


def test_a_worker_that_dies_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    run = make_checked(devices(5))
    runs.apply(run, by=run.by, why="The list")
    work_through(ItemImport, runs.step)
    monkeypatch.setattr(runs.applying.lines, "keep", None)
    work_through(ItemImport, runs.step)
    monkeypatch.undo()
    assert ConfigurationItem.objects.count() == 2

    ItemImport.objects.update(due_at=run.made_at)
    run = worked(run)

    assert run.state == ImportState.APPLIED
    assert ConfigurationItem.objects.count() == 5


def test_a_change_names_the_field_before_and_after():
    item = make_item(name="CT 1", serial="S1", room="R.1")

    run = make_checked([{"Serial": "S1", "Room": "R.2"}])

    [row] = run.rows.all()
    assert (row.item, row.verdict) == (item, Verdict.CHANGED)
    assert row.diff == {"room": ["R.1", "R.2"]}


def test_undoing_sets_a_field_back_unless_somebody_changed_it_since():
    kept = make_item(serial="S1", room="R.1")
    touched = make_item(serial="S2", room="R.1")
    sheet = [{"Serial": "S1", "Room": "R.2"}, {"Serial": "S2", "Room": "R.2"}]
    run = written(make_checked(sheet))
    workflow.change(touched, by=run.by, room="R.9")

    run = taken_back(run)

    kept.refresh_from_db()
    touched.refresh_from_db()
    assert (kept.room, touched.room) == ("R.1", "R.9")
    assert "stays" in run.rows.get(item=touched).problems[0]


def test_an_added_item_that_something_hangs_on_is_retired_not_removed():
    run = written(make_checked(devices(2)))
    used = ConfigurationItem.objects.get(name="CT 0")
    make_interface(used, make_item())

    taken_back(run)

    used.refresh_from_db()
    assert used.lifecycle == Lifecycle.RETIRED
    assert not ConfigurationItem.objects.filter(name="CT 1").exists()


def test_what_is_exported_comes_back_as_it_is():
    written(make_checked(devices(3)))
    item = ConfigurationItem.objects.get(name="CT 0")
    ConfigurationItem.objects.filter(pk=item.pk).update(
        name="=1+1", phone="+1 555 0100", downtime_procedure="One,\ntwo; “three”"
    )
    items = ConfigurationItem.objects.all()

    with exporting.as_xlsx(items) as book:
        sheets = [b"".join(exporting.as_csv(items)), book.read()]

    assert b"'=1+1" in sheets[0]
    for sheet in sheets:
        assert verdicts(make_checked(sheet)) == [Verdict.SAME] * 3


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_each_delimiter_is_found(sign):
    sheet = read(sheet_of([{"Name": "CT 1", "Room": "A, left"}], sign))

    assert sheet.lines == [(2, {"Name": "CT 1", "Room": "A, left"})]


def test_windows_letters_are_read():
    sheet = read("Name;Room\nRöntgen;é".encode("cp1252"))

    assert sheet.lines == [(2, {"Name": "Röntgen", "Room": "é"})]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"Facility": "Nowhere"}, "No facility is called “Nowhere”."),
        ({"Type": "Teapot"}, "No type of item is called “Teapot”."),
        ({"Installed": "03/04/2021"}, "Write it as 2026-01-31."),
        ({"Owner": "nobody@demo.example"}, "Nobody here has the e-mail"),
        ({"Tier": "7"}, "does not fit"),
        ({"Short-id": "ZZZZZZZZ"}, "No item has the short-id"),
        ({"Name": ""}, "It has no name."),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(line, says):
    [good] = devices(1)

    run = make_checked([{**good, **line}])

    [row] = run.rows.all()
    assert row.verdict == Verdict.WRONG
    assert says in " ".join(row.problems)


def test_a_line_that_repeats_another_is_named_with_it():
    [line] = devices(1)

    run = make_checked([line, line])

    first, second = run.rows.all()
    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.WRONG)
    assert "Line 2" in second.problems[0]


def test_an_ae_title_of_another_item_is_not_taken():
    [line] = devices(1)
    written(make_checked([line]))

    run = make_checked([{**line, "Name": "CT 9", "Serial": "S9"}])

    [row] = run.rows.all()
    assert "has this AE title" in row.problems[0]


def test_a_line_is_corrected_in_place():
    [line] = devices(1)
    run = make_checked([{**line, "Facility": "Harber"}])
    row: ImportRow = run.rows.get()

    row = runs.correct(row, by=run.by, cells={**row.cells, "Facility": "Harbour"})

    assert row.verdict == Verdict.NEW


def test_what_changed_after_the_check_is_left_alone():
    item = make_item(serial="S1", room="R.1")
    run = make_checked([{"Serial": "S1", "Room": "R.2"}])
    workflow.change(item, by=make_asset_manager(), room="R.5")

    run = written(run)

    item.refresh_from_db()
    assert item.room == "R.5"
    assert "Check again" in run.rows.get().problems[0]
