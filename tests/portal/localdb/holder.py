"""A process that uses a data folder's database until its standard input ends."""

import json
import os
import sys
from pathlib import Path

from portal.localdb import cluster, place, server


def main(data: Path, then: str) -> None:
    address = cluster.ensure(data)
    found = place.find(data.resolve() / "postgres")
    about = {
        "host": address.host,
        "release": address.binaries.release,
        "home": str(found.home),
        "server": server.pid_of(found.cluster),
    }
    sys.stdout.write(json.dumps(about) + "\n")
    sys.stdout.flush()
    if then == "fork" and os.fork():
        return  # the parent leaves, the child goes on
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
