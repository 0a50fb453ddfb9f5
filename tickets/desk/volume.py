"""Tickets by the hundred thousand, for measuring: one statement a table."""

from typing import Final

import pgtrigger
from django.db import connection, transaction

from portal.lib.seeds import Size, volume
from tickets.desk.models import Ticket
from tickets.inventory.models import ConfigurationItem

# About 8 in 100 are open, most of those young; the words are those of a desk.
TICKETS: Final = """
WITH people AS (SELECT array_agg(id) ids FROM people_user WHERE is_active),
agents AS (
    SELECT array_agg(id) ids FROM people_user
    WHERE is_active AND 'agent' = ANY (roles)
),
items AS (SELECT array_agg(id) ids FROM inventory_configurationitem),
words AS (
    SELECT ARRAY['Images', 'Worklist', 'Viewer', 'Report', 'Order', 'Study',
                 'Priors', 'Monitor', 'Scanner', 'Dictation', 'Archive', 'Queue']
               AS things,
           ARRAY['does not load', 'stops half-way', 'is empty', 'is slow',
                 'shows twice', 'is missing', 'freezes', 'is refused', 'arrives late',
                 'looks too dark'] AS troubles,
           ARRAY['since this morning', 'after the update', 'on the night shift',
                 'at the second desk', 'for outside studies', 'after the restart',
                 'with thin slices', 'from the emergency room'] AS times
),
drawn AS (
    SELECT n, random() r1, random() r2, random() r3, random() r4, random() r5,
           random() r6, random() < 0.08 AS is_open,
           1 + floor(random() * 4)::int AS priority
    FROM generate_series(1, %s) n
),
dated AS (
    SELECT *, now() - CASE WHEN is_open THEN power(r1, 3) * interval '40 days'
                           ELSE interval '6 days' + r1 * interval '3 years' END
               AS opened_at
    FROM drawn
)
INSERT INTO desk_ticket
  (subject, description, category, source, item_id, reporter_id, assignee_id, status,
   can_work, patient_on_table, impact, urgency, priority, opened_at, respond_by,
   responded_at, due_at, resolved_at, closed_at, held_until, alarm_at, reopenings,
   cause, resolution)
SELECT things[1 + floor(r2 * 12)::int] || ' ' || troubles[1 + floor(r3 * 10)::int]
           || ' ' || times[1 + floor(r4 * 8)::int],
       'The ' || lower(things[1 + floor(r3 * 12)::int]) || ' '
           || troubles[1 + floor(r2 * 10)::int] || ' '
           || times[1 + floor(r5 * 8)::int] || '. Room ' || floor(r6 * 400)::int
           || ', seen by two of us.',
       (ARRAY['worklist', 'sending', 'slow', 'image', 'sign_in', 'other'])
           [1 + floor(r4 * 6)::int],
       'portal',
       items.ids[1 + floor(r5 * array_length(items.ids, 1))::int],
       people.ids[1 + floor(r6 * array_length(people.ids, 1))::int],
       CASE WHEN is_open AND r2 < 0.3 THEN NULL
            ELSE agents.ids[1 + floor(r4 * array_length(agents.ids, 1))::int] END,
       CASE WHEN NOT is_open THEN 'closed' WHEN r2 < 0.3 THEN 'new'
            ELSE 'assigned' END,
       (ARRAY['yes', 'workaround', 'no'])[1 + floor(r6 * 3)::int],
       is_open AND r5 < 0.01, 2, 2, priority, opened_at,
       opened_at + priority * interval '1 hour',
       CASE WHEN NOT is_open OR r2 > 0.4 THEN opened_at + r2 * interval '1 hour' END,
       opened_at + priority * interval '1 day',
       CASE WHEN NOT is_open THEN opened_at + r3 * priority * interval '26 hours' END,
       CASE WHEN NOT is_open THEN opened_at + interval '5 days' END,
       NULL, NULL, 0,
       CASE WHEN is_open THEN '' ELSE
           (ARRAY['software', 'hardware', 'configuration', 'network', 'training',
                  'slip', 'vendor', 'interface', 'not_found'])[1 + floor(r5 * 9)::int]
       END,
       CASE WHEN is_open THEN '' ELSE 'Put right: '
           || lower(things[1 + floor(r6 * 12)::int]) || ' started again.' END
FROM dated, people, agents, items, words
"""
# An agent's answer and, half of the time, a note.
MESSAGES: Final = """
INSERT INTO desk_message (ticket_id, kind, author_id, body, at)
SELECT id, kind, assignee_id, body, opened_at + minutes * interval '1 minute'
FROM desk_ticket, LATERAL (VALUES
    ('reply', 'Looking at it now. Is it the same at the next desk?', 20),
    ('note', 'Second time this month on this device.', 40)) said (kind, body, minutes)
WHERE id > %s AND assignee_id IS NOT NULL AND (kind = 'reply' OR id %% 2 = 0)
"""
STEPS: Final = """
INSERT INTO desk_step (ticket_id, deed, by_id, at)
SELECT id, 'reported', reporter_id, opened_at FROM desk_ticket WHERE id > %s
"""
STATES: Final = """
INSERT INTO inventory_itemstate
  (item_id, open_tickets, worst_priority, since, changed_at)
SELECT item_id, count(*), min(priority), min(opened_at), now() FROM desk_ticket
WHERE status IN ('new', 'assigned', 'pending') GROUP BY item_id
ON CONFLICT (item_id) DO UPDATE SET open_tickets = excluded.open_tickets,
  worst_priority = excluded.worst_priority, since = excluded.since
"""


@volume(80)
@transaction.atomic
def grow(size: Size) -> None:
    """Up to so many tickets in all; what is there already counts."""
    missing = size.tickets - Ticket.objects.count()
    if missing <= 0 or not ConfigurationItem.objects.exists():
        return
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    # Row history costs a subtransaction each: 100,000 of them take minutes.
    with pgtrigger.ignore("desk.Ticket:insert_insert"), connection.cursor() as cursor:
        cursor.execute(TICKETS, [missing])
        for statement in (MESSAGES, STEPS):
            cursor.execute(statement, [newest])
        cursor.execute(STATES)
        cursor.execute("ANALYZE desk_ticket")
