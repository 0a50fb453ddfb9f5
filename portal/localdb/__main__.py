"""`python -m portal.localdb COMMAND…`: run a command while the database is up.

With `--throwaway` first, it is one that need not outlive a power cut, and is quicker.
"""

import os
import subprocess
import sys
from pathlib import Path

from portal.localdb import cluster, server
from portal.localdb.errors import LocalDatabaseError


def main(command: list[str]) -> int:
    if command[:1] == ["--throwaway"]:
        command = command[1:]
        server.SETTINGS |= server.THROWAWAY
    if "DATABASE_URL" not in os.environ:
        cluster.ensure(Path(os.environ.get("PORTAL_DATA", ".data")))
    return subprocess.run(command, check=False).returncode  # noqa: S603 - as asked


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LocalDatabaseError as error:
        sys.exit(str(error))
