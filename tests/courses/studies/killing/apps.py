from django.apps import AppConfig

from tests.courses.studies.killing import reader


class KillingConfig(AppConfig):
    name = "tests.courses.studies.killing"
    label = "killing"

    def ready(self) -> None:
        reader.stand_in()
