"""A member of staff, and what they may do here."""

import unicodedata
from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Lower, Upper
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.zones import zones
from portal.people.models.place import Department, Facility


class Role(models.TextChoices):
    """What a person may do here. Everybody active is a learner; a person may
    hold any number of these besides."""

    EDUCATOR = "educator", _("Educator")
    ASSESSOR = "assessor", _("Assessor")
    AGENT = "agent", _("Support agent")
    ASSET_MANAGER = "asset_manager", _("Asset manager")
    LEAD = "lead", _("Lead")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Theme(models.TextChoices):
    SYSTEM = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def is_time_zone(name: str) -> None:
    if name not in zones():
        raise ValidationError(_("“%(name)s” is no time zone."), params={"name": name})


# Unicode's explicit directional marks (UAX #9, 2.1 to 2.5).
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def is_plain_line(text: str) -> None:
    """No control characters and none that turn the direction of writing: a name
    must not rewrite the page that it stands on."""
    turns = unicodedata.bidirectional
    if any(unicodedata.category(one) == "Cc" or turns(one) in TURNS for one in text):
        raise ValidationError(_("Take out what cannot be seen (control characters)."))


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        """Colleagues see who works here; who left, only an administrator."""
        return self if user.has_role(Role.ADMINISTRATOR) else self.active()

    def with_role(self, *roles: Role) -> Self:
        return self.active().filter(roles__overlap=list(roles))

    def team_of(self, lead: "User") -> Self:
        """Those who report to this person. An administrator and an auditor see
        everybody, and so does a lead who has no reports of their own."""
        if lead.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
            return self.active()
        reports = User.objects.filter(manager=lead, is_active=True)
        return self.active().filter(Q(manager=lead) | ~Exists(reports))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self, *, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email__iexact=username)
        return found


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A member of staff. Never deleted: erasure replaces the identity and
    keeps the records that others rest on."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, validators=[is_plain_line])
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role),
        verbose_name=_("roles"),
        default=list,
        blank=True,
    )
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="staff"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="staff"
    )
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    theme = models.CharField(
        _("theme"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="UTC", validators=[is_time_zone]
    )
    single_key_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="an_email_is_one_persons"),
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=~Q(staff_number=""),
                name="a_staff_number_is_one_persons",
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=Role.values),
                name="a_role_is_one_that_we_know",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="who_left_left_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(is_active=False),
                name="who_is_erased_has_left",
            ),
        ]
        indexes = [
            GinIndex(fields=["roles"], name="people_by_role"),
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="people_by_name_part"
            ),
            models.Index(fields=["name", "id"], name="people_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def has_role(self, *roles: Role) -> bool:
        """Whether this person holds any of the roles."""
        return self.is_active and any(role in self.roles for role in roles)

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    @property
    def short_name(self) -> str:
        """“T. Rowan”, as lists show a person."""
        first, _space, rest = self.name.partition(" ")
        return f"{first[:1]}. {rest}" if rest else first

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def display_name(user: User) -> str:
    """How allauth's pages and mails name a person."""
    return user.name


class StaffRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has already let through."""

    user: User
