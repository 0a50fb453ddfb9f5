from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts import lists
from portal.accounts.forms import ImportForm
from portal.accounts.models import Import
from portal.lib.refusal import Refused
from portal.people.models import Absence, Role, Shift, User
from tests.makers.people import make_department, make_profile, make_user

pytestmark = pytest.mark.django_db
STAFF = """email,name,staff_number,facility,department,profile,hired_on,roles
nora@hospital.example,Nora New,S1,{facility},{department},{profile},2026-11-01,agent
rowan@hospital.example,Rowan Known,S2,,,,,
wrong,Wrong Address,S3,,,,,
ida@hospital.example,Ida Idle,S4,Atlantis,,,,
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
ATTENDEE:mailto:{email}
SUMMARY:Night
DTSTART:20261124T220000Z
DTEND:20261125T080000Z
END:VEVENT
BEGIN:VEVENT
ATTENDEE:mailto:{email}
SUMMARY:Day
DTSTART:20261126T080000Z
DTEND:20261126T160000Z
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""


def make_upload(kind: str, text: str) -> tuple[Import, User]:
    admin = make_user(Role.ADMINISTRATOR)
    return Import.objects.create(kind=kind, text=text, uploaded_by=admin), admin


def staff_upload() -> tuple[Import, User]:
    department = make_department()
    text = STAFF.format(
        facility=department.facility.code,
        department=department.name,
        profile=make_profile().code,
    )
    return make_upload(Import.Kind.STAFF, text)


def test_a_rehearsal_reports_row_by_row_and_changes_nothing():
    make_user(email="rowan@hospital.example", name="Rowan Known", staff_number="S2")
    upload, admin = staff_upload()

    lines = lists.rehearse(upload, by=admin)

    assert [(line.number, line.outcome) for line in lines] == [
        (2, "done"),
        (3, "same"),
        (4, "wrong"),
        (5, "wrong"),
    ]
    assert "e-mail address" in lines[2].said
    assert lines[3].said == "No facility is called Atlantis."
    assert not User.objects.filter(email="nora@hospital.example").exists()


def test_applying_keeps_what_is_right_and_leaves_out_what_is_wrong():
    upload, admin = staff_upload()

    lists.apply(upload, by=admin)

    nora = User.objects.get(email="nora@hospital.example")
    assert nora.roles == [Role.AGENT]
    assert nora.holdings.get().starts_on == date(2026, 11, 1)
    assert nora.invitations.open().exists()
    assert not User.objects.filter(staff_number="S3").exists()
    with pytest.raises(Refused, match="already"):
        lists.apply(upload, by=admin)


def test_the_same_list_twice_changes_nothing():
    upload, admin = staff_upload()
    text = upload.text
    lists.apply(upload, by=admin)
    again = Import.objects.create(kind=upload.kind, text=text, uploaded_by=admin)

    lines = lists.apply(again, by=admin)

    assert {line.outcome for line in lines} == {"same", "wrong"}


def test_a_person_is_known_by_the_number_when_the_address_changes():
    known = make_user(staff_number="S9", email="old@hospital.example")
    text = "staff_number,email,name\nS9,new@hospital.example,Known Person\n"

    upload, admin = make_upload(Import.Kind.STAFF, text)
    lists.apply(upload, by=admin)

    known.refresh_from_db()
    assert known.email == "new@hospital.example"


def test_shifts_come_from_a_calendar_and_repeats_are_named():
    person = make_user()
    upload, admin = make_upload(
        Import.Kind.SHIFTS_ICAL, CALENDAR.format(email=person.email)
    )

    lines = lists.apply(upload, by=admin)

    assert Shift.objects.get().duty == Shift.Duty.NIGHT
    assert lines[1].said.startswith("The event repeats")


def test_absences_come_from_a_csv_with_semicolons():
    person = make_user()
    text = (
        "email;reason;starts_on;ends_on\n"
        f"{person.email};leave;2026-12-01;2026-12-05\n"
        f"{person.email};leave;2026-12-05;2026-12-01\n"
    )

    upload, admin = make_upload(Import.Kind.ABSENCES, text)
    lines = lists.apply(upload, by=admin)

    assert Absence.objects.get().reason == Absence.Reason.LEAVE
    assert lines[1].said == "Refused: an absence ends after it starts."


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("staff", b"name\nNora\n", "these are missing: email"),
        ("staff", b'email,name\n"broken', "is no CSV"),
        ("staff", b"\x89PNG\r\n\x1a\n\x00\x00", "This is no text file"),
        ("shifts_ical", b"BEGIN:VCALENDAR\nno", "no iCalendar"),
    ],
)
def test_a_file_of_another_kind_gets_a_sentence_beside_the_form(
    client, kind, content, said
):
    client.force_login(make_user(Role.ADMINISTRATOR))

    page = client.post(
        reverse("accounts:upload"),
        {"kind": kind, "file": SimpleUploadedFile("list.txt", content)},
    )

    assert page.status_code == 200
    assert said in page.text
    assert not Import.objects.exists()


def test_what_excel_calls_unicode_text_is_read():
    text = "email\tname\nnora@hospital.example\tNora New\n"
    file = SimpleUploadedFile("staff.txt", text.encode("utf-16"))
    form = ImportForm({"kind": "staff"}, {"file": file})
    assert form.is_valid()

    upload, admin = make_upload(Import.Kind.STAFF, form.cleaned_data["file"])

    assert [line.outcome for line in lists.rehearse(upload, by=admin)] == ["done"]


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    text = (
        "email,name,facility,hired_on,roles\n"
        "nora@hospital.example,Nora,Nowhere,2026-99-99,king\n"
    )

    upload, admin = make_upload(Import.Kind.STAFF, text)
    [line] = lists.rehearse(upload, by=admin)

    for part in ("Nowhere", "2026-99-99", "king is no role"):
        assert part in line.said


def test_the_second_row_of_one_person_is_wrong():
    text = "email,name\nnora@hospital.example,Nora\nNora@hospital.example,Norah\n"

    upload, admin = make_upload(Import.Kind.STAFF, text)
    lines = lists.rehearse(upload, by=admin)

    assert [line.outcome for line in lines] == ["done", "wrong"]
    assert lines[1].said == "The same email as in line 2."


def test_a_list_is_uploaded_looked_at_and_applied(client):
    client.force_login(make_user(Role.ADMINISTRATOR))
    content = "\ufeffemail,name\nnora@hospital.example,Nora New\n".encode()
    page = client.post(
        reverse("accounts:upload"),
        {"kind": "staff", "file": SimpleUploadedFile("staff.csv", content)},
        follow=True,
    )
    assert "Apply 1 row" in page.text

    upload = Import.objects.get()
    client.post(reverse("accounts:apply", args=[upload.pk]))

    assert User.objects.filter(name="Nora New").exists()


def test_only_an_administrator_imports(client):
    client.force_login(make_user(Role.LEAD))

    assert client.get(reverse("accounts:upload")).status_code == 403
