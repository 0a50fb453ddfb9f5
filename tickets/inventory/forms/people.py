"""A colleague, typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.people.models import User


class PersonField(forms.CharField):
    """A colleague by e-mail: a list of thousands is no choice."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return value

    def clean(self, value: Any) -> User | None:
        email = super().clean(value)
        if not email:
            return None
        person: User | None = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise ValidationError(
                _("Nobody here has the e-mail “%(email)s”.") % {"email": email}
            )
        return person
