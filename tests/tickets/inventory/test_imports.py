"""The pages of a file of items: sent, matched, looked at, written, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.makers.imports import make_checked, sheet_of, worked, written
from tests.makers.inventory import make_asset_manager, make_item, make_item_type
from tests.makers.people import make_agent, make_facility, make_user
from tests.makers.prices import queries_of
from tickets.inventory.importing import reading
from tickets.inventory.models import (
    ConfigurationItem,
    ImportState,
    ItemImport,
    Verdict,
)

pytestmark = pytest.mark.django_db
IMPORTS = reverse("inventory:imports")


@pytest.fixture
def manager(client):
    person = make_asset_manager()
    client.force_login(person)
    return person


def line(**over: str) -> dict[str, str]:
    """A scanner for a hospital and a type that are here."""
    make_facility(name="Harbour")
    make_item_type(name="CT scanner")
    return {"Name": "CT 7", "Type": "CT scanner", "Facility": "Harbour", **over}


def send(client, data: bytes, name: str = "items.csv"):
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, data)})


def of(verb: str, run: ItemImport, *more: int) -> str:
    return reverse(f"inventory:{verb}", args=[run.pk, *more])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no CSV and no XLSX"),
        (b"PK\x03\x04 half a workbook", "cannot be opened"),
        (b"Name;Room\n", "at least one line below"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_list_of_items_is_answered_with_a_sentence(
    client, manager, data, says
):
    response = send(client, data)

    assert response.status_code == 200
    assert says in " ".join(response.context["form"].errors["file"])
    assert not ItemImport.objects.exists()


def test_a_file_that_is_too_large_is_to_be_split(client, manager, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 100)

    response = send(client, b"Name\n" + b"x" * 100)

    assert "Split it in two." in response.context["form"].errors["file"][0]


def test_more_lines_than_one_file_may_have_are_to_be_split(
    client, manager, monkeypatch
):
    monkeypatch.setattr(reading, "MOST_LINES", 2)

    response = send(client, sheet_of([{"Name": f"CT {n}"} for n in range(3)]))

    assert "Split it." in response.context["form"].errors["file"][0]


def test_a_file_that_was_read_asks_what_its_columns_mean(client, manager):
    sheet = sheet_of([line(Shelf="A3")])

    page = client.get(send(client, sheet).url)

    said = {field.label: field.value() for field in page.context["form"]}
    assert (said["Name"], said["Facility"]) == ("name", "facility")
    assert not said["Shelf"]


def test_two_columns_cannot_fill_the_same_field(client, manager):
    run = ItemImport.objects.get(pk=_sent(client, [line(Shelf="A3")]))

    page = client.post(run.get_absolute_url(), {"column0": "name", "column3": "name"})

    assert "Two columns fill the same field: Name" in page.content.decode()


def test_a_column_that_was_not_known_is_matched_by_hand(client, manager):
    run = ItemImport.objects.get(pk=_sent(client, [line(Shelf="A3")]))
    chosen = ["name", "type", "facility", "room"]

    client.post(
        run.get_absolute_url(),
        {f"column{place}": field for place, field in enumerate(chosen)},
    )
    run = worked(run)

    assert run.rows.get().diff["room"] == ["", "A3"]


def test_one_type_and_facility_may_be_chosen_for_all_lines(client, manager):
    here, kind = make_facility(), make_item_type()
    run = ItemImport.objects.get(pk=_sent(client, [{"Name": "CT 7"}]))

    client.post(
        run.get_absolute_url(),
        {"column0": "name", "type": kind.code, "facility": here.code},
    )
    run = written(worked(run))

    item = ConfigurationItem.objects.get()
    assert (item.type, item.facility) == (kind, here)


def test_the_lines_are_shown_before_anything_is_written(client, manager):
    make_item(serial="S1", room="R.1")
    make_item(serial="S2", room="R.1")
    run = make_checked(
        [{"Serial": "S1", "Room": "R.2"}, {"Serial": "S2", "Room": "R.1"}], by=manager
    )

    page = client.get(run.get_absolute_url())
    narrowed = client.get(run.get_absolute_url(), {"verdict": Verdict.SAME})

    assert (page.context["writes"], page.context["total"]) == (1, 2)
    assert "R.2" in page.content.decode()
    assert [row.cells["Serial"] for row in narrowed.context["page"].rows] == ["S2"]
    assert not ConfigurationItem.objects.filter(room="R.2").exists()


def test_a_line_that_cannot_be_taken_is_corrected_on_its_page(client, manager):
    run = make_checked([line(Facility="Harber")], by=manager)
    row = run.rows.get()
    here = of("import_line", run, row.number)

    still_wrong = client.post(here, {"cell0": "CT 7", "cell1": "CT scanner"})
    client.post(here, {"cell0": "CT 7", "cell1": "CT scanner", "cell2": "Harbour"})

    assert still_wrong.status_code == 200
    assert "Its facility is not said." in still_wrong.content.decode()
    row.refresh_from_db()
    assert row.verdict == Verdict.NEW


def test_a_file_is_written_with_the_reason_and_taken_back(client, manager):
    run = make_checked([line()], by=manager)

    client.post(of("import_apply", run), {"why": "The yearly walk round"})
    run = worked(run)

    item = ConfigurationItem.objects.get()
    history = client.get(reverse("inventory:history", args=[item.short_id]))
    assert run.state == ImportState.APPLIED
    assert "The yearly walk round" in history.content.decode()

    client.post(of("import_undo", run))
    run = worked(run)

    assert run.state == ImportState.UNDONE
    assert not ConfigurationItem.objects.exists()


def test_a_file_is_not_written_without_a_reason(client, manager):
    run = make_checked([line()], by=manager)

    page = client.post(of("import_apply", run), {"why": ""})

    assert page.context["form"].errors["why"]
    assert worked(run).state == ImportState.CHECKED


def test_a_file_is_written_once(client, manager):
    run = written(make_checked([line()], by=manager))

    again = client.post(of("import_apply", run), {"why": "Once more"})

    assert again.status_code == 409
    assert ConfigurationItem.objects.count() == 1


def test_what_was_not_written_cannot_be_taken_back(client, manager):
    run = make_checked([line()], by=manager)

    assert client.post(of("import_undo", run)).status_code == 409


def test_the_page_tells_how_far_the_work_is(client, manager):
    run = ItemImport.objects.get(pk=_sent(client, [line()]))
    client.post(run.get_absolute_url(), {"column0": "name"})

    at_work = client.get(run.get_absolute_url())
    asked = client.get(of("import_progress", run))
    worked(run)
    done = client.get(of("import_progress", run))

    assert "Looking at the lines" in at_work.content.decode()
    assert "HX-Refresh" not in asked.headers
    assert done.headers["HX-Refresh"] == "true"


def test_a_colleague_who_keeps_the_inventory_may_go_on_with_the_file(client):
    run = make_checked([line()])
    client.force_login(make_asset_manager())

    response = client.post(of("import_apply", run), {"why": "My colleague is away"})

    assert response.status_code == 302
    assert worked(run).state == ImportState.APPLIED


@pytest.mark.parametrize("make_stranger", [make_user, make_agent])
def test_who_may_not_change_items_is_shown_no_file_and_sends_none(
    client, make_stranger
):
    run = make_checked([line()])
    client.force_login(make_stranger())

    reads = [IMPORTS, run.get_absolute_url(), of("import_progress", run)]
    writes = [of("import_apply", run), of("import_undo", run)]
    writes += [of("import_line", run, 2), run.get_absolute_url()]

    assert {client.get(url).status_code for url in reads} == {403}
    assert {client.post(url, {"why": "No"}).status_code for url in writes} == {403}
    assert send(client, sheet_of([{"Name": "CT 8"}])).status_code == 403
    assert worked(run).state == ImportState.CHECKED
    assert ItemImport.objects.count() == 1


def test_the_lines_of_a_file_cost_the_same_for_3_and_30(client, manager):
    few, many = (
        make_checked([{"Name": f"CT {n}"} for n in range(size)], by=manager)
        for size in (3, 30)
    )

    price = queries_of(client, few.get_absolute_url())

    assert queries_of(client, many.get_absolute_url()) == price <= 12


def test_the_list_of_files_costs_the_same_for_3_and_30(client, manager):
    """One more counts the files once they no longer fit on one page."""
    make_files(3)
    price = queries_of(client, IMPORTS)
    make_files(27)

    assert queries_of(client, IMPORTS) <= price + 1 <= 12


def make_files(number: int) -> None:
    ItemImport.objects.bulk_create(
        ItemImport(file_name=f"{n}.csv", format="table", by=make_asset_manager())
        for n in range(number)
    )


def _sent(client, lines: list[dict[str, str]]) -> int:
    send(client, sheet_of(lines))
    return ItemImport.objects.latest("pk").pk
