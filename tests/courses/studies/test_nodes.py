"""The list of systems that may send by DICOM."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.studies.doors import nodes
from courses.studies.models import Listener, RemoteNode, UnknownCaller
from portal.audit.models import AuditEvent
from portal.people.models import Role
from tests.makers.network import make_node
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db
LIST = "/studies/intake/nodes/"


@pytest.fixture
def admin(client):
    person = make_user(Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def typed(**over):
    values = {"ae_title": "PACS", "host": "", "profile": "teaching", "note": ""}
    return {key: value for key, value in {**values, **over}.items() if value != "-"}


def test_an_administrator_adds_a_sender_and_it_is_audited(client, admin):
    teacher = make_educator()

    client.post(f"{LIST}new/", typed(host="10.1.2.9/24", sent_by=teacher.pk))

    node = RemoteNode.objects.get()
    assert (node.ae_title, node.host, node.sent_by) == ("PACS", "10.1.2.0/24", teacher)
    event = AuditEvent.objects.get(verb="node.added")
    assert event.actor == admin
    assert "PACS" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"ae_title": "SEVENTEEN_LETTERS"}, "16"),
        ({"ae_title": "BACK\\SLASH"}, "plain letters"),
        ({"ae_title": "ÄE"}, "plain letters"),
        ({"host": "pacs.hospital"}, "IP address"),
        ({"host": "10.1.2.300"}, "IP address"),
    ],
)
def test_what_is_no_title_or_address_gets_a_sentence(client, admin, over, said):
    teacher = make_educator()

    page = client.post(f"{LIST}new/", typed(sent_by=teacher.pk, **over))

    assert said in page.content.decode()
    assert not RemoteNode.objects.exists()


def test_a_sender_is_listed_once(client, admin):
    node = make_node()

    page = client.post(f"{LIST}new/", typed(sent_by=node.sent_by_id))

    assert "listed already" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_node()


def test_only_who_may_send_studies_answers_for_a_sender(client, admin):
    page = client.post(f"{LIST}new/", typed(sent_by=make_user().pk))

    assert page.status_code == 200
    assert not RemoteNode.objects.exists()


def test_a_sender_is_switched_off_and_on_by_a_button_alone(client, admin):
    node = make_node()

    client.get(f"{LIST}{node.pk}/switch/")
    client.post(f"{LIST}{node.pk}/switch/", {"off": ""})
    node.refresh_from_db()
    was_off = not node.is_active
    client.post(f"{LIST}{node.pk}/switch/", {"on": ""})

    node.refresh_from_db()
    assert was_off
    assert node.is_active
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"node.switched_off", "node.switched_on"} <= verbs


def test_a_change_says_which_fields_and_keeps_what_they_were(client, admin):
    node = make_node(note="Old")

    client.post(
        f"{LIST}{node.pk}/",
        typed(sent_by=node.sent_by_id, note="Second floor", host="10.0.0.7"),
    )

    node.refresh_from_db()
    assert (node.note, node.host) == ("Second floor", "10.0.0.7")
    event = AuditEvent.objects.get(verb="node.changed")
    assert event.detail["fields"] == ["host", "note"]


def test_who_is_no_administrator_is_told_so(client):
    node = make_node()
    client.force_login(make_educator())

    pages = [client.get(url) for url in (LIST, f"{LIST}new/", f"{LIST}{node.pk}/")]
    switch = client.post(f"{LIST}{node.pk}/switch/", {"off": ""})

    assert [page.status_code for page in [*pages, switch]] == [403] * 4


def test_a_caller_who_was_turned_away_is_added_with_two_clicks_and_forgotten(
    client, admin
):
    nodes.answer("CT_2", "10.0.0.5")
    nodes.answer("CT_2", "10.0.0.5")

    listed = client.get(LIST).content.decode()
    link = f"{LIST}new/?ae_title=CT_2&amp;host=10.0.0.5"
    form = client.get(link.replace("&amp;", "&")).content.decode()
    client.post(
        f"{LIST}new/",
        typed(ae_title="CT_2", host="10.0.0.5", sent_by=make_educator().pk),
    )

    assert link in listed
    assert 'value="CT_2"' in form
    assert not UnknownCaller.objects.exists()


def test_no_more_than_a_hundred_unknown_callers_are_kept():
    for number in range(UnknownCaller.KEPT + 5):
        nodes.answer(f"AE{number}", "10.0.0.5")

    assert UnknownCaller.objects.count() == UnknownCaller.KEPT
    assert UnknownCaller.objects.filter(ae_title="AE104").exists()
    assert not UnknownCaller.objects.filter(ae_title="AE0").exists()


def test_the_narrowest_entry_speaks_for_an_address():
    make_node(host="10.0.0.0/8")
    near = make_node(host="10.1.2.3")

    assert nodes.answer("PACS", "10.1.2.3") == near
    assert nodes.answer("PACS", "::ffff:10.1.2.3") == near
    assert nodes.answer("PACS", "192.168.1.1") is None


def test_the_page_says_how_to_point_a_pacs_at_us_and_whether_we_are_heard(
    client, admin
):
    heard = timezone.now()
    Listener.objects.create(
        name="a:11112", ae_title="OUR_TITLE", host="rr", port=11112, beat_at=heard
    )
    alive = client.get(LIST).content.decode()
    Listener.objects.update(beat_at=heard - timedelta(minutes=5))
    silent = client.get(LIST).content.decode()

    assert "OUR_TITLE" in alive
    assert "11112" in alive
    assert "Listening" in alive
    assert "Not heard" in silent
