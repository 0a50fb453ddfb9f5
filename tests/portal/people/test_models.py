from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.people.models import Role, RoleHolding, User
from tests.makers.people import make_profile, make_user

pytestmark = pytest.mark.django_db


def test_an_address_belongs_to_one_person_however_it_is_typed():
    make_user(email="rowan@hospital.example")

    with pytest.raises(ValidationError, match="There is one"):
        User.objects.create_user(email=" Rowan@Hospital.example ", name="T. Rowan")


def test_the_database_knows_only_our_roles():
    person = make_user()

    with pytest.raises(IntegrityError, match="a_role_is_one_that_we_know"):
        User.objects.filter(pk=person.pk).update(roles=["emperor"])


def test_somebody_who_left_holds_no_role():
    person = make_user(Role.AGENT)
    assert person.has_role(Role.AGENT, Role.LEAD)

    person.is_active = False
    assert not person.has_role(Role.AGENT)


def test_a_profile_is_not_held_twice_on_one_day():
    person, profile = make_user(), make_profile()
    RoleHolding.objects.create(
        person=person,
        profile=profile,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 1),
    )
    RoleHolding.objects.create(
        person=person, profile=profile, starts_on=date(2026, 6, 1)
    )

    with pytest.raises(IntegrityError, match="a_profile_is_held_once_at_a_time"):
        RoleHolding.objects.create(
            person=person, profile=profile, starts_on=date(2026, 5, 31)
        )


def test_a_holding_counts_from_its_first_day_to_the_day_before_it_ends():
    holding = RoleHolding.objects.create(
        person=make_user(),
        profile=make_profile(),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 1),
    )

    assert holding in RoleHolding.objects.on(date(2026, 1, 1))
    assert holding in RoleHolding.objects.on(date(2026, 5, 31))
    assert holding not in RoleHolding.objects.on(date(2026, 6, 1))


def test_names_are_shortened_as_lists_show_them():
    assert User(name="Tessa Rowan").short_name == "T. Rowan"
    assert User(name="Tessa van der Rowan").initials == "TR"
    assert User(name="Rowan").short_name == "Rowan"


@pytest.mark.parametrize("name", ["Ana \u202eRowan", "Ana\nRowan", "Ana\u2067R"])
def test_a_name_cannot_turn_the_page_round(name):
    with pytest.raises(ValidationError, match="cannot be seen"):
        User.objects.create_user(email="ana@hospital.example", name=name)
