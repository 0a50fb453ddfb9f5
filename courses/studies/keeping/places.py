"""The two places in which studies are kept, each by its own short way: a folder of
this machine, and a bucket of an S3-compatible store."""

import os
import shutil
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage

MOST_AT_ONCE = 1000  # what S3 deletes in one request


def read_file(kept: FileSystemStorage, name: str) -> bytes:
    # The storage's own `path` refuses what leaves its folder.
    with open(kept.path(name), "rb", buffering=0) as file:  # noqa: PTH123 - the busiest line
        return file.read()


def write_file(kept: FileSystemStorage, name: str, data: bytes) -> None:
    """Whole or not at all: a reader, or the next worker, never meets half a file."""
    path = kept.path(name)
    folder, last = os.path.split(path)
    draft = f"{folder}/.{last}.{os.getpid()}-{get_ident()}"
    try:
        _write(draft, data)
    except FileNotFoundError:
        mode = settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS
        Path(folder).mkdir(mode=mode, parents=True, exist_ok=True)
        _write(draft, data)
    os.replace(draft, path)  # noqa: PTH105 - as above


def _write(draft: str, data: bytes) -> None:
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    place = os.open(draft, how, settings.FILE_UPLOAD_PERMISSIONS)
    try:
        with open(place, "wb", buffering=0) as file:  # noqa: PTH123 - as above
            taken = file.write(data)
    except OSError:
        Path(draft).unlink()
        raise
    if taken != len(data):
        Path(draft).unlink()
        raise OSError(ENOSPC, "The disk took a part only.")


def erase_tree(kept: FileSystemStorage, folder: str) -> None:
    with suppress(FileNotFoundError):  # gone already
        shutil.rmtree(kept.path(folder))


def is_bucket(kept: Storage) -> bool:
    return hasattr(kept, "bucket") and hasattr(kept, "bucket_name")


def _key(kept: Any, name: str) -> str:
    """As django-storages names it, its `location` in front."""
    key: str = kept._normalize_name(name)
    return key


def read_object(kept: Any, name: str) -> bytes:
    """One request; asking first whether it is there would be a second."""
    client = kept.connection.meta.client
    try:
        found = client.get_object(Bucket=kept.bucket_name, Key=_key(kept, name))
    except client.exceptions.NoSuchKey as missing:
        raise FileNotFoundError(name) from missing
    data: bytes = found["Body"].read()
    return data


def write_object(kept: Any, name: str, data: bytes) -> None:
    client = kept.connection.meta.client
    settled = kept.get_object_parameters(name)  # encryption, class of storage…
    client.put_object(
        **settled, Bucket=kept.bucket_name, Key=_key(kept, name), Body=data
    )


def erase_objects(kept: Any, folder: str) -> None:
    """All of a study in few requests: a thousand names go in one."""
    found = kept.bucket.objects.filter(Prefix=_key(kept, folder) + "/")
    for page in found.page_size(MOST_AT_ONCE).pages():
        names = [{"Key": one.key} for one in page]
        if not names:  # gone already
            return
        gone = kept.bucket.delete_objects(Delete={"Objects": names, "Quiet": True})
        if gone.get("Errors"):
            raise OSError("The bucket kept some of what it was told to delete.")
