"""One file or stream to one document."""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from factcheck.errors import InputError
from factcheck.ingest.decode import decode
from factcheck.text import BlockKind, blocks, plain
from factcheck.types import Document, digest

MAX_BYTES = 100_000_000
"""Larger files are refused: an article or a source is a text that a person could read."""

SUFFIXES: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
"""File name endings that can be read, and the format each stands for."""

_HTML_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL
)

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_QUOTED = re.compile(r"""^(["'])(.*)\1$""")
_NOT_HEADLINE = re.compile(r"\S {2,}\S|\s[>|»]\s|^\W*by\s", re.IGNORECASE)


def read_document(where: str | Path, *, name: str | None = None) -> Document:
    """Read the article or source at ``where``: a path, or ``-`` for standard input.

    ``name`` is the path as reports should show it. Raises InputError, one line, when it cannot be
    read.
    """
    if str(where) == "-":
        return read_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input", None)
    refuse_address(where)
    path = Path(where)
    shown = name or str(where)
    form = SUFFIXES.get(path.suffix.lower())
    try:
        if path.is_dir():
            raise InputError(f"{shown}: is a folder; give one file")
        if not path.exists():
            raise InputError(f"{shown}: no such file")
        if form is None:
            raise InputError(f"{shown}: unknown format {path.suffix or '(no ending)'!r}; known: {' '.join(SUFFIXES)}")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{shown}: larger than {MAX_BYTES // 1_000_000} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{shown}: {error.strerror or error}") from error
    return read_bytes(data, shown, form, path=shown)


def refuse_address(where: str | Path) -> None:
    """Raise InputError for a web address, which reading files does not fetch."""
    if re.match(r"https?:/", str(where), re.IGNORECASE):
        raise InputError(f"{where}: an address, not a file; save the page and give the file")


def read_bytes(
    data: bytes, name: str, form: str | None, *, path: str | None = None, url: str | None = None
) -> Document:
    """Make a document of raw bytes of format ``form`` (``None``: recognized by their beginning).

    ``url`` is where they are from, if known; an address that a page gives as its own stands beside it.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; split it")
    if not data.strip():
        raise InputError(f"{name}: empty")
    sha256 = hashlib.sha256(data).hexdigest()
    identity = digest(sha256, name)
    form = form or _sniff(data)
    if form == "html":
        from factcheck.ingest.html import extract

        page = extract(data, name, url=url)
        return Document(
            id=identity,
            text=page.text,
            sha256=sha256,
            title=page.title,
            url=url or page.url,
            path=path,
            publisher=page.publisher,
            author=page.author,
            published=page.published,
            modified=page.modified,
            canonical_url=page.url,
            language=page.language,
            links=page.links,
        )
    if form in ("pdf", "docx"):
        from factcheck.ingest.office import extract_docx, extract_pdf

        office = (extract_pdf if form == "pdf" else extract_docx)(data, name)
        return Document(
            id=identity,
            text=office.text,
            sha256=sha256,
            title=office.title,
            url=url,
            path=path,
            author=office.author,
            published=office.published,
        )
    text = decode(data, name)
    if not text.strip():
        raise InputError(f"{name}: empty")
    front = _front_matter(text)
    return Document(
        id=identity,
        text=text,
        sha256=sha256,
        title=front.get("title") or _headline(text),
        url=url or front.get("url"),
        path=path,
        publisher=front.get("publisher"),
        author=front.get("author"),
        published=front.get("published") or front.get("date"),
    )


def _sniff(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    head = data[:4096].removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return "html" if _HTML_START.match(head) else "text"


def _headline(text: str) -> str | None:
    """Return the Markdown title, or the longest line above the first paragraph that is no menu or byline."""
    if marked := re.search(r"^# +(\S.*?)(?: +#+)? *$", text[:4000], re.MULTILINE):
        return plain(marked.group(1))
    best = ""
    for block in blocks(text[:4000]):
        if block.kind is not BlockKind.HEADING:
            break
        raw = block.span.of(text)
        words = plain(raw)
        if len(words.split()) > 2 and len(words) > len(best) and not raw.isupper() and not _NOT_HEADLINE.search(raw):
            best = words
    return best or None


def _front_matter(text: str) -> dict[str, str]:
    """Return the ``key: value`` lines of a Markdown file's front matter; none gives an empty mapping."""
    match = _FRONT_MATTER.match(text)
    lines = match.group(1).splitlines() if match else []
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    values = {key.strip().lower(): _QUOTED.sub(r"\2", value.strip()) for key, value in pairs}
    return {key: value for key, value in values.items() if value}
