"""What is said of a teaching case, in its draft and in each of its versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.studies.models.study import Study


class Anatomy(models.TextChoices):
    """The library's body parts, as `Study.body_part` says them."""

    HEAD = "Head", _("Head")
    NECK = "Neck", _("Neck")
    CHEST = "Chest", _("Chest")
    HEART = "Heart", _("Heart")
    BREAST = "Breast", _("Breast")
    ABDOMEN = "Abdomen", _("Abdomen")
    PELVIS = "Pelvis", _("Pelvis")
    SPINE = "Spine", _("Spine")
    SHOULDER = "Shoulder", _("Shoulder")
    HAND = "Hand", _("Hand")
    KNEE = "Knee", _("Knee")
    LEG = "Leg", _("Leg")
    FOOT = "Foot", _("Foot")
    WHOLE_BODY = "Whole body", _("Whole body")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("Easy")
    MODERATE = 2, _("Moderate")
    HARD = 3, _("Hard")


class CaseWords(models.Model):
    """All that an educator says of a case; a version is a copy of it."""

    title = models.CharField(_("title"), max_length=120)
    riddle = models.CharField(
        _("title in a quiz"),
        max_length=120,
        blank=True,
        help_text=_("Must not tell the answer. Left empty: anatomy and modality."),
    )
    history = models.TextField(
        _("history"),
        max_length=2_000,
        blank=True,
        help_text=_("What the request would say. It is read before the answer."),
    )
    discussion = models.TextField(
        _("discussion"),
        max_length=20_000,
        blank=True,
        help_text=_("Markdown. A link to a view moves the viewer there."),
    )
    references = models.TextField(
        _("references"), max_length=4_000, blank=True, help_text=_("Markdown.")
    )
    licence = models.CharField(
        _("origin and licence of the images"), max_length=200, blank=True
    )
    consent_note = models.CharField(
        _("consent"),
        max_length=300,
        blank=True,
        help_text=_("Why the images may be shown: whose consent, or why none is due."),
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Difficulty, default=Difficulty.MODERATE
    )
    anatomy = models.CharField(_("anatomy"), max_length=40, choices=Anatomy, blank=True)
    modality = models.CharField(_("modality"), max_length=16)
    findings = models.JSONField(default=list, blank=True)
    finding_names = models.TextField(blank=True, editable=False)
    opening = models.CharField(
        _("opens at"),
        max_length=200,
        blank=True,
        help_text=_("The view that the case opens with, as the address says it."),
    )
    prior = models.ForeignKey(
        Study,
        models.PROTECT,
        verbose_name=_("earlier study"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def quiz_title(self) -> str:
        return self.riddle or f"{self.get_anatomy_display()}, {self.modality}"


WORDS = [field.name for field in CaseWords._meta.local_fields]
