"""What an item's page lists of the item comes along in the item's own query.

A part is a few rows of another model, fetched as JSON by a sub-select and made into
that model again. Fields that a part does not name are deferred: reading one asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from courses.catalog.models import Course, CourseCompetency
from courses.competency.models import Competency
from portal.people.models import User
from tickets.inventory.models import (
    SETTLED_MATCHES,
    AdvisoryMatch,
    ConfigurationItem,
    Duty,
    ItemDocument,
    MaintenanceWindow,
    NetworkConnection,
    SoftwareVersion,
    TypeField,
)
from tickets.inventory.models.asking import ItemQuerySet

M = TypeVar("M", bound=models.Model)
ITEM: Final = OuterRef("pk")
FEW, SOME, MANY = 5, 6, 12


@dataclass(frozen=True, slots=True)
class Part(Generic[M]):
    """Rows that belong to an item; "advisory__title" is of what a row points to."""

    name: str
    model: type[M]
    fields: tuple[str, ...]
    rows: Callable[[User], QuerySet[M]]

    def asked(self, user: User) -> ArraySubquery:
        told = JSONObject(**{name: name for name in self.fields})
        return ArraySubquery(self.rows(user).values(json=told))

    def of(self, item: ConfigurationItem, user: User) -> list[M]:
        """What came along, or else what a query of its own finds."""
        rows = getattr(item, self.name, None)
        if rows is None:
            own = ConfigurationItem.objects.filter(pk=item.pk)
            asked = own.annotate(**{self.name: self.asked(user)})
            rows = asked.values_list(self.name, flat=True).get()
        return [_made(self.model, row) for row in rows]


def with_record(items: ItemQuerySet, user: User) -> ItemQuerySet:
    return items.annotate(**{part.name: part.asked(user) for part in PARTS})


def _made(model: type[M], row: Mapping[str, Any]) -> M:
    """A model's row again, and what it points to where that came too."""
    meta = model._meta
    own = [one for one in meta.concrete_fields if one.attname in row]
    values = [one.to_python(row[one.attname]) for one in own]
    made = model.from_db(DEFAULT_DB_ALIAS, [one.attname for one in own], values)
    for name in {key.partition("__")[0] for key in row if "__" in key}:
        start = f"{name}__"
        theirs = {k[len(start) :]: v for k, v in row.items() if k.startswith(start)}
        pointed_at: Any = meta.get_field(name).related_model
        setattr(made, name, _made(pointed_at, theirs))
    return made


def _courses(user: User) -> QuerySet[Course]:
    """Those that teach what it takes to run the item."""
    taught = CourseCompetency.objects.filter(competency__items=OuterRef(ITEM))
    visible = Course.objects.visible_to(user).filter(pk__in=taught.values("course"))
    return visible.order_by("title", "pk")[:4]


FIELDS: Final = Part(
    "along_fields",
    TypeField,
    ("id", "code", "label", "kind", "unit"),
    lambda user: TypeField.objects.filter(type=OuterRef("type"), is_archived=False),
)
VERSIONS: Final = Part(
    "along_versions",
    SoftwareVersion,
    ("id", "version", "since", "source", "note"),
    lambda user: SoftwareVersion.objects.filter(item=ITEM)[:FEW],
)
DOCUMENTS: Final = Part(
    "along_documents",
    ItemDocument,
    ("id", "kind", "title", "software_version", "content_type", "size"),
    lambda user: ItemDocument.objects.visible_to(user).filter(item=ITEM)[: MANY + 1],
)
CONNECTIONS: Final = Part(
    "along_connections",
    NetworkConnection,
    ("id", "host", "port", "uses_tls", "certificate_ends_on", "installed"),
    lambda user: NetworkConnection.objects.filter(item=ITEM),
)
WINDOWS: Final = Part(
    "along_windows",
    MaintenanceWindow,
    ("id", "title", "starts_at", "ends_at", "what_to_expect"),
    lambda user: MaintenanceWindow.objects.coming().filter(items=ITEM)[:3],
)
DUTIES: Final = Part(
    "along_duties",
    Duty,
    ("id", "title", "next_on"),
    lambda user: Duty.objects.filter(item=ITEM, is_on=True).order_by("next_on", "pk")[
        :SOME
    ],
)
MATCHES: Final = Part(
    "along_matches",
    AdvisoryMatch,
    ("id", "state", "advisory_id", "advisory__id", "advisory__title"),
    lambda user: (
        AdvisoryMatch.objects.filter(item=ITEM)
        .exclude(state__in=SETTLED_MATCHES)
        .order_by("pk")[:SOME]
    ),
)
COMPETENCIES: Final = Part(
    "along_competencies",
    Competency,
    ("id", "title"),
    lambda user: Competency.objects.in_use().filter(items=ITEM),
)
COURSES: Final = Part(
    "along_courses", Course, ("id", "slug", "title", "minutes"), _courses
)
PARTS: Final[tuple[Part[Any], ...]] = (
    *(FIELDS, VERSIONS, DOCUMENTS, CONNECTIONS, WINDOWS),
    *(DUTIES, MATCHES, COMPETENCIES, COURSES),
)
