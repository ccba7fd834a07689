import io
import struct
import zipfile

import pytest

from factcheck.errors import InputError
from factcheck.ingest import office
from factcheck.ingest.office import OfficeText, extract_docx, extract_pdf

SAID = "The rate fell to 3.75 per cent."
AES = b"/Filter /Standard /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF"


def test_the_text_and_the_properties_of_a_pdf_are_read(make_pdf):
    assert extract_pdf(make_pdf(SAID), "a.pdf") == OfficeText(SAID, "Rates report", "Jane Roe", "2024-05-01")


def test_the_pages_of_a_pdf_are_parted_by_a_blank_line_and_empty_ones_left_out(make_pdf):
    assert extract_pdf(make_pdf(SAID, "", "Prices rose."), "a.pdf").text == f"{SAID}\n\nPrices rose."


@pytest.mark.parametrize("info", [b"<< >>", b"<< /Title () /Author ( ) /CreationDate (yesterday) >>"])
def test_properties_that_a_pdf_does_not_have_are_none(make_pdf, info):
    assert extract_pdf(make_pdf(SAID, info=info), "a.pdf") == OfficeText(SAID, None, None, None)


def test_a_pdf_that_needs_a_password_is_refused(make_pdf, encrypt_pdf, refuses):
    with refuses(InputError, "a.pdf: encrypted PDF; remove its password first"):
        extract_pdf(encrypt_pdf(make_pdf(SAID), "secret"), "a.pdf")


def test_a_pdf_encrypted_with_an_empty_password_is_read(make_pdf, encrypt_pdf):
    assert extract_pdf(encrypt_pdf(make_pdf(SAID), ""), "a.pdf").text == SAID


def test_a_pdf_encrypted_with_aes_is_refused_where_that_cannot_be_read(make_pdf, encrypt_pdf, refuses):
    data = encrypt_pdf(make_pdf(SAID), "").replace(b"/V 2", b"/V 4").replace(b"/R 3", b"/R 4")
    with refuses(InputError, "a.pdf: ", "PDF"):
        extract_pdf(data.replace(b"/Filter /Standard", AES), "a.pdf")


@pytest.mark.parametrize("spoil", [lambda data: data[:200], lambda _: b"%PDF-1.4\nnothing else", lambda _: b"junk"])
def test_a_damaged_pdf_is_refused(make_pdf, refuses, spoil):
    with refuses(InputError, "a.pdf: damaged PDF (", "export it again"):
        extract_pdf(spoil(make_pdf(SAID)), "a.pdf")


def test_a_pdf_with_an_unknown_filter_is_refused(make_pdf, refuses):
    with refuses(InputError, "a.pdf: damaged PDF (", "export it again"):
        extract_pdf(make_pdf(SAID, stream_entry=b"/Filter /Strange"), "a.pdf")


def test_a_pdf_without_text_is_refused(make_pdf, refuses):
    with refuses(InputError, "a.pdf: no text in this PDF (scanned images?); run OCR on it first"):
        extract_pdf(make_pdf("", ""), "a.pdf")


def test_the_paragraphs_and_tables_of_a_word_file_are_read_in_order(make_docx):
    data = make_docx("First.", [["year", "rate"], ["2024", "3.75"]], "  Last. ", "", title="Rates", author="Jane Roe")
    found = extract_docx(data, "a.docx")
    assert found.text == "First.\n\n| year | rate |\n| 2024 | 3.75 |\n\nLast."
    assert (found.title, found.author) == ("Rates", "Jane Roe")


def test_properties_that_a_word_file_does_not_have_are_none(make_docx):
    found = extract_docx(make_docx(SAID, title=" ", author=""), "a.docx")
    assert (found.text, found.title, found.author) == (SAID, None, None)


def test_a_table_cell_of_two_paragraphs_stays_in_its_row(make_docx):
    assert extract_docx(make_docx([["Rates fell.\nPrices rose.", "2024"]]), "a.docx").text == (
        "| Rates fell. Prices rose. | 2024 |"
    )


def repacked(data, **changed):
    """Return the archive with parts replaced, by the stem of their name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, changed.get(stem, old.read(name)))
    return stream.getvalue()


@pytest.mark.parametrize("part", [b"", b"junk", b"<a/>", b"\0"])
def test_a_word_file_with_a_damaged_part_is_refused(make_docx, refuses, part):
    with refuses(InputError, "a.docx: damaged .docx (", "save it again"):
        extract_docx(repacked(make_docx(SAID), document=part), "a.docx")


def test_a_word_file_whose_compressed_data_are_damaged_is_refused(make_docx, refuses):
    data = bytearray(repacked(make_docx(SAID)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    name, extra = struct.unpack_from("<HH", data, start + 26)
    data[start + 30 + name + extra] = 0b111  # a last block of the reserved type
    with refuses(InputError, "a.docx: ", "save it again"):
        extract_docx(bytes(data), "a.docx")


@pytest.mark.parametrize("spoil", [lambda data: data[:500], lambda _: b"PK\x03\x04junk", lambda _: b"\xd0\xcf\x11\xe0"])
def test_what_is_no_word_file_is_refused(make_docx, refuses, spoil):
    with refuses(InputError, "a.docx: not a .docx file, or encrypted; save it again as .docx"):
        extract_docx(spoil(make_docx(SAID)), "a.docx")


def test_another_zip_archive_is_refused(refuses):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "Rates fell.")
    with refuses(InputError, "a.docx: damaged .docx (", "save it again"):
        extract_docx(stream.getvalue(), "a.docx")


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch, make_docx, refuses):
    data = make_docx(SAID)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    monkeypatch.setattr(office, "_MAX_UNPACKED", unpacked)
    assert extract_docx(data, "a.docx").text == SAID
    monkeypatch.setattr(office, "_MAX_UNPACKED", unpacked - 1)
    with refuses(InputError, "a.docx: unpacks to more than", "MB; split it"):
        extract_docx(data, "a.docx")


def test_a_word_file_without_text_is_refused(make_docx, refuses):
    with refuses(InputError, "a.docx: no text in this .docx file"):
        extract_docx(make_docx(" "), "a.docx")
