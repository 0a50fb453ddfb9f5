"""Photographs: drawn anew, so that nothing but the picture is kept."""

from io import BytesIO
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

JPEG: Final = "image/jpeg"
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
LONGEST, THUMBNAIL, QUALITY = 2000, 320, 85
MOST_PIXELS: Final = 80_000_000
SIGNS: Final = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM"),
    *(b"II*\x00", b"MM\x00*"),
)


def is_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith(SIGNS)


def drawn_anew(content: bytes) -> tuple[bytes, bytes]:
    """The picture and a small one of it, without place, time or camera."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many pixels."))
            plain = _plain(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as wrong:
        raise ValidationError(_("The picture cannot be read to its end.")) from wrong
    return _encoded(plain, LONGEST), _encoded(plain, THUMBNAIL)


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in colour, on white where it can be seen through."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        over = upright.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(ground, over).convert("RGB")
    return upright.convert("RGB")


def _encoded(plain: Image.Image, longest: int) -> bytes:
    fitted = plain.copy()
    fitted.thumbnail((longest, longest))
    bare = Image.new("RGB", fitted.size)
    bare.paste(fitted)
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
