"""Which account the server runs as: root must not, so another one lends its name."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.localdb.errors import LocalDatabaseError

LENDERS = ("reading-room", "nobody")
NO_LENDER = (
    "PostgreSQL refuses to run as root, and neither account reading-room nor nobody "
    "can be used: start as an ordinary user or set DATABASE_URL."
)


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    lent: bool

    def run(
        self, command: list[str], **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in English and blind to PG* settings."""
        if self.lent:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # noqa: S603 - only PostgreSQL's programs and test(1)
            command, cwd="/", env=_environment(), text=True, check=False, **options
        )

    def may_enter(self, folder: Path) -> bool:
        return not self.lent or self._test("-x", folder)

    def may_run(self, program: str) -> bool:
        return not self.lent or self._test("-x", Path(program))

    def give(self, path: Path) -> None:
        """Hand over what this process has just made; nothing else is ever touched."""
        if self.lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def _test(self, flag: str, path: Path) -> bool:
        try:
            return self.run(["/usr/bin/test", flag, str(path)]).returncode == 0
        except (PermissionError, ValueError, subprocess.SubprocessError) as error:
            raise LocalDatabaseError(NO_LENDER) from error


def choose(cluster: Path) -> Account:
    """Oneself; for root the owner of the cluster, else one that lends its name."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), lent=False)
    if cluster.exists():
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid, lent=True)
    for name in LENDERS:
        try:
            lender = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(lender.pw_uid, lender.pw_gid, lent=True)
    raise LocalDatabaseError(NO_LENDER)


def _environment() -> dict[str, str]:
    # PGDATA, PGPORT and their like would lead the programs elsewhere.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return kept | {"LC_ALL": "C", "LANG": "C"}
