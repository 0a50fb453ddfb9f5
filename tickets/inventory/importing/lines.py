"""Write down what became of many lines, in one statement.

`bulk_update` builds an expression for each field of each line; for a file of
thousands that took longer than all else."""

import json
from collections.abc import Iterable
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from tickets.inventory.models import ImportRow

UPDATE: Final = """
UPDATE inventory_importrow line SET
  item_id = told.item_id, verdict = told.verdict, problems = told.problems,
  diff = told.diff, applied_at = told.applied_at, undone_at = told.undone_at
FROM jsonb_to_recordset(%s::jsonb) AS told(
  id bigint, item_id bigint, verdict text, problems jsonb, diff jsonb,
  applied_at timestamptz, undone_at timestamptz)
WHERE line.id = told.id
"""
FIELDS: Final = ("id", "item_id", "verdict", "problems", "diff")
TIMES: Final = ("applied_at", "undone_at")


def keep(rows: Iterable[ImportRow]) -> None:
    told = [_told(row) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [json.dumps(told, cls=DjangoJSONEncoder)])


def _told(row: ImportRow) -> dict[str, Any]:
    times = {name: getattr(row, name) for name in TIMES}
    return {
        **{name: getattr(row, name) for name in FIELDS},
        **{name: at and at.isoformat() for name, at in times.items()},
    }
