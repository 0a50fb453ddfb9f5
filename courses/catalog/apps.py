"""The room for courses: what can be learned, and who has learned what of it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CatalogConfig(AppConfig):
    name = "courses.catalog"
    label = "catalog"

    def ready(self) -> None:
        autodiscover_modules("activities", "remedies")
