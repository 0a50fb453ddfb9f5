"""Items as people name them: by name, AE title or short-id."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from tickets.inventory.models import ConfigurationItem

LISTED = 4


def the_item_called(typed: str) -> ConfigurationItem:
    """The only one of that name, or a sentence that says what to type instead."""
    typed = typed.strip()
    wanted = typed.upper()
    found = ConfigurationItem.objects.filter(
        Q(short_id=wanted)
        | Q(names__startswith=f"{wanted} ", name__iexact=typed)
        | Q(names__contains=wanted, ae_title=typed)
    ).select_related("facility")[:LISTED]
    if not found:
        raise ValidationError(_("No item is called “%(x)s”.") % {"x": typed})
    if len(found) > 1:
        several = ", ".join(f"{one.short_id} ({one.place})" for one in found)
        raise ValidationError(
            _("Several items are called so. Give one short-id: %(which)s.")
            % {"which": several}
        )
    return found[0]
