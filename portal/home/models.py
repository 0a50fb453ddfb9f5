"""What of the demo hospital has been planted already."""

from django.db import models
from django.utils import timezone


class Planting(models.Model):
    name = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
