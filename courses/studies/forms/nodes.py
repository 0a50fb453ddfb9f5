"""What may be typed of a system that sends by DICOM."""

import ipaddress
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.studies.models import RemoteNode
from courses.studies.profiles import choices, missing
from portal.people.models import Role, User


class NodeForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields carry the names of `nodes.add` and `nodes.change`."""

    profile = forms.ChoiceField(
        label=_("Profile"),
        initial="teaching",
        help_text=_("How what it sends is de-identified."),
    )

    class Meta:
        model = RemoteNode
        fields = ["ae_title", "host", "sent_by", "profile", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = self.fields["profile"]
        profile.choices = choices()  # type: ignore[attr-defined]
        profile.help_text = format_lazy("{} {}", profile.help_text, missing())
        self.fields["sent_by"].queryset = User.objects.with_role(  # type: ignore[attr-defined]
            Role.EDUCATOR, Role.ADMINISTRATOR
        )

    def clean_host(self) -> str:
        """10.1.2.3, 10.1.2.0/24, or nothing; written one way."""
        text = str(self.cleaned_data["host"]).strip()
        if not text:
            return ""
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write an IP address, as in 10.1.2.3, or a network: 10.1.2.0/24.")
            ) from wrong
        alone = network.prefixlen == network.max_prefixlen
        return str(network.network_address) if alone else str(network)
