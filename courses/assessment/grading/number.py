"""Questions that are answered with a number."""

from decimal import Decimal, InvalidOperation


def read(text: str, *, unit: str = "") -> Decimal | None:
    """The number in what was typed: a decimal comma or point, spaces, a leading
    plus and the unit itself are allowed. None where there is no plain number."""
    plain = "".join(text.split()).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    plain = plain.casefold().removesuffix("".join(unit.split()).casefold())
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def numeric(value: str, tolerance: str, typed: str | None, *, unit: str = "") -> float:
    """Right within the tolerance, its edge included. Decimals, so that 0.1 + 0.2
    is 0.3 at the edge too."""
    number = read(typed or "", unit=unit)
    if number is None:
        return 0.0
    return 1.0 if abs(number - Decimal(value)) <= Decimal(tolerance) else 0.0
