"""A list as somebody set it, kept under a name."""

import pytest
from django.urls import reverse

from portal.web.models import SavedView
from tests.makers.people import make_user
from tests.makers.prices import queries_of

pytestmark = pytest.mark.django_db
ITEMS = reverse("inventory:items")
SAVE = reverse("web:save_view")
NARROWED = {"state": "down", "sort": "-tier"}


@pytest.fixture
def reader(client):
    person = make_user()
    client.force_login(person)
    return person


def typed(**over: str) -> dict[str, str]:
    given = {"name": "What is down", "page": "inventory:items", "query": "state=down"}
    return {**given, **over}


def make_view(**over) -> SavedView:
    return SavedView.objects.create(**{**typed(), "owner": make_user(), **over})


def named(response) -> list[str]:
    return [view.name for view in response.context["saved"]["views"]]


def forget(client, view: SavedView):
    return client.post(reverse("web:forget_view", args=[view.pk]))


def test_the_form_of_a_narrowed_list_saves_it_as_it_stands(client, reader):
    form = client.get(ITEMS, NARROWED).context["saved"]["form"]

    response = client.post(SAVE, {**form.initial, "name": "Down by tier"})

    opened = client.get(response.url)
    assert opened.context["saved"]["open"].name == "Down by tier"
    assert opened.wsgi_request.GET.dict() == NARROWED


def test_a_list_that_nobody_narrowed_has_nothing_to_save(client, reader):
    assert client.get(ITEMS).context["saved"]["form"] is None


def test_the_place_in_the_list_is_not_kept(client, reader):
    client.post(SAVE, typed(query="?at=abc&state=down&q="))

    assert SavedView.objects.get().query == "state=down"


def test_the_same_name_again_changes_the_view(client, reader):
    client.post(SAVE, typed())
    client.post(SAVE, typed(query="state=tickets", is_shared="on"))

    view = SavedView.objects.get()
    assert (view.owner, view.query, view.is_shared) == (reader, "state=tickets", True)


def test_the_same_name_as_a_colleagues_leaves_theirs_as_it_is(client, reader):
    theirs = make_view(is_shared=True)

    client.post(SAVE, typed(query="state=tickets"))

    theirs.refresh_from_db()
    assert theirs.query == "state=down"
    assert SavedView.objects.filter(owner=reader).count() == 1


@pytest.mark.parametrize("wrong", [{"name": ""}, {"page": "nowhere:at_all"}])
def test_a_view_without_a_name_or_a_list_is_not_saved(client, reader, wrong):
    response = client.post(SAVE, typed(**wrong), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not SavedView.objects.exists()


def test_colleagues_see_a_view_that_is_shared_and_no_other(client, reader):
    make_view(name="Ours", is_shared=True)
    make_view(name="Theirs alone")
    make_view(name="Mine", owner=reader)
    make_view(name="Of another list", owner=reader, page="inventory:vendors")

    assert named(client.get(ITEMS)) == ["Mine", "Ours"]


def test_one_deletes_ones_own(client, reader):
    view = make_view(owner=reader)

    assert forget(client, view).url == ITEMS
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_stranger_cannot_delete_a_view(client, reader, is_shared):
    view = make_view(is_shared=is_shared)

    assert forget(client, view).status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_only_the_owner_of_an_open_view_is_offered_to_delete_it(client, reader):
    view = make_view(is_shared=True)
    words = "Delete the view"

    assert words not in client.get(ITEMS, {"state": "down"}).content.decode()
    client.force_login(view.owner)
    assert words in client.get(ITEMS, {"state": "down"}).content.decode()


def test_views_cost_the_same_for_few_and_many(client, reader):
    for number in range(3):
        make_view(name=f"View {number}", is_shared=True)
    few = queries_of(client, ITEMS)
    for number in range(27):
        make_view(name=f"Another {number}", is_shared=True)

    assert queries_of(client, ITEMS) == few <= 12
