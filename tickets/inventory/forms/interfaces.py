"""What may be typed about an interface."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.people.models import Role, User
from tickets.inventory.lookup import the_item_called
from tickets.inventory.models import ConfigurationItem, Interface


class OtherItemField(forms.CharField):
    """Another item by its name, AE title or short-id; it must be the only one."""

    def clean(self, value: Any) -> ConfigurationItem:
        return the_item_called(super().clean(value))


class InterfaceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Interface
        fields = [
            *("standard", "service", "messages", "version", "opened_by_target"),
            *("source_ae", "target_ae", "channel", "port", "uses_tls"),
            *("queue_threshold", "owner", "went_live_on"),
            *("effect", "lost", "downtime_behaviour"),
        ]
        widgets = {
            "went_live_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = User.objects.with_role(
            Role.AGENT, Role.ASSET_MANAGER, Role.LEAD, Role.ADMINISTRATOR
        )
        if self.instance.pk is None:
            # Whose AEs there are to choose from is known once both ends are.
            del fields["source_ae"], fields["target_ae"]
            return
        for name in ("source", "target"):
            end = getattr(self.instance, name)
            fields[f"{name}_ae"].queryset = end.network_aes.all()


class ConnectForm(InterfaceForm):
    """A new interface of one item; which way it feeds, and with whom."""

    FEEDS, NEEDS = "feeds", "needs"
    direction = forms.ChoiceField(
        label=gettext_lazy("This item"),
        choices=[(FEEDS, gettext_lazy("feeds")), (NEEDS, gettext_lazy("is fed by"))],
        widget=forms.RadioSelect,
        initial=FEEDS,
    )
    other = OtherItemField(
        label=gettext_lazy("The other item"),
        max_length=80,
        help_text=gettext_lazy("Its name, AE title or short-id."),
    )
    field_order = ["direction", "other"]

    def __init__(self, item: ConfigurationItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        direction, other = data.pop("direction", None), data.pop("other", None)
        if direction and other:
            ends = (self.item, other)
            source, target = ends if direction == self.FEEDS else ends[::-1]
            data |= {"source": source, "target": target}
            self.instance.source, self.instance.target = source, target
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Both ends are known by now, so their constraints can be checked."""
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found - {"source", "target"} if self.instance.source_id else found
