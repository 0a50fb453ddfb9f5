"""What may be typed about vendors and the contracts with them."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tickets.inventory.models import Contract, Vendor

DAY: Final = {"type": "date"}
Choices = list[tuple[Any, Any]]


def choices(contracts: QuerySet[Contract], vendor: int | None) -> Choices:
    """The contracts of the vendor that is chosen; before one is, all by vendor."""
    if vendor:
        found: Choices = [
            (one.pk, said(one)) for one in contracts.filter(vendor=vendor)
        ]
        return [("", "---------"), *found]
    groups: dict[str, Choices] = {}
    for one in contracts:
        groups.setdefault(one.vendor.name, []).append((one.pk, said(one)))
    return [("", "---------"), *groups.items()]


def said(contract: Contract) -> str:
    return ": ".join(part for part in (contract.number, contract.title) if part)


class VendorForm(forms.ModelForm):  # type: ignore[type-arg]
    portal_url = forms.URLField(
        label=gettext_lazy("Service portal"), required=False, assume_scheme="https"
    )

    class Meta:
        model = Vendor
        fields = ["name", "phone", "email", "portal_url", "note"]


class ContractForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Contract
        fields = [
            *("vendor", "number", "title", "hours", "responds_within_hours"),
            *("covers", "starts_on", "ends_on"),
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }
