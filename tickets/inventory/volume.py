"""Items and interfaces by the thousand, for measuring."""

import random
from typing import Final

import pgtrigger
from django.db import connection

from portal.lib.seeds import Size, volume
from portal.people.models import Facility
from tickets.inventory.models import ConfigurationItem, ItemType

GROWN: Final = "Volume"
BATCH: Final = 5_000
# Three interfaces an item, half of them only feeding a part, as in life.
INTERFACES: Final = """
WITH grown AS MATERIALIZED (
  SELECT id, row_number() OVER (ORDER BY id) - 1 place
  FROM inventory_configurationitem WHERE manufacturer = %s
), drawn AS MATERIALIZED (
  SELECT n, floor(random() * total)::bigint here,
         1 + floor(random() * (total - 1))::bigint step,
         1 + floor(random() * 4)::int kind
  FROM (SELECT count(*) total FROM grown) counted, generate_series(1, %s) n
)
INSERT INTO inventory_interface
  (source_id, target_id, standard, service, opened_by_target, channel, port,
   uses_tls, messages, version, effect, lost, downtime_behaviour)
SELECT source.id, target.id, 'DICOM', 'Volume ' || n, false, '', 104,
       false, '', '', least(kind, 3), 'images', 'Queues at the sender.'
FROM drawn
JOIN grown source ON source.place = here
JOIN grown target ON target.place = (here + step) %% (SELECT count(*) FROM grown)
WHERE source.id <> target.id
ON CONFLICT DO NOTHING
"""


@volume(20)
def grow(size: Size) -> None:
    """Up to so many items in all; what has grown already is kept."""
    have = ConfigurationItem.objects.filter(manufacturer=GROWN).count()
    if have >= size.items:
        return
    grow_group(GROWN, have, size.items)


def grow_group(group: str, have: int, wanted: int) -> None:
    """Items joined to each other alone; the group stands as their manufacturer."""
    types = list(ItemType.objects.all()) or [_a_type()]
    facilities = list(Facility.objects.all()) or [
        Facility.objects.create(code="volume", name="Volume hospital")
    ]
    # What is only measured needs no row history; it costs more than the rows.
    with pgtrigger.ignore():
        _grow(group, have, wanted, types, facilities)


def _grow(
    group: str,
    have: int,
    wanted: int,
    types: list[ItemType],
    facilities: list[Facility],
) -> None:
    for start in range(have, wanted, BATCH):
        ConfigurationItem.objects.bulk_create(
            _item(group, number, types, facilities)
            for number in range(start, min(start + BATCH, wanted))
        )
    with connection.cursor() as cursor:
        cursor.execute(INTERFACES, [group, 3 * (wanted - have)])


def _item(
    group: str, number: int, types: list[ItemType], facilities: list[Facility]
) -> ConfigurationItem:
    kind = types[number % len(types)]
    return ConfigurationItem(
        name=f"{kind.name} {number}",
        type=kind,
        facility=facilities[number % len(facilities)],
        manufacturer=group,
        model=f"Model {number % 40}",
        software_version=f"{number % 9}.{number % 7}",
        room=f"R.{number % 300:03}",
        serial=f"V{random.randrange(10**8):08}",  # noqa: S311 - no secret
        ae_title=f"{group[0]}{number:07}",
        tier=1 + number % 4,
    )


def _a_type() -> ItemType:
    return ItemType.objects.create(code="volume", name="Volume", group="support")
