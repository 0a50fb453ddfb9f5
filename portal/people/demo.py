"""The people of the demo hospital."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from portal.lib.seeds import Size, demo, volume
from portal.people.models import (
    Absence,
    Department,
    Facility,
    Role,
    RoleHolding,
    RoleProfile,
    Shift,
    User,
)

PROFILES = {
    "pacs-administrator": "PACS administrator",
    "integration-analyst": "Integration analyst",
    "technologist": "Technologist",
    "radiologist-or-trainee": "Radiologist or trainee",
    "referring-clinician": "Referring clinician",
    "service-desk": "Service desk",
    "informatics-lead": "Informatics lead",
}
FACILITIES = {
    "general": "Westbrook General",
    "harbour": "Harbour Clinic",
    "northgate": "Northgate Hospital",
}
IT = "Imaging IT"
DEPARTMENTS = ["Imaging", IT, "Emergency"]
ON_SHIFT = ["technologist", "pacs-administrator", "service-desk"]
DUTIES = [
    (Shift.Duty.DAY, time(7, 30), 8),
    (Shift.Duty.EVENING, time(15), 8),
    (Shift.Duty.NIGHT, time(22), 10),
]


@dataclass(frozen=True, slots=True)
class Person:
    account: str
    name: str
    profile: str
    roles: tuple[Role, ...] = ()
    department: str = "Imaging"
    facility: str = "general"
    hired: int = 900  # days ago


STAFF = [
    Person("lead", "Mara Cedar", "informatics-lead", (Role.LEAD,), IT),
    Person("trainee", "Tessa Rowan", "technologist", hired=24),
    Person("technologist", "Jonas Juniper", "technologist"),
    Person("clinician", "Ines Alder", "referring-clinician", (), "Emergency"),
    Person("agent", "Sam Hazel", "service-desk", (Role.AGENT,), IT),
    Person("educator", "Elif Linden", "radiologist-or-trainee", (Role.EDUCATOR,)),
    Person("assessor", "Pavel Maple", "technologist", (Role.ASSESSOR,)),
    Person(
        "assets",
        "Dana Aspen",
        "integration-analyst",
        (Role.ASSET_MANAGER, Role.AGENT),
        IT,
    ),
    Person("auditor", "Ruth Elm", "informatics-lead", (Role.AUDITOR,), IT),
    Person(
        "admin",
        "Noor Birch",
        "pacs-administrator",
        (Role.ADMINISTRATOR, Role.AGENT),
        IT,
    ),
    Person(
        "r.willow", "Rosa Willow", "pacs-administrator", (Role.AGENT,), "Imaging IT"
    ),
    Person("k.larch", "Kofi Larch", "integration-analyst", (Role.AGENT,), IT),
    Person("p.oak", "Petra Oak", "technologist"),
    Person("h.beech", "Hugo Beech", "technologist", facility="harbour"),
    Person("a.poplar", "Ana Poplar", "technologist", hired=60),
    Person("l.spruce", "Lars Spruce", "technologist", facility="harbour"),
    Person("e.hemlock", "Emil Hemlock", "technologist", facility="northgate"),
    Person("n.tamarisk", "Nadia Tamarisk", "technologist", facility="northgate"),
    Person("m.olive", "Mei Olive", "technologist"),
    Person("d.yew", "Daniel Yew", "radiologist-or-trainee"),
    Person("f.holly", "Fatima Holly", "radiologist-or-trainee", facility="harbour"),
    Person("v.cypress", "Vera Cypress", "radiologist-or-trainee", facility="northgate"),
    Person("t.pine", "Tomas Pine", "radiologist-or-trainee", hired=140),
    Person("g.fir", "Grace Fir", "referring-clinician", (), "Emergency"),
    Person("b.acacia", "Ben Acacia", "referring-clinician", (), "Emergency"),
    Person("c.laurel", "Chloe Laurel", "service-desk", (Role.AGENT,), IT),
    Person("o.myrtle", "Omar Myrtle", "service-desk", (Role.AGENT,), IT),
]


@demo(order=10)
def plant() -> None:
    for code, title in PROFILES.items():
        RoleProfile.objects.get_or_create(code=code, defaults={"title": title})
    for code, name in FACILITIES.items():
        facility, _new = Facility.objects.get_or_create(
            code=code, defaults={"name": name}
        )
        for department in DEPARTMENTS:
            Department.objects.get_or_create(facility=facility, name=department)
    password = make_password(settings.DEMO_PASSWORD)
    lead = None
    for number, person in enumerate(STAFF, start=1):
        user = _hire(person, number, password, lead)
        lead = lead or user
    _roster()


def _hire(person: Person, number: int, password: str, lead: User | None) -> User:
    """An account with its role profile; the first of the list leads the others."""
    department = Department.objects.get(
        facility__code=person.facility, name=person.department
    )
    hired_on = timezone.localdate() - timedelta(days=person.hired)
    user: User
    user, is_new = User.objects.get_or_create(
        email=f"{person.account}@demo.example",
        defaults={
            "name": person.name,
            "password": password,
            "staff_number": f"S{1000 + number}",
            "roles": list(person.roles),
            "facility": department.facility,
            "department": department,
            "manager": lead,
            "phone": str(4000 + number),
            "hired_on": hired_on,
        },
    )
    if is_new:
        RoleHolding.objects.create(
            person=user,
            profile=RoleProfile.objects.get(code=person.profile),
            starts_on=hired_on,
        )
    return user


def _roster() -> None:
    """Two weeks of duty back and four ahead, and a few absences."""
    if Shift.objects.exists():
        return
    chance, today = Random(4200), timezone.localdate()
    working = User.objects.filter(holdings__profile__code__in=ON_SHIFT)
    shifts = []
    for turn, user in enumerate(working.order_by("pk")):
        for offset in range(-14, 28):
            day = today + timedelta(days=offset)
            if (day.toordinal() + turn) % 7 < 5:
                shifts.append(_shift(user, day, (turn + offset // 7) % len(DUTIES)))
    Shift.objects.bulk_create(shifts)
    for user in chance.sample(list(working), 4):
        starts_on = today + timedelta(days=chance.randint(3, 30))
        Absence.objects.create(
            person=user,
            reason=Absence.Reason.LEAVE,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=chance.randint(2, 10)),
        )


def _shift(user: User, day: date, which: int) -> Shift:
    duty, begins, hours = DUTIES[which]
    starts_at = timezone.make_aware(datetime.combine(day, begins))
    return Shift(
        person=user,
        duty=duty,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
    )


@volume(order=10)
def grow(size: Size) -> None:
    """Up to so many staff, spread over the demo's departments and profiles. Each
    fortieth heads the next thirty-nine and reports to the demo's lead."""
    lead = "lead@demo.example"
    with connection.cursor() as cursor:
        for are_heads in (True, False):
            values: dict[str, int | str | bool] = {
                "n": size.staff,
                "lead": lead,
                "heads": are_heads,
                "team": TEAM,
            }
            cursor.execute(GROW_STAFF, values)
        cursor.execute(GROW_HOLDINGS)


