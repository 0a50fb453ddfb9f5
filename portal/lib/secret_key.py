"""The key that signs cookies and links, made on the first start and kept."""

import os
import secrets
from pathlib import Path

from portal.lib import data_folder


def kept_in(folder: Path) -> str:
    """The key of this data folder. Two first starts at once agree on one key."""
    path = folder / "secret_key"
    if not path.exists():
        data_folder.make(folder)
        draft = folder / f".secret_key-{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
