"""Django's PostgreSQL backend on the private database of settings.PORTAL_DATA."""

import os
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.backends.postgresql import base

from portal.localdb import cluster
from portal.localdb.errors import LocalDatabaseError

# Pools that a fork has left behind. Their sockets are the parent's: neither used nor
# closed here, only kept from being collected.
_inherited: list[object] = []
# Django's, by alias: of all databases, a server's by DATABASE_URL among them.
_pools: dict[str, Any] = vars(base.DatabaseWrapper)["_connection_pools"]


class LocalDatabaseMissingError(LocalDatabaseError, OperationalError):
    """Django meets it as any database that does not answer, a person as a sentence."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the server when the first connection is wanted, and not before."""

    def get_connection_params(self) -> dict[str, Any]:
        try:
            address = cluster.ensure(settings.PORTAL_DATA)
        except LocalDatabaseError as error:
            raise LocalDatabaseMissingError(str(error)) from error
        self.settings_dict |= {"HOST": address.host, "PORT": str(address.port)}
        return super().get_connection_params()


def _close_pools() -> None:
    for alias in list(_pools):
        _pools.pop(alias).close()


def _forget_pools() -> None:
    _inherited.extend(_pools.values())
    _pools.clear()


cluster.before_stopping(_close_pools)
os.register_at_fork(after_in_child=_forget_pools)
