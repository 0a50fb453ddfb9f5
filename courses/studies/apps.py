"""The room for sample studies: how they come in, and how they are shown."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "courses.studies"
    label = "studies"
    verbose_name = "Sample studies"