TEAM = 40
GROW_STAFF = """
INSERT INTO people_user (
    password, email, name, staff_number, roles, facility_id, department_id,
    manager_id, phone, hired_on, theme, time_zone, single_key_shortcuts, is_active,
    joined_at)
SELECT '!', 'scale' || n || '@scale.example',
    (ARRAY['Ada','Bo','Cy','Dee','Eli','Fay','Gus','Hal','Ivy','Jo'])[1 + n %% 10]
        || ' Scale' || n,
    'X' || n, '{}', d.facility_id, d.id,
    (SELECT id FROM people_user WHERE email = CASE WHEN %(heads)s THEN %(lead)s
        ELSE 'scale' || n - n %% %(team)s || '@scale.example' END), '',
    current_date - (n %% 2000), '', 'UTC', true, true, now()
FROM generate_series(0, %(n)s - 1) AS n
JOIN LATERAL (
    SELECT id, facility_id FROM people_department ORDER BY id
    OFFSET n %% (SELECT count(*) FROM people_department) LIMIT 1
) AS d ON true
WHERE (n %% %(team)s = 0) = %(heads)s
ON CONFLICT DO NOTHING
"""

GROW_HOLDINGS = """
INSERT INTO people_roleholding (person_id, profile_id, starts_on, source)
SELECT u.id, p.id, u.hired_on, 'manual'
FROM people_user AS u
JOIN LATERAL (
    SELECT id FROM people_roleprofile ORDER BY id
    OFFSET u.id % (SELECT count(*) FROM people_roleprofile) LIMIT 1
) AS p ON true
WHERE u.email LIKE 'scale%@scale.example'
    AND NOT EXISTS (SELECT 1 FROM people_roleholding h WHERE h.person_id = u.id)
"""
