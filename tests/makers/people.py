"""People in each role."""

from itertools import count
from typing import Any

from portal.people.models import Department, Facility, Role, RoleProfile, User

_number = count(1)


def make_facility(**over: Any) -> Facility:
    number = next(_number)
    over.setdefault("code", f"hospital-{number}")
    over.setdefault("name", f"Hospital {number}")
    return Facility.objects.create(**over)


def make_department(**over: Any) -> Department:
    over["facility"] = over.get("facility") or make_facility()
    over.setdefault("name", f"Radiology {next(_number)}")
    return Department.objects.create(**over)


def make_profile(**over: Any) -> RoleProfile:
    number = next(_number)
    over.setdefault("code", f"profile-{number}")
    over.setdefault("title", f"Profile {number}")
    return RoleProfile.objects.create(**over)


def make_user(*roles: Role, **over: Any) -> User:
    """A learner, with the roles named. Not validated: that asks the database a
    question for each constraint, and is tested where people are made."""
    number = next(_number)
    over.setdefault("email", f"person{number}@hospital.example")
    over.setdefault("name", f"Person Number{number}")
    over.setdefault("password", "a-password-for-tests")
    password = over.pop("password")
    user = User(roles=list(roles), **over)
    user.set_password(password)
    user.save()
    return user


def make_agent(**over: Any) -> User:
    return make_user(Role.AGENT, **over)


def make_educator(**over: Any) -> User:
    return make_user(Role.EDUCATOR, **over)


def make_lead(**over: Any) -> User:
    return make_user(Role.LEAD, **over)
