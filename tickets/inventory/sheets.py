"""Labels on paper: sheets of 24 and single ones, set by typst."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from tickets.inventory import labels
from tickets.inventory.models import ConfigurationItem

TEMPLATE: Final = Path(__file__).parent / "data" / "labels.typ"
SHEET, SINGLE = "sheet", "single"
PLACES: Final = 24  # three by eight
AT_MOST: Final = 20 * PLACES


def as_pdf(
    items: Sequence[ConfigurationItem], *, layout: str = SHEET, skip: int = 0
) -> bytes:
    """`skip` places are left free: a sheet that was begun is used up."""
    if not items:
        raise Refused(_("Choose at least one item of the list first."))
    if len(items) > AT_MOST:
        said = _("These are more than %(n)s labels. Narrow the list first.")
        raise Refused(said % {"n": AT_MOST})
    return drawn(items, layout=layout, skip=skip, to="pdf")


def drawn(
    items: Sequence[ConfigurationItem], *, layout: str, skip: int = 0, to: Any
) -> bytes:
    said = {
        "title": _("Labels"),
        "layout": layout,
        "skip": skip,
        "advice": _("Broken or odd? Scan, or call %(phone)s.")
        % {"phone": settings.SERVICE_DESK_PHONE},
        "labels": [_label(one) for one in items],
    }
    made: bytes = typst.compile(
        TEMPLATE, format=to, sys_inputs={"said": json.dumps(said)}
    )
    return made


def _label(item: ConfigurationItem) -> dict[str, str]:
    return {
        "name": item.name,
        "place": item.place,
        "ae_title": item.ae_title,
        "short_id": item.short_id,
        "square": labels.qr_svg(item).decode(),
    }
