"""The folder that holds database, files and keys of a site that runs by itself."""

import os
from pathlib import Path


def make(folder: Path) -> None:
    """Nobody else may list it; root's lets the account through that runs PostgreSQL."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
