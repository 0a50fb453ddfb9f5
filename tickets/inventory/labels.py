"""The label on a device: a square that opens its report form."""

from io import BytesIO

import qrcode
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

from tickets.inventory.models import ConfigurationItem


def report_path(item: ConfigurationItem) -> str:
    """The door of the report form; it stands on labels and so never changes."""
    return f"/t/{item.short_id}"


def door_of(item: ConfigurationItem) -> str:
    """The address behind the label."""
    return f"{settings.SITE_URL}{report_path(item)}"


def qr_svg(item: ConfigurationItem) -> bytes:
    """Medium correction: a label is wiped with disinfectant every day."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=4,
        image_factory=SvgPathFillImage,
    )
    code.add_data(door_of(item))
    drawn = BytesIO()
    code.make_image().save(drawn)
    return drawn.getvalue()
