from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "tickets.knowledge"
    label = "knowledge"
