"""Bytes of a text file to text: encoding detected, binary files refused."""

from __future__ import annotations

import codecs

from factcheck.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1b\x85")
_SAMPLE = 65_536


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data``, every line end being a line feed.

    A byte-order mark decides; then UTF-8; then detection. Raises InputError when the bytes are not
    text in any encoding.
    """
    text = _decode(data, name)
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if (char < " " or char == "\x7f") and char not in _ALLOWED_CONTROLS)
    if controls > len(sample) // 200:
        raise InputError(f"{name}: binary data, not text; give a .txt, .md, .html, .pdf or .docx file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(f"{name}: broken {encoding} at byte {error.start}; save it as UTF-8") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:_SAMPLE]:
        raise InputError(f"{name}: binary data, not text; give a .txt, .md, .html, .pdf or .docx file")
    from charset_normalizer import from_bytes

    # A broken byte or two in what is otherwise good UTF-8 does not make it another encoding.
    mended = data.decode("utf-8", "replace")
    good = sum(1 for char in mended if char > "\x7f" and char != "\ufffd")
    if mended.count("\ufffd") * 10 <= good:
        return mended
    best = from_bytes(data).best()
    if best is None:
        raise InputError(f"{name}: no known text encoding; save it as UTF-8")
    # Without a language to go by, the guesses are equal, and Western European is by far the commonest.
    if not best.coherence and from_bytes(data, cp_isolation=["cp1252"]).best() is not None:
        return data.decode("cp1252", "replace")
    return str(best)
