"""What may be asked of an item, and of whom: checked against the allowed networks."""

import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.lib.outgoing import Trouble, Unreachable, places_of
from tickets.inventory.models import ConfigurationItem, Probe, ProbeKind
from tickets.inventory.models.naming import IS_AE_TITLE

TIME: Final = {"type": "time"}
PATH: Final = re.compile(r"[!-~]*")
LOOKING: Final = 3.0  # seconds for the name


class ProbeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Probe
        fields = [
            *("kind", "host", "port", "uses_tls", "path", "called_ae", "calling_ae"),
            *("every_minutes", "timeout_seconds", "misses_allowed"),
            *("quiet_from", "quiet_until"),
        ]
        widgets = {
            "quiet_from": forms.TimeInput(TIME, format="%H:%M"),
            "quiet_until": forms.TimeInput(TIME, format="%H:%M"),
        }

    def __init__(self, item: ConfigurationItem, *args: Any, **over: Any) -> None:
        if over.get("instance") is None:
            over |= {"instance": Probe(item=item), "initial": _of(item)}
        super().__init__(*args, **over)
        self.fields["host"].help_text = _allowed()
        self.fields["called_ae"].help_text = _("For C-ECHO.")
        for name in ("called_ae", "calling_ae"):
            self.fields[name].validators.append(IS_AE_TITLE)

    def clean_host(self) -> str:
        return str(self.cleaned_data["host"]).strip().strip("[]")

    def clean_path(self) -> str:
        path = str(self.cleaned_data["path"])
        if not PATH.fullmatch(path):
            raise ValidationError(_("Use letters, digits and signs, no spaces."))
        return path

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == ProbeKind.ECHO and not data.get("called_ae"):
            self.add_error("called_ae", _("C-ECHO needs the called AE title."))
        if data.get("host") and data.get("port"):
            self._look(data["host"], data["port"])
        return data

    def _look(self, host: str, port: int) -> None:
        """Said here plainly; what counts is the look before each asking."""
        networks = settings.OUTGOING_NETWORKS
        try:
            places_of(host, port, networks=networks, seconds=LOOKING)
        except Unreachable as trouble:
            self.add_error("host", _said(trouble))


def _of(item: ConfigurationItem) -> dict[str, Any]:
    """What the item says of itself already."""
    return {
        "kind": ProbeKind.ECHO if item.ae_title else ProbeKind.TCP,
        "host": item.host,
        "port": item.port,
        "called_ae": item.ae_title,
    }


def _said(trouble: Unreachable) -> ValidationError:
    if trouble.trouble == Trouble.OUTSIDE and not trouble.about:
        return ValidationError(_("No network is allowed yet. Ask an administrator."))
    if trouble.trouble == Trouble.OUTSIDE:
        said = _("%(address)s lies outside the allowed networks. Ask an administrator.")
        return ValidationError(said, params={"address": trouble.about})
    return ValidationError(_("This name leads to no address."))


def _allowed() -> Any:
    networks = str(settings.OUTGOING_NETWORKS)
    if not networks:
        return _("No network is allowed yet: OUTGOING_NETWORKS is empty.")
    return _("Allowed networks: %(networks)s.") % {"networks": networks}
