from fakes import document
from hypothesis import given
from hypothesis import strategies as st

from factcheck.report.pieces import StoredText, pieces
from factcheck.types import Span

TEXT = "0123456789"


def spans():
    ends = st.tuples(st.integers(0, 13), st.integers(0, 13)).map(sorted)
    return st.lists(st.tuples(st.sampled_from("abc"), ends.map(lambda e: Span(*e))), max_size=6)


@given(spans(), st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted))
def test_pieces_joined_are_the_text_and_each_has_the_spans_over_it(found, frame):
    within = Span(*frame)
    cut = pieces(TEXT, found, within=within)
    assert "".join(piece.text for piece in cut) == within.of(TEXT)
    at = within.start
    for piece in cut:
        over = sorted(key for key, s in found if max(s.start, at) < min(s.end, at + len(piece.text)))
        assert sorted(piece.keys) == over
        at += len(piece.text)


def test_the_shortest_span_comes_first_and_ends_are_told():
    outer, inner, last = pieces("abcdef", [("long", Span(0, 6)), ("short", Span(2, 4))])
    assert (outer.text, outer.keys, outer.starts, outer.ends) == ("ab", ("long",), ("long",), ())
    assert (inner.text, inner.keys, inner.starts, inner.ends) == ("cd", ("short", "long"), ("short",), ("short",))
    assert (last.text, last.starts, last.ends) == ("ef", (), ("long",))


def test_a_text_without_spans_is_one_piece_and_an_empty_one_none():
    assert [piece.text for piece in pieces("abc", [])] == ["abc"]
    assert pieces("", [("a", Span(0, 0))]) == ()


def units(text, place):
    """What a browser cuts out of ``text``, whose strings are UTF-16."""
    data = text.encode("utf-16-le")
    return data[2 * place[0] : 2 * place[1]].decode("utf-16-le")


def test_a_place_in_a_whole_text_is_counted_as_browsers_count():
    source = document("🌉 a \u202e b.")
    stored = StoredText(source, [], whole=True, around=0)
    assert units(stored.text, stored.place(Span(2, 3))) == "a"
    assert units(stored.text, stored.place(Span(6, 8))) == "b."


def test_a_long_text_is_carried_around_its_quoted_places():
    source = document("x" * 1000 + "one" + "y" * 1000 + "two" + "z" * 1000)
    quoted = [Span(2003, 2006), Span(1000, 1003), Span(1005, 1010)]
    stored = StoredText(source, quoted, whole=False, around=20)
    assert len(stored.text) < 300
    assert stored.text.count("characters left out") == 3
    assert "[… 980 characters left out …]" in stored.text
    assert units(stored.text, stored.place(quoted[0])) == "two"
    assert units(stored.text, stored.place(quoted[1])) == "one"
    assert stored.place(Span(0, 5)) is None


def test_of_a_text_that_is_not_quoted_nothing_is_carried():
    stored = StoredText(document("abc"), [], whole=False, around=20)
    assert stored.text == ""
    assert stored.place(Span(0, 1)) is None
