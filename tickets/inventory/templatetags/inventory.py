"""{% load inventory %} {% item_state item %}   how the item stands, in two words
{% next_ending item as next %}   the contract, warranty or support that ends next
The item comes with its `state` selected."""

from django import template
from django.utils.safestring import SafeString

from portal.web.templatetags.rr import badge
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.states import Ending, endings_of, standing_of

register = template.Library()


@register.simple_tag
def item_state(item: ConfigurationItem) -> SafeString:
    standing = standing_of(item)
    return SafeString(badge(standing.word, shape=standing.shape))


@register.simple_tag
def next_ending(item: ConfigurationItem) -> Ending | None:
    return next(iter(endings_of(item)), None)
