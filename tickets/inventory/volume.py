"""Items and interfaces by the thousand, for measuring."""

import random
from typing import Final

from django.db import connection

from portal.lib.seeds import Size, volume
from portal.people.models import Facility
from tickets.inventory.models import ConfigurationItem, ItemType

GROWN: Final = "Volume"
BATCH: Final = 5_000
# Three interfaces an item, half of them only feeding a part, as in life.
INTERFACES: Final = """
INSERT INTO inventory_interface
  (source_id, target_id, standard, service, opened_by_target, channel, port,
   effect, lost, downtime_behaviour)
SELECT ids[1 + here], ids[1 + (here + step) %% total], 'DICOM', 'Volume ' || n,
       false, '', 104, least(kind, 3), 'images', 'Queues at the sender.'
FROM (SELECT array_agg(id) ids, count(*)::int total
      FROM inventory_configurationitem WHERE manufacturer = %s) grown,
     LATERAL (SELECT n, floor(random() * total)::int here,
                     1 + floor(random() * (total - 1))::int step,
                     1 + floor(random() * 4)::int kind
              FROM generate_series(1, %s) n) drawn
WHERE total > 1
ON CONFLICT DO NOTHING
"""


@volume(20)
def grow(size: Size) -> None:
    """Up to so many items in all; what has grown already is kept."""
    have = ConfigurationItem.objects.filter(manufacturer=GROWN).count()
    if have >= size.items:
        return
    types = list(ItemType.objects.all()) or [_a_type()]
    facilities = list(Facility.objects.all()) or [
        Facility.objects.create(code="volume", name="Volume hospital")
    ]
    for start in range(have, size.items, BATCH):
        ConfigurationItem.objects.bulk_create(
            _item(number, types, facilities)
            for number in range(start, min(start + BATCH, size.items))
        )
    with connection.cursor() as cursor:
        cursor.execute(INTERFACES, [GROWN, 3 * (size.items - have)])


def _item(
    number: int, types: list[ItemType], facilities: list[Facility]
) -> ConfigurationItem:
    kind = types[number % len(types)]
    return ConfigurationItem(
        name=f"{kind.name} {number}",
        type=kind,
        facility=facilities[number % len(facilities)],
        manufacturer=GROWN,
        model=f"Model {number % 40}",
        software_version=f"{number % 9}.{number % 7}",
        room=f"R.{number % 300:03}",
        serial=f"V{random.randrange(10**8):08}",  # noqa: S311 - no secret
        ae_title=f"V{number:07}",
        tier=1 + number % 4,
    )


def _a_type() -> ItemType:
    return ItemType.objects.create(code="volume", name="Volume", group="support")
