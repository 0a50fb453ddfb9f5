"""Text of the original in its own character set (PS3.3 C.12.1.1.2), as best it goes."""

import re
import unicodedata
from functools import lru_cache

_ISO = {13: "shift_jis", 100: "latin-1", 101: "iso8859_2", 109: "iso8859_3"}
_ISO |= {110: "iso8859_4", 126: "iso8859_7", 127: "iso8859_6", 138: "iso8859_8"}
_ISO |= {144: "iso8859_5", 148: "iso8859_9", 149: "euc_kr", 166: "tis_620"}
_ISO |= {192: "utf_8", 203: "iso8859_15", 58: "gb2312", 87: "iso2022_jp_2"}
_ISO |= {159: "iso2022_jp_2"}
_NUMBER = re.compile(rb"ISO[_ ](?:2022[_ ])?IR[_ ](\d+)")
_ESCAPE = re.compile(rb"\x1b[$()*+,\-./]*[\x30-\x7e]")
_JAPANESE = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BIJ])")


@lru_cache(maxsize=64)
def codecs_of(declared: bytes) -> tuple[str, ...]:
    """Every codec that Specific Character Set names; Latin-1 if it names none."""
    found = []
    for term in declared.split(b"\\"):
        match = _NUMBER.search(term)
        if match and int(match[1]) in _ISO:
            found.append(_ISO[int(match[1])])
        elif term.strip() in (b"GB18030", b"GBK"):
            found.append(term.strip().decode().lower())
    return tuple(dict.fromkeys(found)) or ("latin-1",)


def decoded(raw: bytes, declared: bytes) -> list[str]:
    """What it may say: once for each codec that can read it."""
    if raw.isascii() and b"\x1b" not in raw:
        return [raw.decode("ascii")]
    texts = [_by_escapes(raw)] if _JAPANESE.search(raw) else []
    for codec in codecs_of(declared):
        plain = raw
        if not codec.startswith("iso2022") and not _JAPANESE.search(raw):
            plain = _ESCAPE.sub(b"", raw)
        try:
            texts.append(plain.decode(codec))
        except (UnicodeDecodeError, LookupError):
            continue
    return list(dict.fromkeys(texts))


def _by_escapes(raw: bytes) -> str:
    """Japanese as it changes its letters on the way (PS3.3 H.3)."""
    first, *rest = _JAPANESE.split(raw)
    text = first.decode("shift_jis", "replace")
    for escape, letters in zip(rest[::2], rest[1::2], strict=True):
        is_kanji = escape.startswith(b"$")
        coded = b"\x1b" + escape + letters + b"\x1b(B" if is_kanji else letters
        codec = "iso2022_jp_2" if is_kanji else "shift_jis"
        text += coded.decode(codec, "replace")
    return text


def spellings(text: str) -> set[bytes]:
    """As UTF-8, in either case, and without its accents."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    forms = {text, text.upper(), text.lower(), text.title(), bare.lower()}
    return {form.encode("utf-8", "replace").lower() for form in forms}
