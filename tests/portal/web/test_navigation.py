"""The rail shows each reader the doors that are theirs."""

import pytest

from portal.people.models import Role
from portal.web import navigation
from portal.web.navigation import BELL, Entry
from tests.makers.people import make_agent, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.portal.web.test_doors"),
]


@pytest.fixture(autouse=True)
def own_entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})


def for_agents(user):
    return user.has_role(Role.AGENT)


def test_a_door_is_shown_to_those_it_is_for():
    navigation.register(
        Entry("Support", 1, "Sessions", "inbox", "usersessions_list", for_agents)
    )

    shown = navigation.sections_for(make_agent())

    assert [section.title for section in shown] == ["Support"]
    assert navigation.sections_for(make_user()) == []


def test_sections_and_doors_stand_in_their_order():
    navigation.register(Entry("Support", 2, "Keys", "key", "mfa_list_webauthn"))
    navigation.register(Entry("Support", 1, "Two steps", "lock", "mfa_index"))
    navigation.register(Entry("Learn", 9, "E-mail", "mail", "account_email"))

    shown = navigation.sections_for(make_user())

    labels = [[link.label for link in section.links] for section in shown]
    assert labels == [["E-mail"], ["Two steps", "Keys"]]


def test_the_nearest_door_is_where_one_is():
    navigation.register(Entry("Support", 1, "Two steps", "lock", "mfa_index"))
    navigation.register(Entry("Support", 2, "Keys", "key", "mfa_list_webauthn"))

    [section] = navigation.sections_for(make_user(), "/accounts/2fa/webauthn/add/")

    assert [link.is_current for link in section.links] == [False, True]


def test_a_count_stands_beside_its_door():
    counted = Entry("Support", 1, "Keys", "key", "mfa_index", badge=lambda user: 14)
    navigation.register(counted)

    [section] = navigation.sections_for(make_user())

    assert section.links[0].count == 14


def test_the_bell_hangs_apart():
    navigation.register(Entry(BELL, 1, "Notifications", "bell", "account_email"))
    user = make_user()

    bell = navigation.bell_for(user)

    assert bell is not None
    assert bell.label == "Notifications"
    assert navigation.sections_for(user) == []


def test_a_section_that_is_not_in_the_rail_is_refused():
    with pytest.raises(ValueError, match="Gossip"):
        navigation.register(Entry("Gossip", 1, "News", "bell", "account_email"))
