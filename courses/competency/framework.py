"""Load a framework from a file: again and again, a new version when it changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from courses.competency import criteria
from courses.competency.default_rules import default_rule
from courses.competency.models import (
    Competency,
    Domain,
    Framework,
    FrameworkVersion,
    Level,
    LevelDescriptor,
    RoleRequirement,
)
from courses.competency.standing import today
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import RoleProfile, User

STARTER = Path(__file__).parent / "data" / "competency_framework.yaml"
CRITICAL_RISK, CRITICAL_LEVEL = 3, 2
DUE_DAYS = {1: 180, 2: 90, 3: 30}


@dataclass(frozen=True, slots=True)
class Loaded:
    version: FrameworkVersion
    is_new: bool


def read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise Refused(_("%(file)s cannot be read as YAML.") % {"file": path}) from wrong
    missing = {"framework", "levels", "domains"} - set(content or {})
    if missing:
        raise Refused(
            _("%(file)s lacks: %(what)s.")
            % {"file": path.name, "what": ", ".join(sorted(missing))}
        )
    return dict(content)


@transaction.atomic
def load(
    content: Mapping[str, Any],
    *,
    by: User | None = None,
    effective_from: date | None = None,
) -> Loaded:
    """What was there and is there no more is archived, never deleted."""
    content = _complete(content)
    framework, _new = Framework.objects.update_or_create(
        code=content["framework"],
        defaults={
            "title": content.get("title", content["framework"]),
            "owner": content.get("owner", ""),
        },
    )
    Framework.objects.select_for_update().get(pk=framework.pk)
    digest = _digest(content)
    newest = framework.versions.order_by("-number").first()
    if newest and newest.content_hash == digest:
        return Loaded(newest, is_new=False)

    version = FrameworkVersion.objects.create(
        framework=framework,
        number=newest.number + 1 if newest else 1,
        label=str(content.get("version", "")),
        supersedes=newest,
        content_hash=digest,
        content=content,
    )
    _levels(framework, content)
    _competencies(framework, content, effective_from or today())
    ledger.record(by, "framework.published", version, number=version.number)
    return Loaded(version, is_new=True)


def _complete(content: Mapping[str, Any]) -> dict[str, Any]:
    """As it will be kept: each competency with its rule written out."""
    whole: dict[str, Any] = json.loads(json.dumps(content, default=str))
    for domain in whole["domains"]:
        for row in domain["competencies"]:
            row.setdefault("rule", default_rule(row.get("evidence", [])))
    return whole


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _levels(framework: Framework, content: Mapping[str, Any]) -> None:
    for level in content["levels"]:
        Level.objects.update_or_create(
            framework=framework,
            n=level["n"],
            defaults={
                "name": level["name"],
                "descriptor": level.get("descriptor", ""),
            },
        )


def _competencies(
    framework: Framework, content: Mapping[str, Any], effective_from: date
) -> None:
    profiles = _profiles(content)
    asked = content.get("due_days", {})
    due = {**DUE_DAYS, **{int(risk): days for risk, days in asked.items()}}
    seen: list[int] = []
    for order, listed in enumerate(content["domains"], start=1):
        domain, _new = Domain.objects.update_or_create(
            framework=framework,
            code=listed["code"],
            defaults={
                "title": listed.get("short", listed["name"]),
                "order": order,
            },
        )
        for row in listed["competencies"]:
            competency = _competency(domain, row)
            _require(competency, row, profiles, due, effective_from)
            seen.append(competency.pk)
    gone = framework.competencies.exclude(pk__in=seen)
    gone.update(archived=True)
    RoleRequirement.objects.filter(competency__in=gone, ends_on=None).update(
        ends_on=effective_from
    )


def _profiles(content: Mapping[str, Any]) -> dict[str, RoleProfile]:
    titles = dict(content.get("profiles", {}))
    for domain in content["domains"]:
        for row in domain["competencies"]:
            for code in row.get("requires", {}):
                titles.setdefault(code, code.replace("-", " ").capitalize())
    return {
        code: RoleProfile.objects.get_or_create(code=code, defaults={"title": title})[0]
        for code, title in titles.items()
    }


def _competency(domain: Domain, row: Mapping[str, Any]) -> Competency:
    try:
        criteria.check(row["rule"])
    except criteria.BadRuleError as wrong:
        raise Refused(f"{row['code']}: {wrong}") from wrong
    competency, _new = Competency.objects.update_or_create(
        framework_id=domain.framework_id,
        code=row["code"],
        defaults={
            "domain": domain,
            "title": row.get("title", row["text"][:80]),
            "statement": row["text"],
            "guards_against": row.get("guards_against", ""),
            "risk": row.get("risk", 2),
            "validity_months": row["validity_months"],
            "grace_days": row.get("grace_days", 14),
            "rule": row["rule"],
            "archived": False,
        },
    )
    for level, behaviour in row.get("behaviours", {}).items():
        LevelDescriptor.objects.update_or_create(
            competency=competency, level=level, defaults={"behaviour": behaviour}
        )
    return competency


def _require(
    competency: Competency,
    row: Mapping[str, Any],
    profiles: Mapping[str, RoleProfile],
    due: Mapping[int, int],
    effective_from: date,
) -> None:
    """A changed demand ends one row and begins another, from this day on."""
    wanted = {
        profiles[code].pk: {
            "level": level,
            "due_days_after_start": due[competency.risk],
            "critical": competency.risk >= CRITICAL_RISK and level >= CRITICAL_LEVEL,
        }
        for code, level in row.get("requires", {}).items()
    }
    for now in competency.requirements.filter(ends_on=None):
        same = wanted.get(now.profile_id)
        if same and all(getattr(now, name) == value for name, value in same.items()):
            del wanted[now.profile_id]
        else:
            now.ends_on = max(effective_from, now.starts_on)
            now.save(update_fields=["ends_on"])
    RoleRequirement.objects.bulk_create(
        RoleRequirement(
            profile_id=profile,
            competency=competency,
            starts_on=effective_from,
            **fields,
        )
        for profile, fields in wanted.items()
    )
