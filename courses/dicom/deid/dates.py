"""Dates moved by a secret number of days, the same for all that a patient has."""

import hashlib
import hmac
import re
from datetime import date, timedelta

KINDS = frozenset({"DA", "DT", "TM"})
LEAST, MOST = 365, 3650
_DA = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})", re.ASCII)
_DT = re.compile(r"(\d{8})(\d{2,6}(\.\d{1,6})?)?([+-]\d{4})?", re.ASCII)
_TM = re.compile(r"\d{2}:?(\d{2}:?(\d{2}(\.\d{1,6})?)?)?", re.ASCII)


def offset(patient: str, secret: bytes) -> timedelta:
    """One to ten years back, so that no date falls into the future."""
    digest = hmac.new(secret, b"days|" + patient.encode(), hashlib.sha256).digest()
    return timedelta(LEAST + int.from_bytes(digest[:8], "big") % (MOST - LEAST))


def shifted_date(value: str, by: timedelta) -> str:
    """A DA, moved; empty where it is no date."""
    match = _DA.fullmatch(value.strip("\0 "))
    if match is None:
        return ""
    try:
        moved = date(*(int(part) for part in match.groups())) - by
    except (ValueError, OverflowError):
        return ""
    return f"{moved:%Y%m%d}".rjust(8, "0")


def shifted_datetime(value: str, by: timedelta) -> str:
    """A DT, moved; one that names no day is emptied."""
    match = _DT.fullmatch(value.strip("\0 "))
    if match is None:
        return ""
    day = shifted_date(match[1], by)
    return day + (match[2] or "") + (match[4] or "") if day else ""


def clean_time(value: str) -> str:
    """A TM as it is, if that is all it is."""
    return value.strip("\0 ") if _TM.fullmatch(value.strip("\0 ")) else ""


def moved(kind: str, value: str, by: timedelta) -> str | None:
    """A value of VR DA, DT or TM, moved; None where it is not what it claims."""
    if kind == "TM":
        return clean_time(value) or None
    move = shifted_date if kind == "DA" else shifted_datetime
    return move(value, by) or None
