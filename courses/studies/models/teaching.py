"""What a PACS said of a case when it handed it over."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.studies import counted
from courses.studies.models.batch import IncomingFile


class Selection(models.Model):
    """The images of one study that a teaching file document names. It stays when
    the images come later, or again."""

    file = models.ForeignKey(IncomingFile, models.CASCADE, related_name="selections")
    study_uid = models.CharField(max_length=64, help_text="Already replaced.")
    named = ArrayField(
        models.CharField(max_length=64), help_text="Instances, already replaced."
    )

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "study_uid"],
                name="a_document_selects_once_from_a_study",
            )
        ]
        indexes = [models.Index(fields=["study_uid"], name="selection_by_study")]

    def __str__(self) -> str:
        return counted.images(len(self.named))
