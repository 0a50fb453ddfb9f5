"""Decisions by the hundred thousand, for measuring."""

from django.db import connection

from courses.competency import framework
from portal.lib.seeds import Size, volume


@volume(order=30)
def grow(size: Size) -> None:
    """A decision for nearly everything that the thousands are asked for."""
    framework.load(framework.read(framework.STARTER))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_user, people_roleholding")
        cursor.execute("ANALYZE competency_rolerequirement, competency_assessment")
        cursor.execute(GROW)
        cursor.execute("ANALYZE competency_assessment")


GROW = """
INSERT INTO competency_assessment (
    person_id, competency_id, level, asked, outcome, method, decided_at, authority,
    rule, version_id, valid_until, reason)
SELECT h.person_id, c.id, r.level, r.level, 'met', 'simulation',
    now() - make_interval(days => t.age), '{}', '{}', v.id,
    (current_date - t.age + make_interval(months => c.validity_months))::date, ''
FROM people_roleholding AS h
JOIN people_user AS u ON u.id = h.person_id
JOIN competency_rolerequirement AS r ON r.profile_id = h.profile_id
    AND r.ends_on IS NULL
JOIN competency_competency AS c ON c.id = r.competency_id
JOIN LATERAL (
    SELECT id FROM competency_frameworkversion AS f
    WHERE f.framework_id = c.framework_id ORDER BY number DESC LIMIT 1
) AS v ON true
CROSS JOIN LATERAL (
    SELECT ((h.person_id * 7919 + c.id * 104729) % (c.validity_months * 31))::int
        AS age
) AS t
WHERE u.email LIKE 'scale%@scale.example' AND h.ends_on IS NULL
    AND (h.person_id + c.id) % 17 > 0
    AND NOT EXISTS (
        SELECT 1 FROM competency_assessment AS a
        WHERE a.person_id = h.person_id AND a.competency_id = c.id)
"""
