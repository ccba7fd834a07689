import hashlib
import io

import pytest

from factcheck.errors import InputError
from factcheck.ingest import reader
from factcheck.ingest.reader import SUFFIXES, read_bytes, read_document
from factcheck.types import digest

SAID = "The rate fell to 3.75 per cent."
PAGE = f"<html><head><title>Rates</title></head><body><p>{SAID}</p></body></html>"


@pytest.fixture
def saved(tmp_path):
    def save(name, data):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return save


@pytest.fixture
def piped(monkeypatch):
    def pipe(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return pipe


def test_a_text_file_becomes_a_document_with_its_digest_and_place(saved):
    path = saved("a.txt", f"{SAID}\r\nPrices rose.\r\n")
    found = read_document(path)
    assert found.text == f"{SAID}\nPrices rose.\n"
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.id == digest(found.sha256, str(path))
    assert found.path == str(path)
    assert (found.title, found.url, found.publisher, found.author, found.published) == (None,) * 5


def test_reports_show_the_name_that_is_given(saved, refuses):
    assert read_document(saved("a.txt", SAID), name="shown.txt").path == "shown.txt"
    with refuses(InputError, "shown.txt: empty"):
        read_document(saved("b.txt", ""), name="shown.txt")


@pytest.mark.parametrize("ending", [ending for ending, form in SUFFIXES.items() if form in ("text", "html")])
def test_every_ending_of_text_is_read_in_any_case(saved, ending):
    data = PAGE if SUFFIXES[ending] == "html" else SAID
    assert read_document(saved(f"a{ending}", data)).text == SAID
    assert read_document(saved(f"b{ending.upper()}", data)).text == SAID


def test_pdf_and_word_files_are_read_with_their_properties(saved, make_pdf, make_docx):
    pdf = read_document(saved("a.pdf", make_pdf(SAID)))
    assert (pdf.text, pdf.title, pdf.author, pdf.published) == (SAID, "Rates report", "Jane Roe", "2024-05-01")
    word = read_document(saved("a.docx", make_docx(SAID, title="Rates", author="Jane Roe")))
    assert (word.text, word.title, word.author) == (SAID, "Rates", "Jane Roe")


def test_the_encoding_of_a_file_is_found(saved):
    text = "Die Bürger von Köln wählten am Sonntag einen neuen Bürgermeister. Es gab größere Überraschungen."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"):
        assert read_document(saved("a.txt", text.encode(encoding))).text == text


@pytest.mark.parametrize("data", ["", " \n\t\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", "\u00a0\u2003"])
def test_a_file_without_a_word_is_refused(saved, refuses, data):
    path = saved("a.txt", data)
    with refuses(InputError, f"{path}: empty"):
        read_document(path)


def test_a_missing_file_is_refused(tmp_path, refuses):
    with refuses(InputError, f"{tmp_path / 'missing.txt'}: no such file"):
        read_document(tmp_path / "missing.txt")


def test_a_folder_as_an_article_is_refused(tmp_path, refuses):
    with refuses(InputError, f"{tmp_path}: is a folder; give one file"):
        read_document(tmp_path)


@pytest.mark.parametrize(("name", "shown"), [("a.csv", "'.csv'"), ("README", "'(no ending)'"), (".txt", "'(no")])
def test_an_unknown_ending_is_refused_with_the_known_ones(saved, refuses, name, shown):
    path = saved(name, SAID)
    with refuses(InputError, f"{path}: unknown format {shown}", f"known: {' '.join(SUFFIXES)}"):
        read_document(path)


def test_binary_data_under_a_text_name_are_refused(saved, refuses):
    path = saved("junk.txt", b"\x00\x01\x02\x03" * 100)
    with refuses(InputError, f"{path}: binary data, not text; give a .txt"):
        read_document(path)


def test_a_file_that_is_too_large_is_refused(saved, monkeypatch, piped, refuses):
    path = saved("a.txt", SAID)
    monkeypatch.setattr(reader, "MAX_BYTES", len(SAID))
    assert read_document(path).text == SAID
    piped(SAID.encode())
    assert read_document("-").text == SAID
    path.write_text(f"{SAID}!")
    with refuses(InputError, f"{path}: larger than", "MB; split it"):
        read_document(path)
    piped(f"{SAID}!".encode())
    with refuses(InputError, "standard input: larger than", "MB; split it"):
        read_document("-")


@pytest.mark.parametrize("address", ["https://example.org/a.html", "http://example.org/"])
def test_an_address_is_refused_and_not_fetched(refuses, address):
    with refuses(InputError, f"{address}: an address, not a file; save the page and give the file"):
        read_document(address)


def test_a_name_that_the_system_refuses_is_an_input_error(refuses):
    with refuses(InputError, "xxx.txt: "):
        read_document("x" * 5000 + ".txt")


def test_standard_input_is_recognized_by_its_beginning(piped, make_pdf, make_docx):
    for data in (SAID.encode(), PAGE.encode(), make_pdf(SAID), make_docx(SAID)):
        piped(data)
        found = read_document("-")
        assert (found.text, found.path) == (SAID, None)
        assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>", "\n  <!-- saved -->\n<!doctype\nhtml>", "<?xml version='1.0'?><!DOCTYPE html>", ""]
)
def test_a_page_is_recognized_by_its_beginning(start):
    assert read_bytes((start + PAGE).encode(), "standard input", None).text == SAID


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_page_is_recognized_after_a_byte_order_mark(encoding):
    assert read_bytes(PAGE.encode(encoding), "standard input", None).text == SAID


