"""Papers and photographs of an item: kept under names that say nothing, given back
as files to be saved, a photograph as a picture."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import pictures, record, rules
from tickets.inventory.models import ConfigurationItem, ItemDocument
from tickets.inventory.papers import Paper

FOLDER: Final = "inventory"
SMALL: Final = ".small"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came, and what it was found to be."""

    file_name: str
    paper: Paper


def keep(
    item: ConfigurationItem,
    *,
    by: User,
    sent: Sequence[Sent],
    kind: str,
    title: str = "",
    software_version: str = "",
) -> list[ItemDocument]:
    """All of them or none; what was written is taken away again if a row fails."""
    if not rules.can_change_items(by):
        raise PermissionDenied
    facts = {"kind": kind, "software_version": software_version, "uploaded_by": by}
    with ExitStack() as undo, transaction.atomic():
        kept = [
            _row(item, one, _stored(one.paper, undo), _title(title, one, sent), facts)
            for one in sent
        ]
        for document in kept:
            ledger.record(by, "document.added", document, item=item.short_id)
        undo.pop_all()
    return kept


@transaction.atomic
def remove(document: ItemDocument, *, by: User) -> None:
    """The file goes once the row is gone for good."""
    if not rules.can_change_items(by):
        raise PermissionDenied
    ledger.record(by, "document.removed", document, item=document.item.short_id)
    stored_as = document.stored_as
    document.delete()
    transaction.on_commit(partial(_forget, stored_as))


def _forget(stored_as: str) -> None:
    for name in (stored_as, stored_as + SMALL):
        default_storage.delete(name)


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any]:
    found = record.DOCUMENTS.of(item, user)
    return {
        "photographs": [one for one in found if is_picture(one)],
        "papers": [one for one in found[: record.MANY] if not is_picture(one)],
        "has_more": len(found) > record.MANY,
        "may_change": rules.can_change_items(user),
    }


def is_picture(document: ItemDocument) -> bool:
    return document.content_type == pictures.JPEG


def _stored(paper: Paper, undo: ExitStack) -> str:
    name = default_storage.save(
        f"{FOLDER}/{secrets.token_hex(20)}", ContentFile(paper.content)
    )
    undo.callback(default_storage.delete, name)
    if paper.thumbnail:
        default_storage.save(name + SMALL, ContentFile(paper.thumbnail))
        undo.callback(default_storage.delete, name + SMALL)
    return name


def _row(
    item: ConfigurationItem,
    one: Sent,
    stored_as: str,
    title: str,
    facts: dict[str, Any],
) -> ItemDocument:
    return ItemDocument.objects.create(
        item=item,
        title=title,
        stored_as=stored_as,
        file_name=_file_name(one),
        content_type=one.paper.content_type,
        size=len(one.paper.content),
        sha256=hashlib.sha256(one.paper.content).hexdigest(),
        **facts,
    )


def _file_name(one: Sent) -> str:
    """Its own, without a path; a picture is a JPEG now, whatever it was."""
    name = PurePath(one.file_name.replace("\\", "/")).name or "file"
    if one.paper.content_type == pictures.JPEG:
        name = f"{PurePath(name).stem}.jpg"
    return name[-160:]


def _title(title: str, one: Sent, sent: Sequence[Sent]) -> str:
    own = PurePath(_file_name(one)).stem[:120]
    if not title:
        return own
    return title if len(sent) == 1 else f"{title[:80]}: {own[:38]}"
