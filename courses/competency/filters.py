"""How the matrix is narrowed, so that each number can link to its rows."""

from collections.abc import Iterator
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import TextInput
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from courses.competency import figures
from courses.competency.held import GAPS, State
from courses.competency.models import Domain
from courses.competency.standing import today
from portal.people.models import Department, RoleProfile, User

SHOW = {
    "gaps": (GAPS, False),
    "critical": (GAPS, True),
    "grace": (frozenset({State.GRACE}), False),
    "soon": (frozenset({State.SOON}), False),
}
WORDS = [
    ("gaps", _("Only with gaps")),
    ("critical", _("Only with critical gaps")),
    ("grace", _("Only in grace")),
    ("soon", _("Only due soon")),
]


def _teams() -> list[tuple[str, Any]]:
    """Departments under their facility; the facility itself comes first."""
    groups: dict[Any, list[tuple[str, str]]] = {}
    for one in Department.objects.select_related("facility").order_by(
        "facility__name", "name"
    ):
        group = groups.setdefault(one.facility, [])
        group.append((f"d{one.pk}", f"{one.facility}, {one.name}"))
    return [
        (str(facility), [(f"f{facility.pk}", str(facility)), *teams])
        for facility, teams in groups.items()
    ]


def _domains() -> Iterator[tuple[str, str]]:
    for domain in Domain.objects.all():
        yield domain.code, domain.title


class MatrixFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Person"),
        field_name="name",
        lookup_expr="icontains",
        widget=TextInput(attrs={"type": "search", "placeholder": _("Person")}),
    )
    team = filters.ChoiceFilter(
        label=_("Team"),
        choices=lazy(_teams, list),
        empty_label=_("All teams"),
        method="in_team",
    )
    profile = filters.ModelChoiceFilter(
        label=_("Role profile"),
        queryset=RoleProfile.objects.all(),
        to_field_name="code",
        empty_label=_("All roles"),
        method="holding",
    )
    domain = filters.ChoiceFilter(
        label=_("Domain"),
        choices=_domains,
        empty_label=_("All domains"),
        method="columns_only",
    )
    show = filters.ChoiceFilter(
        label=_("Show"),
        choices=WORDS,
        empty_label=_("Everybody"),
        method="standing_like",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def in_team(self, people: QuerySet[User], _name: str, team: str) -> QuerySet[User]:
        key = "facility" if team.startswith("f") else "department"
        return people.filter(**{key: int(team[1:])})

    def holding(
        self, people: QuerySet[User], _name: str, profile: RoleProfile
    ) -> QuerySet[User]:
        return people.filter(pk__in=profile.holdings.on(today()).values("person"))

    def columns_only(
        self, people: QuerySet[User], _name: str, _domain: str
    ) -> QuerySet[User]:
        """A domain chooses columns, not people."""
        return people

    def standing_like(
        self, people: QuerySet[User], _name: str, show: str
    ) -> QuerySet[User]:
        """With a domain chosen, what lies outside it does not bring a person in."""
        states, critical = SHOW[show]
        domain = self.form.cleaned_data.get("domain") or ""
        found = figures.behind(states, critical=critical, domain=domain)
        return people.filter(Q(found))
