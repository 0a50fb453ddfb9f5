"""What import-linter cannot see: the arrows that live in the database."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

FLOORS = [
    {"people"},
    {"jobs"},
    {"audit", "notify", "search"},
    {"accounts"},
    {"api"},
    {"home"},
    {"studies", "competency"},
    {"catalog"},
    {"assessment"},
    {"inventory"},
    {"knowledge", "sla"},
    {"desk"},
]
FLOOR_OF = {label: n for n, floor in enumerate(FLOORS) for label in floor}


def test_every_app_of_ours_stands_on_a_floor():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("portal.", "courses.", "tickets."))
        and config.label != "web"
    }

    assert ours == set(FLOOR_OF)


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if (here := FLOOR_OF.get(model._meta.app_label)) is not None
        if (there := FLOOR_OF.get(field.related_model._meta.app_label)) is not None
        if model._meta.app_label != field.related_model._meta.app_label
        if there >= here
    ]

    assert upward == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_app_has_one_last_migration():
    graph = MigrationLoader(None).graph

    leaves = [label for label, _ in graph.leaf_nodes()]
    assert len(leaves) == len(set(leaves))
