"""How an item's short-id looks in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from tickets.inventory.models.naming import ALPHABET, SHORT_ID_LENGTH


class ShortId(StringConverter):
    """Eight characters of the alphabet, small letters too: it is typed by hand.

    The words of other pages, `new/` and `map/`, cannot be taken for one: each of
    them is shorter or longer, or has a letter that short-ids leave out."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{SHORT_ID_LENGTH}}}"


register_converter(ShortId, "item")
