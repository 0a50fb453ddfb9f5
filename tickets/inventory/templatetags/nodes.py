"""{% load nodes %} {{ capability.sop_class|uid_name }}   its name in PS3.6."""

from django import template

from tickets.inventory.network.uids import name_of

register = template.Library()
register.filter("uid_name", name_of)
