import random

import pytest

from factcheck.errors import InputError
from factcheck.ingest.decode import decode

SAID = "The minister said that the café’s prices rose by £30 – “too much” – in the past year, and wages by £10."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_the_same_in_every_encoding(encoding):
    assert decode(SAID.encode(encoding), "a.txt") == SAID


@pytest.mark.parametrize(
    ("bom", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\0\0\xfe\xff", "utf-32-be")]
)
def test_a_byte_order_mark_decides_and_is_left_out(bom, encoding):
    assert decode(bom + SAID.encode(encoding), "a.txt") == SAID


def test_latin_1_is_recognized():
    text = "Die Bürger von Köln wählten am Sonntag einen neuen Bürgermeister. Es gab größere Überraschungen."
    assert decode(text.encode("latin-1"), "a.txt") == text


@pytest.mark.parametrize("text", ["The price rose by £30 in the café.", "It’s true that rates fell to 3.75 per cent."])
def test_a_short_english_text_of_windows_is_recognized(text):
    assert decode(text.encode("cp1252"), "a.txt") == text


def test_one_broken_byte_in_utf_8_does_not_garble_the_rest():
    data = ("The café is open. " * 30).encode() + b"\xe2\x80"
    try:
        text = decode(data, "a.txt")
    except InputError:
        return
    assert text.startswith("The café is open. The café")


@pytest.mark.parametrize("data", [b"one\r\ntwo\rthree\n", b"one\ntwo\nthree\n", b"\xef\xbb\xbfone\r\ntwo\r\nthree\r\n"])
def test_every_line_end_is_a_line_feed(data):
    assert decode(data, "a.txt") == "one\ntwo\nthree\n"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_no_bytes_are_no_text(data):
    assert decode(data, "a.txt") == ""


def test_a_stray_control_character_in_a_long_text_is_kept():
    text = "Rates fell. " * 20 + "\x08"
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize("data", [b"\f\tRates\x0b fell.\x1b[0m", "Rates\x85fell.".encode()])
def test_controls_that_belong_to_text_are_kept(data):
    assert decode(data, "a.txt") == data.decode()


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(3000),
        b"\x00\x01\x02\x03" * 50,
        b"\x7fELF\x02\x01\x01\x00" + bytes(100),
        b"Rates fell.\x00\x01",
        "Rates fell.".encode("utf-16-le"),
    ],
    ids=["noise", "controls", "program", "text with controls", "utf-16 without its mark"],
)
def test_binary_data_is_refused_with_the_formats_to_give(refuses, data):
    with refuses(InputError, "junk.txt: binary data, not text; give a .txt, .md, .html, .pdf or .docx file"):
        decode(data, "junk.txt")


@pytest.mark.parametrize(
    ("data", "encoding"), [(b"\xff\xfeabc", "utf-16"), (b"\xef\xbb\xbf\xff", "utf-8-sig"), (b"\xff\xfe\0\0a", "utf-32")]
)
def test_a_text_that_breaks_its_byte_order_mark_is_refused(refuses, data, encoding):
    with refuses(InputError, f"a.txt: broken {encoding} at byte", "save it as UTF-8"):
        decode(data, "a.txt")


def test_bytes_of_no_encoding_are_refused(refuses):
    with refuses(InputError, "a.txt: no known text encoding; save it as UTF-8"):
        decode(bytes(range(128, 256)) * 10, "a.txt")
