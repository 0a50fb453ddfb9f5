"""How the directory is narrowed."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility, Role, RoleProfile, User


class PeopleFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Name"),
        field_name="name",
        lookup_expr="icontains",
        widget=TextInput(attrs={"placeholder": _("Name")}),
    )
    facility = filters.ModelChoiceFilter(
        queryset=Facility.objects.all(), empty_label=_("Any facility")
    )
    profile = filters.ModelChoiceFilter(
        label=_("Role profile"),
        queryset=RoleProfile.objects.all(),
        empty_label=_("Any profile"),
        method="holding",
    )
    role = filters.ChoiceFilter(
        label=_("Role"),
        choices=Role.choices,
        empty_label=_("Any role"),
        method="with_role",
    )
    left = filters.ChoiceFilter(
        label=_("Who left"),
        choices=[("no", _("Works here")), ("yes", _("Left"))],
        empty_label=_("Here or left"),
        method="who_left",
    )

    def __init__(self, *args: Any, may_manage: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_manage:
            del self.filters["left"]

    class Meta:
        model = User
        fields: list[str] = []

    def holding(
        self, people: QuerySet[User], _name: str, profile: RoleProfile
    ) -> QuerySet[User]:
        holders = profile.holdings.filter(ends_on=None).values("person")
        return people.filter(pk__in=holders)

    def with_role(
        self, people: QuerySet[User], _name: str, role: str
    ) -> QuerySet[User]:
        return people.filter(roles__contains=[role])

    def who_left(self, people: QuerySet[User], _name: str, left: str) -> QuerySet[User]:
        return people.filter(is_active=left == "no")
