"""The demo hospital's duties and notices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.people.models import User
from tickets.inventory.models import Advisory, Checklist, ConfigurationItem, Duty
from tickets.inventory.radar import advisories, checklists

Facts = Mapping[str, Any]


def plant(content: Facts, items: Mapping[str, ConfigurationItem]) -> None:
    known = {
        code: _checklist(code, facts) for code, facts in content["checklists"].items()
    }
    for facts in content["duties"]:
        _duty(facts, items[facts["of"]], known.get(facts.get("checklist", "")))
    manager = User.objects.filter(email="assets@demo.example").first()
    if manager:
        for facts in content["advisories"]:
            _advisory(dict(facts), manager)


def _checklist(code: str, facts: Facts) -> Checklist:
    steps = checklists.stored(checklists.read(facts["steps"]))
    made, _new = Checklist.objects.get_or_create(
        code=code, is_current=True, defaults={"title": facts["title"], "steps": steps}
    )
    return made


def _duty(facts: Facts, item: ConfigurationItem, checklist: Checklist | None) -> None:
    Duty.objects.get_or_create(
        item=item,
        title=facts["title"],
        defaults={
            "kind": facts["kind"],
            "every_days": facts["every"],
            "next_on": timezone.localdate() + timedelta(days=facts["days"]),
            "lead_days": facts.get("lead"),
            "checklist": checklist,
            "responsible": item.owner,
            "source": facts["source"],
        },
    )


def _advisory(facts: dict[str, Any], manager: User) -> None:
    if Advisory.objects.filter(reference=facts["reference"]):
        return
    today = timezone.localdate()
    facts["published_on"] = today + timedelta(days=facts.pop("days"))
    facts["act_by"] = today + timedelta(days=facts.pop("act_days"))
    advisories.enter(by=manager, **facts)
