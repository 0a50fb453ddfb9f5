"""What every test stands on."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pgtrigger
import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.template import migrated

pytest_plugins = ["tests.chromium", "tests.peers"]


STUDIES = "courses/studies/test_"
SYSTEM = (
    *("portal/localdb", "portal/run", "portal/backup"),
    *(f"{STUDIES}{name}" for name in ("bucket", "listen", "nothing_left", "races")),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts databases, servers and environments of its own stands apart."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(SYSTEM):
            item.add_marker("system")


# A fifth of the tests' time went into looking for garbage among what is imported.
gc.set_threshold(5_000, 20, 100)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker
) -> None:
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated(connection)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path: Path) -> None:
    """Each test keeps its files to itself."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    settings.QUARANTINE = tmp_path / "quarantine"


@pytest.fixture(autouse=True, scope="session")
def emptying_between_tests() -> Iterator[None]:
    """The audit ledger refuses TRUNCATE; only the tests' own flush may."""
    flush = TransactionTestCase._fixture_teardown

    def flush_in_spite_of_triggers(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            flush(case)

    TransactionTestCase._fixture_teardown = flush_in_spite_of_triggers
    yield
    TransactionTestCase._fixture_teardown = flush
