"""What most pages of the inventory begin with: whose item, and who may change it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from portal.people.models import StaffRequest
from tickets.inventory import record, rules
from tickets.inventory.models import ConfigurationItem


def item_of(request: StaffRequest, short_id: str) -> ConfigurationItem:
    visible = ConfigurationItem.objects.visible_to(request.user).for_page()
    return get_object_or_404(visible, short_id=short_id.upper())


def whole_item_of(request: StaffRequest, short_id: str) -> ConfigurationItem:
    """With all that its own page lists of it."""
    visible = ConfigurationItem.objects.visible_to(request.user).for_page().with_watch()
    whole = record.with_record(visible, request.user)
    return get_object_or_404(whole, short_id=short_id.upper())


def may_change(request: StaffRequest) -> None:
    if not rules.can_change_items(request.user):
        raise PermissionDenied
