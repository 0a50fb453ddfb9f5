"""A department's own de-identification profiles, beside the portal's."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.dicom.deid.options import Option
from courses.dicom.deid.profiles import built_in, from_file
from courses.studies import intake, profiles
from courses.studies.dicomweb.bodies import header_of
from courses.studies.doors import nodes
from courses.studies.keeping import erasing
from courses.studies.models import (
    Batch,
    DeidProfile,
    Delivery,
    IncomingFile,
    Instance,
    RemoteNode,
    Study,
)
from courses.studies.work import cleaning
from portal.audit.models import AuditEvent
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from portal.people.models import Role
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_profile, make_slices, receive

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_one_from_a_copy_and_senders_may_choose_it(client):
    client.force_login(make_user(Role.ADMINISTRATOR))
    copied = client.get(reverse("studies:profile_add"), {"from": "device-qa"})

    client.post(
        reverse("studies:profile_add"),
        {
            "title": "Physics",
            "name": "physics",
            "purpose": "For constancy tests.",
            "options": ["device", "modified_dates"],
        },
    )

    assert copied.context["form"].initial["title"] == "Copy of Device quality"
    assert b"113109" in copied.content
    made = DeidProfile.objects.get()
    assert made.options == ["device", "modified_dates"]
    assert ("physics", "Physics") in profiles.choices()
    assert AuditEvent.objects.filter(verb="profile.made").exists()


def test_its_batch_is_cleaned_by_it(tmp_path):
    made = make_profile(name="physics", options=["device", "modified_dates"])
    batch = receive(tmp_path, *make_slices(1, StationName="CT7WARD"))
    Batch.objects.filter(pk=batch.pk).update(profile="physics")

    work_through(IncomingFile, cleaning.clean_one)

    header = header_of(Instance.objects.get().folder)
    codes = [one.CodeValue for one in header.DeidentificationMethodCodeSequence]
    assert (header.StationName, codes) == ("CT7WARD", ["113100", "113107", "113109"])
    assert profiles.is_used(made)


def test_once_used_its_options_stay_and_its_words_may_change():
    admin = make_user(Role.ADMINISTRATOR)
    made = make_profile(name="physics", options=["device"])
    Batch.objects.create(
        study_uid="2.25.1", token="t", sent_by=admin, profile="physics"
    )

    with pytest.raises(Refused, match="copy"):
        profiles.change(made, by=admin, title="P", purpose="", options=[])
    changed = profiles.change(
        made,
        by=admin,
        title="Physics and quality",
        purpose="",
        options=[Option.RETAIN_DEVICE_IDENTITY],
    )

    assert (changed.title, changed.options) == ("Physics and quality", ["device"])


def test_an_archived_one_is_not_offered_but_goes_on_meaning_the_same():
    admin = make_user(Role.ADMINISTRATOR)
    made = make_profile(name="physics", options=["device"])

    profiles.archive(made, by=admin, away=True)

    assert "physics" not in dict(profiles.choices())
    assert profiles.named("physics").options == {Option.RETAIN_DEVICE_IDENTITY}


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("teaching", [], "already"),
        ("two-ways", ["full_dates", "modified_dates"], "one of the two"),
        ("Not A Name", [], "hyphens"),
    ],
)
def test_a_choice_that_cannot_hold_is_said_beside_its_field(
    client, name, options, said
):
    client.force_login(make_user(Role.ADMINISTRATOR))

    answer = client.post(
        reverse("studies:profile_add"),
        {"title": "T", "name": name, "options": options},
    )

    assert said in answer.content.decode()
    assert not DeidProfile.objects.exists()


def test_the_file_it_offers_is_what_the_command_line_takes(client, tmp_path):
    client.force_login(make_user(Role.ADMINISTRATOR))
    make_profile(
        name="physics",
        title='The "new" one',
        options=["pixels", "modified_dates", "device"],
    )

    answer = client.get(reverse("studies:profile_file", args=["physics"]))

    path = tmp_path / "physics.toml"
    path.write_bytes(answer.content)
    assert from_file(path) == profiles.named("physics")
    assert 'options = ["device", "modified_dates", "pixels"]' in path.read_text()
    page = client.get(reverse("studies:profiles")).content.decode()
    assert "Of our own, download the file and name it" in page
    assert client.get("/studies/intake/profiles/none.toml").status_code == 404


def test_a_reviewer_may_not_loosen_what_is_left_in(client):
    educator = make_educator()
    client.force_login(educator)

    with pytest.raises(PermissionDenied):
        profiles.make(by=educator, name="x", title="X", purpose="", options=[])

    assert client.get(reverse("studies:profiles")).status_code == 403


def test_a_profile_that_a_sender_uses_is_not_archived():
    admin = make_user(Role.ADMINISTRATOR)
    made = make_profile(name="physics", options=["device"])
    RemoteNode.objects.create(ae_title="PACS", sent_by=admin, profile="physics")

    with pytest.raises(Refused, match="DICOM sender"):
        profiles.archive(made, by=admin, away=True)


def test_one_that_keeps_uids_is_for_the_command_and_offered_to_no_sender(client):
    admin = make_user(Role.ADMINISTRATOR)
    client.force_login(admin)
    client.post(
        reverse("studies:profile_add"),
        {"title": "Same numbers", "name": "same", "options": ["uids"]},
    )

    page = client.get(reverse("studies:profiles")).content.decode()

    assert "For the command only" in page
    assert "UIDs of the library are always its own" in page
    assert "same" not in dict(profiles.choices())
    assert set(profiles.choices()) == {
        (one.name, one.title) for one in built_in().values()
    }
    for address in ("studies:send", "studies:node_add"):
        shown = client.get(reverse(address)).content.decode()
        assert 'value="same"' not in shown
        assert "Profiles that keep UIDs are for the command only" in shown
    with pytest.raises(CommandError, match="no such profile"):
        call_command("import_studies", "/", "--by", admin.email, "--profile", "same")


def test_nothing_is_taken_in_by_one_that_keeps_uids():
    admin = make_user(Role.ADMINISTRATOR)
    make_profile(name="same", title="Same numbers", options=["uids"])

    with pytest.raises(Refused, match="Same numbers keeps UIDs"):
        intake.open_delivery("browser", by=admin, profile="same")
    with pytest.raises(Refused, match="Same numbers keeps UIDs"):
        nodes.add(by=admin, ae_title="PACS", sent_by=admin, profile="same")
    with pytest.raises(Refused, match="no such profile"):
        intake.open_delivery("browser", by=admin, profile="none")
    assert not Delivery.objects.exists()
    assert not RemoteNode.objects.exists()


def test_a_profile_that_is_changed_to_keep_uids_is_offered_no_more():
    admin = make_user(Role.ADMINISTRATOR)
    made = make_profile(name="physics", title="Physics", options=["device"])
    assert "physics" in dict(profiles.choices())

    profiles.change(
        made, by=admin, title="Physics", purpose="", options=[Option.RETAIN_UIDS]
    )

    assert "physics" not in dict(profiles.choices())


def test_a_batch_that_was_promised_kept_uids_is_refused_and_leaves_nothing(tmp_path):
    make_profile(name="same", options=["uids"])
    batch = receive(tmp_path, *make_slices(1))
    Batch.objects.filter(pk=batch.pk).update(profile="same")

    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    intake.refuse(batch, by=make_educator(), reason="Its UIDs")
    erasing.erase_settled()

    root = Path(default_storage.location)
    assert not [path for path in root.rglob("*") if path.is_file()]
    assert not Study.objects.exists()
