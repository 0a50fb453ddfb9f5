"""The front page: one's own stand, the team's gaps, who waits for a sign-off."""

from datetime import timedelta
from typing import Any

from courses.competency import figures, rules, waiting
from courses.competency.models import Domain
from courses.competency.passport import counts_of, in_order
from courses.competency.standing import today
from portal.home.panels import Panel, register
from portal.people.models import Role, User

SHOWN = 5
STRETCH = timedelta(days=30)


def own_stand(user: User) -> dict[str, Any] | None:
    counts = counts_of(user)
    if not counts:
        return None
    return {"counts": in_order(counts), "asked": counts.total()}


def team_now(user: User) -> dict[str, Any] | None:
    """What the team lacks, the worst first, and what ends: each number leads to
    its rows."""
    team = User.objects.team_of(user)
    totals, ending = figures.totals(team), figures.expiries(team)
    if not totals:
        return None
    domains, whole = list(Domain.objects.all()), figures.whole(totals)
    return {
        "domains": domains,
        "teams": [(team, _split(team, domains)) for team in totals],
        "percent": whole.percent,
        "gaps": whole.gaps,
        "critical": whole.critical,
        "in_grace": whole.in_grace,
        "worst": waiting.named(figures.worst(team, limit=SHOWN)),
        "ending": [(today() + STRETCH * (one.stretch + 1), one) for one in ending],
        "most": max((one.cells for one in ending), default=0),
        "soon": sum(one.cells for one in ending if one.stretch == 0),
    }


def _split(
    team: figures.TeamFigures, domains: list[Domain]
) -> list[tuple[Domain, figures.Figures | None, int]]:
    """The gaps by domain, with how dark the cell is drawn."""
    split = [(domain, team.by_domain.get(domain.pk)) for domain in domains]
    return [(domain, one, _heat(one.gaps) if one else 0) for domain, one in split]


def _heat(gaps: int) -> int:
    return 0 if not gaps else min(4, 1 + gaps.bit_length() // 2)


def sign_offs(user: User) -> dict[str, Any] | None:
    found = waiting.for_assessor(user, limit=SHOWN)
    return {"waiting": found} if found else None


def _assesses(user: User) -> bool:
    return user.has_role(Role.ASSESSOR)


TEAM = "courses/competency/_panel_"
register(Panel(8, f"{TEAM}team.html", rules.can_read_matrix, team_now))
register(Panel(14, f"{TEAM}sign_offs.html", _assesses, sign_offs))
register(
    Panel(
        40, f"{TEAM}stand.html", lambda user: user.is_active, own_stand, is_wide=False
    )
)
