"""Where people work."""

from django.db import models


class Facility(models.Model):
    """A hospital or clinic."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="departments")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"], name="a_facility_names_a_department_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
