from django.apps import AppConfig


class DrillConfig(AppConfig):
    name = "tests.portal.jobs.drill"
    label = "drill"
