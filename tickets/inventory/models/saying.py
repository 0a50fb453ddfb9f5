"""What an item's facts come to in words."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from portal.web import words

if TYPE_CHECKING:
    from portal.people.models import Facility


class InWords(models.Model):
    facility: "models.ForeignKey[Facility, Facility]"
    building: "models.CharField[str, str]"
    room: "models.CharField[str, str]"
    host: "models.CharField[str, str]"
    port: "models.PositiveIntegerField[int | None, int | None]"
    tolerates_minutes: "models.PositiveIntegerField[int | None, int | None]"
    may_lose_minutes: "models.PositiveIntegerField[int | None, int | None]"

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        parts = (self.facility.name, self.building, self.room)
        return ", ".join(part for part in parts if part)

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}" if self.host and self.port else self.host

    @property
    def tolerates(self) -> str:
        """How long care bears its loss."""
        return words.span(timedelta(minutes=self.tolerates_minutes or 0))

    @property
    def may_lose(self) -> str:
        """How much of the work may have to be done again."""
        return words.span(timedelta(minutes=self.may_lose_minutes or 0))
