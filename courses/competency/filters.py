"""How the matrix is narrowed, so that each number can link to its rows."""

from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import TextInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.competency import alike, figures
from courses.competency.alike import Like
from courses.competency.held import GAPS, State
from courses.competency.models import Competency
from courses.competency.standing import today
from portal.people.models import Department, RoleHolding, RoleProfile, User

DUE = "due"
SHOW = {
    DUE: Like(GAPS | {State.MET, State.SOON, State.GRACE}),
    "gaps": Like(GAPS),
    "critical": Like(GAPS, critical=True),
    "grace": Like(frozenset({State.GRACE})),
    "lapsing": Like(frozenset({State.SOON}), holds=(True,)),
    "soon": Like(frozenset({State.SOON}), holds=(False,)),
}
WORDS = [
    (DUE, _("What is due, held or not")),
    ("gaps", _("Only with gaps")),
    ("critical", _("Only with critical gaps")),
    ("grace", _("Only in grace")),
    ("lapsing", _("Held, lapses in 30 days")),
    ("soon", _("Not shown, due in 30 days")),
]
NOWHERE = "none"


def _teams() -> list[tuple[str, Any]]:
    """Departments under their facility; the facility itself comes first."""
    groups: dict[Any, list[tuple[str, str]]] = {}
    for one in Department.objects.select_related("facility").order_by(
        "facility__name", "name"
    ):
        group = groups.setdefault(one.facility, [])
        group.append((f"d{one.pk}", f"{one.facility}, {one.name}"))
    return [(NOWHERE, _("No department"))] + [
        (str(facility), [(f"f{facility.pk}", str(facility)), *teams])
        for facility, teams in groups.items()
    ]


class MatrixFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Person"),
        field_name="name",
        lookup_expr="icontains",
        widget=TextInput(attrs={"type": "search", "placeholder": _("Person")}),
    )
    team = filters.ChoiceFilter(
        label=_("Team"),
        empty_label=_("All teams"),
        method="in_team",
    )
    profile = filters.ChoiceFilter(
        label=_("Role profile"),
        empty_label=_("All roles"),
        method="holding",
    )
    domain = filters.ChoiceFilter(
        label=_("Domain"),
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

    def __init__(
        self, data: QueryDict, people: QuerySet[User], columns: Sequence[Competency]
    ) -> None:
        """Choices are read once; the domains are those of the columns at hand."""
        super().__init__(data, people)
        domains = {one.domain.code: one.domain.title for one in columns}
        profiles = RoleProfile.objects.values_list("code", "title")
        self.filters["domain"].extra["choices"] = list(domains.items())
        self.filters["profile"].extra["choices"] = list(profiles)
        self.filters["team"].extra["choices"] = _teams()

    def in_team(self, people: QuerySet[User], _name: str, team: str) -> QuerySet[User]:
        if team == NOWHERE:
            return people.filter(department=None)
        key = "facility" if team.startswith("f") else "department"
        return people.filter(**{key: int(team[1:])})

    def holding(
        self, people: QuerySet[User], _name: str, profile: str
    ) -> QuerySet[User]:
        holdings = RoleHolding.objects.on(today()).filter(profile__code=profile)
        return people.filter(pk__in=holdings.values("person"))

    def columns_only(
        self, people: QuerySet[User], _name: str, _domain: str
    ) -> QuerySet[User]:
        """A domain chooses columns, not people."""
        return people

    def standing_like(
        self, people: QuerySet[User], _name: str, show: str
    ) -> QuerySet[User]:
        """With a domain chosen, what lies outside it does not bring a person in."""
        return people.filter(Q(alike.behind(SHOW[show], domain=self._chosen_domain)))

    @property
    def _chosen_domain(self) -> str:
        return self.form.cleaned_data.get("domain") or ""

    @property
    def shown(self) -> str:
        """What kind of cell brings people in; empty where everybody is shown."""
        return self.form.cleaned_data.get("show") or "" if self.form.is_valid() else ""

    def said(self) -> dict[str, Any]:
        """The number that was clicked, counted again over these people."""
        if not self.shown:
            return {}
        like, domain = SHOW[self.shown], self._chosen_domain
        if self.shown == DUE:
            return {"show": DUE, "whole": figures.whole(figures.totals(self.qs))}
        cells, persons = alike.counted(self.qs, like, domain=domain)
        return {"show": self.shown, "cells": cells, "persons": persons}
