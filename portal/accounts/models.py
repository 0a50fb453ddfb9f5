"""How people come in, what acts in their name, and lists of them on their way in."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from portal.people.models import User


def hash_of(secret: str) -> str:
    """Secrets of 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None)

    def answering(self, secret: str) -> Self:
        return self.open().filter(
            secret_hash=hash_of(secret),
            expires_at__gt=timezone.now(),
            person__is_active=True,
        )


class Invitation(Work):
    """A person asked to set a password. As `Work` it is the mail to be sent:
    the secret is made when the mail is, and only its hash is kept."""

    LASTS = timedelta(days=7)

    person = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    secret_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(Work.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="a_person_has_one_open_invitation",
            )
        ]
        indexes = [
            *Work.Meta.indexes,
            models.Index(fields=["secret_hash"], name="invitation_by_secret"),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
            revoked_at=None,
            person__is_active=True,
        )


class ApiToken(models.Model):
    """Lets a program act as its person. Shown once; only its hash is kept."""

    PREFIX = "rr_"

    person = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Token {self.pk} ({self.name})"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Import(models.Model):
    """An uploaded list: first read and reported on, then, if wanted, applied."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff (CSV)")
        HOLDINGS = "holdings", _("Role profiles held (CSV)")
        SHIFTS = "shifts", _("Shifts (CSV)")
        ABSENCES = "absences", _("Absences (CSV)")
        SHIFTS_ICAL = "shifts_ical", _("Shifts (iCalendar)")
        ABSENCES_ICAL = "absences_ical", _("Absences (iCalendar)")

    kind = models.CharField(_("what it lists"), max_length=16, choices=Kind)
    text = models.TextField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
