"""Bytes → text: what was declared, believed only where the bytes agree."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
# Declared by servers for everything they send: they say nothing about an Arabic page.
_DEFAULTS = frozenset({"iso8859-1", "ascii", "cp1252"})
_NO_PAGES = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem"})
# C0 controls but tab and line ends, and the two code points that are no characters: XML has none of them.
_CONTROLS = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF])
_CANDIDATES = ["utf_8", "cp1256", "iso8859_6", "cp1252", "utf_16", "utf_16_le", "utf_16_be"]
_BROKEN = 0.005
"""Share of U+FFFD above which a text counts as unreadable."""


class BadEncoding(ValueError):
    """The bytes are not text in any encoding that was declared or found."""


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text, and how its encoding was found. Raises BadEncoding.

    Valid UTF-8 is taken as such whatever was declared: Arabic in a single-byte encoding never looks like it.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _lossy(data, encoding), f"byte order mark: {encoding}"
    try:
        text = data.decode("utf-8")
        return _checked(text), "valid UTF-8"
    except UnicodeDecodeError:
        pass
    for name, how in ((declared, "declared"), (_declared_inside(data), "declared in the page")):
        encoding = _known(name)
        if encoding in ("", *_DEFAULTS):
            continue
        try:
            return _lossy(data, encoding), f"{how}: {encoding}"
        except BadEncoding:
            continue
    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    if best is None:
        raise BadEncoding("not text in any known encoding")
    return _lossy(data, best.encoding), f"charset-normalizer: {best.encoding}"


def _declared_inside(data: bytes) -> str | None:
    match = _META.search(data[:8192]) or _XML.match(data[:256])
    return match[1].decode("ascii") if match else None


def _known(name: str | None) -> str:
    """Python's name of a character encoding; empty for what is unknown or encodes something else than pages."""
    try:
        found = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    return found.name if found and found._is_text_encoding and found.name not in _NO_PAGES else ""


def _lossy(data: bytes, encoding: str) -> str:
    """Decoded, single damaged characters allowed. Raises BadEncoding for more."""
    return _checked(data.decode(encoding, "replace"))


def _checked(text: str) -> str:
    broken = text.count("\ufffd") + sum(text.count(chr(code)) for code in range(9))
    if broken > _BROKEN * len(text) and broken > 1:
        raise BadEncoding(f"{broken} of {len(text)} characters are damaged")
    return text.translate(_CONTROLS)
