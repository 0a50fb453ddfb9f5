"""Other systems on the DICOM network: who may send, who was turned away, and the
pulse of our own listener."""

import ipaddress
from datetime import timedelta
from typing import Self

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User

# PS3.5, VR AE: printable, no backslash, spaces outside do not count.
AE_TITLE = r"^[!-\[\]-~]([ -\[\]-~]*[!-\[\]-~])?$"


class RemoteNodeQuerySet(models.QuerySet["RemoteNode"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def calling(self, ae_title: str, address: str) -> "RemoteNode | None":
        """Who may call by this title from there; the narrowest entry speaks."""
        named = self.active().filter(ae_title=ae_title).select_related("sent_by")
        fitting = [node for node in named if node.is_at(address)]
        return max(fitting, key=lambda node: node.narrowness, default=None)


@pghistory.track(exclude=["last_seen_at"])
class RemoteNode(models.Model):
    """A system that may send studies by DICOM, and the person who answers for them."""

    ae_title = models.CharField(
        _("AE title"),
        max_length=16,
        help_text=_("As it calls itself; upper and lower case matter."),
    )
    host = models.CharField(
        _("address"),
        max_length=49,
        blank=True,
        help_text=_("An IP address or a network, as in 10.1.2.0/24. Empty: any."),
    )
    sent_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="answers_for_nodes",
        verbose_name=_("who answers for it"),
        help_text=_("An educator or administrator: the sender of all that comes."),
    )
    profile = models.CharField(_("profile"), max_length=40, default="teaching")
    is_active = models.BooleanField(_("may send"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RemoteNodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("DICOM sender")
        verbose_name_plural = _("DICOM senders")
        ordering = ["ae_title", "host", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ae_title", "host"],
                name="a_sender_is_listed_once",
                violation_error_message=_("This sender is listed already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ae_title__regex=AE_TITLE),
                name="an_ae_title_is_plain_text",
                violation_error_message=_(
                    "An AE title is 1 to 16 plain letters, digits or signs, without "
                    "a backslash."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ae_title} ({self.host})" if self.host else self.ae_title

    @property
    def narrowness(self) -> int:
        return ipaddress.ip_network(self.host).prefixlen if self.host else -1

    def is_at(self, address: str) -> bool:
        """Whether a caller at this address may be it."""
        if not self.host:
            return True
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return found in ipaddress.ip_network(self.host)


class UnknownCaller(models.Model):
    """Somebody who called and was turned away: what to add, or to ask about."""

    KEPT = 100

    ae_title = models.CharField(max_length=16)
    address = models.CharField(max_length=45)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("unknown caller")
        verbose_name_plural = _("unknown callers")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ae_title", "address"], name="an_unknown_caller_is_counted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ae_title}, {self.address}"


class Listener(models.Model):
    """The last sign of life of a running `dicom_listener`, and where it listens."""

    STALE = timedelta(seconds=90)
    GONE = timedelta(days=7)

    name = models.CharField(max_length=120, unique=True, help_text="host:port")
    ae_title = models.CharField(max_length=16)
    host = models.CharField(max_length=64)
    port = models.PositiveIntegerField()
    is_encrypted = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("DICOM listener")
        verbose_name_plural = _("DICOM listeners")
        ordering = ["-beat_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        return timezone.now() - self.beat_at < self.STALE
