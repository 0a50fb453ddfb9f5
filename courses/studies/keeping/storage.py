"""Where frames, headers and pictures lie: Django's storages, one folder a study.

Names are made of UIDs that the portal itself gave, so that an address tells where
the bytes are and no table has to be asked. A folder and a bucket each have their own
short way (`places`); any other storage is spoken to in Django's words."""

import gzip
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from courses.studies.keeping import places

BOUNDARY = "reading-room-part"
JPHC = "image/jphc; transfer-syntax=1.2.840.10008.1.2.4.201"
_HEAD = f"--{BOUNDARY}\r\nContent-Type: {JPHC}\r\n\r\n".encode()
_TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


def store() -> Storage:
    return storages["studies" if "studies" in settings.STORAGES else "default"]


def study_folder(study_uid: str) -> str:
    return f"studies/{study_uid}"


def instance_folder(study_uid: str, sop_uid: str) -> str:
    return f"{study_folder(study_uid)}/{sop_uid}"


def frame_name(folder: str, number: int) -> str:
    return f"{folder}/frame-{number:05}.part"


def header_name(folder: str) -> str:
    return f"{folder}/header.dcm"


def metadata_name(folder: str) -> str:
    return f"{folder}/metadata.json.gz"


def series_metadata_name(study_uid: str, series_uid: str) -> str:
    return f"{study_folder(study_uid)}/series-{series_uid}.json.gz"


def thumbnail_name(folder: str) -> str:
    return f"{folder}/thumbnail.jpg"


def put(name: str, data: bytes) -> None:
    """Written again where a worker died half-way: never under a second name, and
    never half."""
    kept = store()
    if isinstance(kept, FileSystemStorage):
        places.write_file(kept, name, data)
    elif places.is_bucket(kept):
        places.write_object(kept, name, data)
    else:
        _save(kept, name, data)


def _save(kept: Storage, name: str, data: bytes) -> None:
    if kept.exists(name):
        kept.delete(name)
    if kept.save(name, ContentFile(data)) != name:
        raise OSError("The file store gave another name than was asked for.")


def get(name: str) -> bytes:
    """The bytes; FileNotFoundError where there are none of this name."""
    kept = store()
    if isinstance(kept, FileSystemStorage):
        return places.read_file(kept, name)
    if places.is_bucket(kept):
        return places.read_object(kept, name)
    with kept.open(name, "rb") as file:
        data: bytes = file.read()
    return data


def exists(name: str) -> bool:
    return store().exists(name)


def erase(folder: str) -> None:
    """The folder and all in it; nothing happens where it is gone already."""
    kept = store()
    if isinstance(kept, FileSystemStorage):
        places.erase_tree(kept, folder)
    elif places.is_bucket(kept):
        places.erase_objects(kept, folder)
    else:
        _delete(kept, folder)


def _delete(kept: Storage, folder: str) -> None:
    for name in list(_names_in(kept, folder)):
        kept.delete(name)
    kept.delete(folder)


def _names_in(kept: Storage, folder: str) -> Iterator[str]:
    """Files first, then the folders that held them."""
    if not kept.exists(folder):
        return
    folders, files = kept.listdir(folder)
    for file in files:
        yield f"{folder}/{file}"
    for inner in folders:
        yield from _names_in(kept, f"{folder}/{inner}")
        yield f"{folder}/{inner}"


def wrapped(htj2k: bytes) -> bytes:
    """A frame as the body of a multipart answer, ready to be sent."""
    return _HEAD + htj2k + _TAIL


def unwrapped(part: bytes) -> bytes:
    return part[len(_HEAD) : -len(_TAIL)]


def packed(json: bytes) -> bytes:
    return gzip.compress(json, compresslevel=6, mtime=0)