def test_a_text_that_only_begins_like_a_tag_is_text():
    text = "<heading> is no tag of HTML."
    assert read_bytes(text.encode(), "standard input", None).text == text


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_empty_standard_input_is_refused(piped, refuses, data):
    piped(data)
    with refuses(InputError, "standard input: empty"):
        read_document("-")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Rates *fell* today #\n\nThe bank cut rates.", "Rates fell today"),
        ("Menu\n\n# Rates fell\n\nThe bank cut rates.", "Rates fell"),
        ("Bank cuts its main rate\n\nThe bank cut its main rate.", "Bank cuts its main rate"),
        (
            "Home\nSport\nBank cuts its main rate\nBy Jane Roe of The Daily Example\n\nRates fell.",
            "Bank cuts its main rate",
        ),
        ("News > Economy > Rates and prices\nBank cuts main rate\n\nRates fell.", "Bank cuts main rate"),
        ("THE DAILY EXAMPLE OF TODAY\nBank cuts main rate\n\nRates fell.", "Bank cuts main rate"),
        ("Rates fell.\n\nA short line after it", None),
        ("Home\nSport\n\nRates fell.", None),
        ("## Part of a text\n\nRates fell.", "Part of a text"),
        ("# Learning C#\n\nIt is a language.", "Learning C#"),
    ],
)
def test_the_title_of_a_text_is_its_heading_or_headline(text, title):
    assert read_bytes(text.encode(), "a.txt", "text").title == title


def test_front_matter_tells_what_a_text_is():
    text = (
        "---\nTitle: \"Rates: a history\"\nauthor: Jane Roe\npublisher: 'The Daily Example'\ndate: 2024-05-01\n"
        "url: https://example.org/rates\ntags:\n  - economy\n---\n# Another title\n\nRates fell.\n"
    )
    found = read_bytes(text.encode(), "a.md", "text")
    assert found.text == text
    assert (found.title, found.author, found.publisher) == ("Rates: a history", "Jane Roe", "The Daily Example")
    assert (found.published, found.url) == ("2024-05-01", "https://example.org/rates")


def test_the_day_of_publication_comes_before_another_date():
    text = "---\ndate: 2024-05-02\npublished: 2024-05-01\n---\nRates fell.\n"
    assert read_bytes(text.encode(), "a.md", "text").published == "2024-05-01"


def test_a_key_of_front_matter_without_a_value_is_absent():
    found = read_bytes(b"---\ntitle:\nurl:\nauthor:\ndate: 2024-05-01\n---\nRates fell.\n", "a.md", "text")
    assert (found.title, found.url, found.author, found.published) == (None, None, None, "2024-05-01")


def test_quotation_marks_inside_a_value_of_front_matter_are_kept():
    text = '---\ntitle: Minister calls the plan "dead"\n---\nRates fell.\n'
    assert read_bytes(text.encode(), "a.md", "text").title == 'Minister calls the plan "dead"'
