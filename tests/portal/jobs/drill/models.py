"""Errands, and the mark that each leaves. Nothing stops an errand run twice from
leaving two: that is what the drill looks for."""

from django.db import models

from portal.jobs.models import Work


class Errand(Work):
    pass


class Effect(models.Model):
    errand = models.ForeignKey(Errand, models.CASCADE)

    def __str__(self) -> str:
        return f"Mark of errand {self.errand_id}"
