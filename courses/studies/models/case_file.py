"""Cases that come as files and are made by a job, one after the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from portal.people.models import User


class CaseFile(Work):
    """A file of the starter library; `due_at` while its case is still to be made."""

    name = models.CharField(max_length=80, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(Work.Meta):
        verbose_name = _("case to be loaded")

    def __str__(self) -> str:
        return self.name
