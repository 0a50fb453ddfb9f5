"""Playlists: one's own, shared, in order, gone through."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.urls import reverse

from courses.studies.cases import playlists, workflow
from courses.studies.models import Playlist, TeachingCase
from portal.lib.refusal import Refused
from portal.people.models import User
from tests.makers.cases import make_case, make_playlist, make_published
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def make_three(owner: User) -> tuple[Playlist, list[TeachingCase]]:
    cases = [make_published() for _ in range(3)]
    return make_playlist(*cases, owner=owner), cases


def order_of(playlist: Playlist) -> list[TeachingCase]:
    return [one.case for one in playlists.cases_of(playlist)]


def press(client, playlist: Playlist, case: TeachingCase, step: str):
    return client.post(
        reverse("studies:playlist_fill", args=[playlist.short_id]),
        {"case": case.short_id, "step": step},
    )


def test_everybody_makes_a_list_but_only_an_educator_shares_it():
    reader, words = make_user(), {"title": "To see again", "description": ""}

    own = playlists.make(by=reader, shared=False, **words)
    shared = playlists.make(by=make_educator(), shared=True, **words)

    assert set(Playlist.objects.visible_to(reader)) == {own, shared}
    assert set(Playlist.objects.visible_to(make_user())) == {shared}
    with pytest.raises(PermissionDenied):
        playlists.make(by=reader, shared=True, **words)


def test_a_case_is_added_once_at_the_end():
    owner = make_user()
    listed, cases = make_three(owner)
    new = make_published()

    playlists.add(listed, new, by=owner)
    playlists.add(listed, cases[0], by=owner)

    assert order_of(listed) == [*cases, new]


def test_only_what_is_published_goes_into_a_list():
    listed = make_playlist()

    with pytest.raises(Refused, match="published"):
        playlists.add(listed, make_case(), by=listed.owner)


def test_a_case_is_moved_by_one_and_stays_at_either_end():
    owner = make_user()
    listed, (first, second, third) = make_three(owner)

    playlists.move(listed, third, by=owner, steps=-1)
    assert order_of(listed) == [first, third, second]
    playlists.move(listed, first, by=owner, steps=-1)
    playlists.move(listed, second, by=owner, steps=1)
    assert order_of(listed) == [first, third, second]


def test_a_case_taken_out_closes_the_gap():
    owner = make_user()
    listed, (first, second, third) = make_three(owner)

    playlists.drop(listed, second, by=owner)

    assert list(listed.entries.values_list("place", flat=True)) == [1, 2]
    assert order_of(listed) == [first, third]


def test_a_withdrawn_case_is_passed_over():
    owner = make_user()
    listed, (first, second, third) = make_three(owner)
    workflow.withdraw(second, by=make_educator(), reason="Wrong study")

    standing = playlists.standing_in(listed, first)

    assert order_of(listed) == [first, third]
    assert (standing.number, standing.total, standing.next) == (1, 2, third.short_id)


def test_a_list_is_nobody_elses_to_change(client):
    listed, (first, *_) = make_three(make_user())
    shared = make_playlist(first, owner=make_educator(), shared=True)
    client.force_login(make_user())

    assert press(client, listed, first, "drop").status_code == 404
    assert press(client, shared, first, "drop").status_code == 403
    assert client.get(listed.get_absolute_url()).status_code == 404
    assert client.get(shared.get_absolute_url()).status_code == 200


def test_the_buttons_put_it_in_order_and_keep_the_keyboards_place(client):
    owner = make_user()
    listed, (first, second, third) = make_three(owner)
    client.force_login(owner)

    answer = press(client, listed, first, "down")
    page = client.get(answer.url).content.decode()

    assert order_of(listed) == [second, first, third]
    assert page.count("autofocus") == 1


def test_a_reader_makes_a_list_with_a_case_changes_and_removes_it(client):
    client.force_login(make_user())
    case = make_published()
    new = f"{reverse('studies:playlist_new')}?case={case.short_id}"

    client.post(new, {"title": "Mine", "description": "", "shared": "on"})
    listed = Playlist.objects.get()
    assert (listed.shared, order_of(listed)) == (False, [case])
    change = reverse("studies:playlist_change", args=[listed.short_id])
    client.post(change, {"title": "Again", "description": "Twice"})
    listed.refresh_from_db()
    assert listed.title == "Again"
    client.post(reverse("studies:playlist_remove", args=[listed.short_id]))

    assert not Playlist.objects.exists()
    assert TeachingCase.objects.filter(pk=case.pk).exists()


def test_a_case_gone_since_is_said_so(client):
    owner = make_user()
    listed, (first, *_) = make_three(owner)
    workflow.withdraw(first, by=make_educator(), reason="Wrong study")
    client.force_login(owner)

    answer = press(client, listed, first, "add")

    page = client.get(answer.url).content.decode()
    assert "not to be seen any more" in page


def test_two_cases_in_one_place_cannot_be():
    listed, cases = make_three(make_user())
    listed.entries.filter(case=cases[0]).update(place=2)

    with pytest.raises(IntegrityError, match="a_place_in_a_playlist_holds_one_case"):
        connection.check_constraints()
