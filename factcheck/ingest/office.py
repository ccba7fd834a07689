"""PDF and Word files to text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.errors import InputError

_MAX_UNPACKED = 300_000_000  # bytes: a .docx is a zip archive, and archives can be bombs


@dataclass(frozen=True, slots=True)
class OfficeText:
    """The text of a PDF or Word file and what its properties say."""

    text: str
    title: str | None
    author: str | None
    published: str | None


def extract_pdf(data: bytes, name: str) -> OfficeText:
    """Return the text of a PDF, pages separated by a blank line.

    Raises InputError for encrypted, damaged and image-only files.
    """
    import logging

    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings about untidy files help no reader
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: encrypted PDF; remove its password first")
        pages = [page.extract_text() for page in reader.pages]
        properties = reader.metadata
    except InputError:
        raise
    except (PyPdfError, DependencyError, ImportError) as error:
        if "crypto" in str(error).lower() or "AES" in str(error):
            raise InputError(f"{name}: encrypted PDF; remove its password first") from error
        raise InputError(f"{name}: damaged PDF ({_one_line(error)}); export it again") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, OSError, zlib.error) as error:
        # pypdf lets these escape from malformed object trees
        raise InputError(f"{name}: damaged PDF ({_one_line(error)}); export it again") from error
    text = "\n\n".join(page.strip() for page in pages if page.strip())
    if not text:
        raise InputError(f"{name}: no text in this PDF (scanned images?); run OCR on it first")
    created = None
    if properties is not None:
        try:
            created = properties.creation_date
        except (ValueError, TypeError):
            created = None
    return OfficeText(
        text=text,
        title=str(properties.title).strip() or None if properties is not None and properties.title else None,
        author=str(properties.author).strip() or None if properties is not None and properties.author else None,
        published=created.date().isoformat() if created else None,
    )


def extract_docx(data: bytes, name: str) -> OfficeText:
    """Return the paragraphs and tables of a Word file in their order.

    Raises InputError for damaged, encrypted and empty files and for archives that unpack to more
    than 300 MB.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise InputError(f"{name}: unpacks to more than {_MAX_UNPACKED // 1_000_000} MB; split it")
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_docx_blocks(document))
        properties = document.core_properties
        title, author, created = properties.title, properties.author, properties.created
    except InputError:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError) as error:
        raise InputError(f"{name}: not a .docx file, or encrypted; save it again as .docx") from error
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError, RuntimeError, EOFError, zlib.error) as error:
        # lxml's XMLSyntaxError is a SyntaxError; the others come from missing parts and zip features
        raise InputError(f"{name}: damaged .docx ({_one_line(error)}); save it again") from error
    if not text.strip():
        raise InputError(f"{name}: no text in this .docx file")
    return OfficeText(
        text=text,
        title=title.strip() or None if title else None,
        author=author.strip() or None if author else None,
        published=created.date().isoformat() if created else None,
    )


def _docx_blocks(document: object) -> Iterator[str]:
    from docx.table import Table

    for item in document.iter_inner_content():  # type: ignore[attr-defined]  # python-docx ships no types
        if isinstance(item, Table):
            rows = (" | ".join(" ".join(cell.text.split()) for cell in row.cells) for row in item.rows)
            yield "\n".join(f"| {row} |" for row in rows)
        elif item.text.strip():
            yield item.text.strip()


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
