"""A bucket of an S3-compatible store, by one address, as a storage of Django's."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

OPTIONS = {
    "endpoint": "endpoint_url",
    "region": "region_name",
    "addressing": "addressing_style",
    "profile": "session_profile",
}


def bucket(address: str) -> dict[str, Any]:
    """`s3://bucket/folder?endpoint=https://s3.example&region=eu`. Who asks, it takes
    from where every S3 client does: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a
    profile, or the machine's own role."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError(
            "STUDIES_STORAGE is s3://bucket?endpoint=https://s3.example; unset it to "
            "keep studies in PORTAL_DATA."
        )
    given = dict(parse_qsl(parts.query))
    if unknown := sorted(given.keys() - OPTIONS.keys()):
        raise ValueError(f"STUDIES_STORAGE does not know {', '.join(unknown)}.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "file_overwrite": True,
            "default_acl": None,
            "querystring_auth": True,
            **{OPTIONS[name]: value for name, value in given.items()},
        },
    }
