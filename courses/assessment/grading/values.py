"""When two values of a DICOM attribute say the same (PS3.5 6.2), however written."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from pydicom._uid_dict import UID_dictionary

NUMBERS: Final = frozenset({"DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "UV", "SV"})
_NUMBER: Final = re.compile(r"([+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*[^\W\d]*\Z")
_AGE: Final = re.compile(r"0*(\d+)\s*([DWMY])[A-Z]*")
_SIGNIFICANT: Final = 3


def same(vr: str, one: str, other: str) -> bool:
    """`one` is what stands in the header, `other` what somebody wrote. Dates with or
    without separators, times with or without seconds, numbers by value, names and
    words in any case, padding ignored, multiple values one by one."""
    held, told = _parts(vr, one), _parts(vr, other, many="\\" in one)
    return len(held) == len(told) and all(
        _same_number(mine, yours) if vr in NUMBERS else mine == yours
        for mine, yours in (
            (normal(vr, a), normal(vr, b)) for a, b in zip(held, told, strict=True)
        )
    )


def normal(vr: str, text: str) -> str:
    """The one way in which a value is compared."""
    plain = " ".join(text.replace("\0", " ").split())
    write = _WAYS.get(vr)
    if vr in NUMBERS:
        found = _NUMBER.match(plain)
        return found[1].replace(",", ".") if found else plain.casefold()
    return write(plain) if write else plain.casefold()


def _parts(vr: str, text: str, *, many: bool = False) -> list[str]:
    """Values are parted by a backslash; who writes several numbers may part them by a
    slash, a semicolon, a comma and a space, or spaces."""
    if "\\" in text or not many:
        return text.split("\\")
    if vr in NUMBERS:
        return re.split(r"\s*[/;]\s*|,\s+|\s+", text.strip(" []()"))
    return re.split(r"\s*[/;,]\s*", text.strip())


def _same_number(held: str, told: str) -> bool:
    """Exact; or rounded by who wrote it, with three figures at the least."""
    try:
        mine, yours = Decimal(held), Decimal(told)
    except InvalidOperation:
        return held == told
    if mine == yours:
        return True
    exponent = yours.as_tuple().exponent
    figures = len(yours.normalize().as_tuple().digits)
    if not isinstance(exponent, int) or exponent >= 0 or figures < _SIGNIFICANT:
        return False
    return abs(mine - yours) <= Decimal(5).scaleb(exponent - 1)


def _date(text: str) -> str:
    return re.sub(r"[-/. ]", "", text)


def _time(text: str) -> str:
    """Hours, minutes and seconds; what is not said of them is nought."""
    digits, _dot, fraction = text.replace(":", "").replace(" ", "").partition(".")
    return f"{digits:0<6}.{fraction.rstrip('0')}".rstrip(".")


def _age(text: str) -> str:
    found = _AGE.match(text.upper())
    return f"{found[1]}{found[2]}" if found else text.upper()


def _name(text: str) -> str:
    """Components in DICOM's order (PS3.5 6.2.1); `Family, Given` is read so, too."""
    parts = text.casefold().replace(", ", "^").split("^")
    return "^".join(part.strip() for part in parts).rstrip("^")


def _uid(text: str) -> str:
    """A registered UID by its number or by its name."""
    known = UID_dictionary.get(text)
    return known[0].casefold() if known else text.casefold()


_WAYS: Final = {
    "DA": _date,
    "TM": _time,
    "AS": _age,
    "PN": _name,
    "UI": _uid,
}
