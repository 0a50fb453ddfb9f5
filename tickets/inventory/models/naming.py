"""How items are named: the short-id on the label, the AE title on the network."""

import secrets
from typing import Final

from django.core.validators import RegexValidator
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _

# Neither 0 and O, 1, I and L: a short-id is read aloud over the phone.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORT_ID_LENGTH: Final = 8
AE_TITLE_LENGTH: Final = 16  # PS3.5 table 6.2-1, AE
# The default repertoire (ISO-IR 6) without backslash and control characters.
AE_TITLE: Final = r"^[ -\[\]-~]*$"
IS_AE_TITLE: Final = RegexValidator(
    AE_TITLE, _("Use plain letters, digits and signs, no backslash.")
)
# What a part of is looked for when somebody names an item.
SEARCHED_NAMES: Final = Upper(
    Concat(
        F("name"),
        Value(" "),
        F("ae_title"),
        Value(" "),
        F("station_name"),
        Value(" "),
        F("serial"),
        output_field=TextField(),
    )
)


def new_short_id() -> str:
    """Random, so that an item's door cannot be found by counting."""
    return "".join(secrets.choice(ALPHABET) for _place in range(SHORT_ID_LENGTH))
