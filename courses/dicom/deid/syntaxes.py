"""Transfer syntaxes, by what the engine can do with them."""

from types import MappingProxyType

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
RLE = "1.2.840.10008.1.2.5"
NATIVE = frozenset({IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN})
_JPEG = {f"1.2.840.10008.1.2.4.{n}" for n in (*range(50, 67), 70, 80, 81)}
_JPEG_2000 = {f"1.2.840.10008.1.2.4.{n}" for n in (90, 91, 92, 93, 201, 202, 203)}
ENCAPSULATED = frozenset({RLE, *_JPEG, *_JPEG_2000})
_WHY_NOT = MappingProxyType(
    {
        "1.2.840.10008.1.2.4.10": "Its pixels are a film, which may carry text that "
        "nobody can look for.",
        "1.2.840.10008.1.2.4.94": "Its pixels are kept elsewhere (JPIP).",
        "1.2.840.10008.1.2.4.95": "Its pixels are kept elsewhere (JPIP).",
        "1.2.840.10008.1.2.4.204": "Its pixels are kept elsewhere (JPIP).",
        "1.2.840.10008.1.2.4.205": "Its pixels are kept elsewhere (JPIP).",
    }
)


def is_known(syntax: str) -> bool:
    return syntax in NATIVE or syntax in ENCAPSULATED


def why_not(syntax: str) -> str:
    """Why a file of this syntax cannot be cleaned."""
    for arc, reason in _WHY_NOT.items():
        if syntax.startswith(arc):
            return reason
    return "Its transfer syntax is not one that can be cleaned."
