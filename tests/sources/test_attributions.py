import pytest
from fakes import FakeEmbedder, FakeScorer, document, refutes, supports
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources.agreement import Weights, judge, signals, windows
from factcheck.sources.attributions import find_attributions
from factcheck.sources.named_sources import documents_of
from factcheck.sources.quantities import direction, is_negated, numbers_agree, quantities
from factcheck.sources.verify import verify_attributions
from factcheck.types import Document


def found(text):
    return [(raw.source_named, raw.cue, raw.claim) for raw in find_attributions(Document.from_text(text))]


@pytest.mark.parametrize(
    ("text", "source", "cue", "claim"),
    [
        ("The Daily Post reported that the dam is closed.", "The Daily Post", "reported", "The dam is closed."),
        ("According to the port office, two boats sank.", "the port office", "According to", "Two boats sank."),
        ("Two boats sank, according to the port office.", "the port office", "according to", "Two boats sank."),
        ("The dam is closed, the mayor said.", "the mayor", "said", "The dam is closed."),
        ("The dam is closed, said Mayor Ann Bell.", "Mayor Ann Bell", "said", "The dam is closed."),
        ("In a statement, Acme said it would close the dam.", "Acme", "said", "It would close the dam."),
        ("The dam is closed, Acme said in a statement.", "Acme", "said", "The dam is closed."),
        ("It was reported by Acme that the dam is closed.", "Acme", "reported by", "The dam is closed."),
        ("As reported by Acme, the dam is closed.", "Acme", "As reported by", "The dam is closed."),
        ("Ann Bell, the mayor, warned that the dam is old.", "Ann Bell", "warned", "The dam is old."),
        ("“The dam is old and tired,” Bell said.", "Bell", "said", "“The dam is old and tired,”"),
        ("The company blamed rain for the loss.", "The company", "blamed", "The company blamed rain for the loss."),
    ],
)
def test_source_cue_and_content_are_told_apart(text, source, cue, claim):
    ((named, word, said),) = found(text)
    assert (named, word, said.replace('"', "")) == (source, cue, claim)


@pytest.mark.parametrize(
    "text",
    [
        "The dam was closed in May.",
        "The reports lie on the table in the hall.",
        "He was told nothing at all about it.",
        "A fibre called glucan is in the bran.",
    ],
)
def test_sentences_without_a_report_give_nothing(text):
    assert found(text) == []


def test_the_source_of_a_source_makes_a_chain():
    raw = find_attributions(Document.from_text("Acme reported that the dam is closed, citing the port office."))[0]
    assert raw.chain == ("Acme", "the port office")
    outer, inner = find_attributions(Document.from_text("Acme reported that Bell said the dam is closed."))
    assert outer.chain == inner.chain == ("Acme", "Bell")


def test_a_pronoun_stands_for_the_source_before_it():
    text = "Acme Bank expects growth to rise this year. It said that prices will fall."
    assert [raw.speaker for raw in find_attributions(Document.from_text(text))] == ["Acme Bank", "Acme Bank"]


@given(st.text(alphabet='said that X, “”".:ABC\nreported by to Y’s 5%', max_size=200))
def test_spans_are_exact_whatever_the_text(text):
    for raw in find_attributions(Document.from_text(text)):
        assert raw.cue_span.of(text) == raw.cue
        assert raw.content_span.of(text) == raw.content
        assert " ".join(raw.source_span.of(text).split()) == raw.source_named


POST = document("The dam has been closed since May for repairs.", name="post.txt", publisher="The Daily Post")
PORT = document("PORT OFFICE\nNotice to all\n\nThe ferry runs every hour in May.", name="port.txt")
BANK = document("Growth will slow down this year.", name="bank.txt", publisher="National Bank of Arland")


@pytest.mark.parametrize(
    ("speaker", "who"),
    [
        ("The Daily Post", (POST,)),
        ("the newspaper The Daily Post", (POST,)),
        ("economists at the National Bank of Arland", (BANK,)),
        ("NBA", (BANK,)),
        ("the port office", (PORT,)),
        ("the bank", (BANK,)),
        ("The Weekly Post", ()),
        ("economists at Polder Bank", ()),
        ("it", ()),
        ("", ()),
    ],
)
def test_the_sources_that_are_the_speaker_are_found(speaker, who):
    assert documents_of(speaker, (POST, PORT, BANK)).documents == who


MORE = {
    "audit": document("We examined nineteen closures.", publisher="National Audit Bureau", name="audit.txt"),
    "health": document("We record 12 cases.", publisher="Ministry of Health and Care", name="health.txt"),
    "figures": document("Prices rose.", publisher="Statistics Arland", name="figures.txt"),
    "police": document("Police Department of Tarn\n\nThree people were hurt in the accident.", name="police.txt"),
    "courier": document(
        "The Tarn Courier\nBy Ada Holm\n\nThe mayor, Paul Reis, said the tram will stop.", name="c.txt"
    ),
    "annual": document("Amsel AG annual report 2024\n\nRevenue was 4.2 billion.", name="annual.txt"),
    "union": document("Union of Nurses and Midwives (UNM)\n\nWe were not consulted.", name="union.txt"),
}


@pytest.mark.parametrize(
    ("speaker", "who", "own"),
    [
        ("the auditors", ["audit"], True),
        ("the audit office", ["audit"], True),
        ("the NAB", ["audit"], True),
        ("the health ministry", ["health"], True),
        ("health officials", ["health"], True),
        ("the statistics office", ["figures"], True),
        ("Tarn police", ["police"], True),
        ("the Tarn police department", ["police"], True),
        ("a police spokesman", ["police"], True),
        ("Ada Holm of the Tarn Courier", ["courier"], True),
        ("the Courier", ["courier"], True),
        ("Mayor Paul Reis", ["courier"], False),
        ("the mayor", ["courier"], False),
        ("Amsel’s annual report", ["annual"], True),
        ("the nurses’ union", ["union"], True),
        ("UNM", ["union"], True),
        ("the Tarn Fire Department", [], True),
        ("the World Bank", [], False),
        ("the Ministry of Defence", [], True),
        ("economists", [], False),
    ],
)
def test_speakers_named_in_other_words_are_found(speaker, who, own):
    found = documents_of(speaker, tuple(MORE.values()))
    assert [key for key, source in MORE.items() if source in found.documents] == who
    if who:
        assert found.own is own


def test_a_bare_description_is_the_organisation_the_article_named():
    mill = document("We lost money.", name="mill.txt", publisher="Acme Mills")
    shop = document("We made money.", name="shop.txt", publisher="Bolt Stores")
    assert documents_of("the company", (mill, shop), context="Acme sells flour.").documents == (mill,)


def test_a_speaker_inside_a_document_is_not_its_owner():
    news = document("Ann Bell said that the dam is old.", name="news.txt", publisher="The Daily Post")
    identified = documents_of("Mayor Ann Bell", (news, BANK))
    assert (identified.documents, identified.own) == ((news,), False)


def verified(text, sources, stance):
    article = Document.from_text(text)
    raw = find_attributions(article)
    return verify_attributions(article, sources, found=raw, embedder=FakeEmbedder(), scorer=FakeScorer(stance))


def agrees(premise, hypothesis):
    denied = hypothesis.startswith("It is not true")
    return (refutes if denied else supports)(0.9)


def differs(premise, hypothesis):
    return (supports if hypothesis.startswith("It is not true") else refutes)(0.9)


def test_whether_the_source_said_it():
    text = "The Daily Post reported that the dam has been closed since May."
    (yes,) = verified(text, (POST,), agrees)
    assert (yes.source_said_it, yes.source, yes.evidence.text) == ("yes", POST, POST.text)
    assert yes.content_label is None
    assert verified(text, (POST,), differs)[0].source_said_it == "no"
    (unknown,) = verified(text, (BANK,), agrees)
    assert (unknown.source_said_it, unknown.source, unknown.evidence) == ("unknown", None, None)


def test_a_source_that_speaks_of_something_else_leaves_it_unknown():
    (one,) = verified("The Daily Post reported that zebras yodel.", (POST,), differs)
    assert one.source_said_it == "unknown"


def test_who_only_reports_the_speaker_cannot_deny_for_him():
    news = document("Ann Bell said that the dam is old and weak.", name="n.txt", publisher="The Daily Post")
    text = "Ann Bell warned that the dam is old and weak."
    assert verified(text, (news,), agrees)[0].source_said_it == "yes"
    assert verified(text, (news,), differs)[0].source_said_it == "unknown"


def test_nothing_to_verify_is_fine():
    assert verified("The dam is old.", (POST,), agrees) == ()
    assert signals([], [], FakeEmbedder(), FakeScorer()) == []
    assert judge([]) is None


def test_windows_leave_headings_out():
    text = "# A heading of six long words\n\nThe dam is very old. The ferry is quite new.\n"
    assert [p.text for p in windows(Document.from_text(text))] == [
        "The dam is very old.",
        "The dam is very old. The ferry is quite new.",
        "The ferry is quite new.",
    ]


def test_a_negated_passage_agrees_less():
    text = document("The dam is not closed at all.", name="x.txt")
    (plain_one,) = signals([("The dam is closed.", "dam closed")], [[text]], FakeEmbedder(), FakeScorer(agrees))
    assert plain_one[0].negated
    assert judge(plain_one, Weights()).agreement < judge(plain_one, Weights(negated=0.0)).agreement


@pytest.mark.parametrize(
    ("claim", "text", "agreement"),
    [
        ("15 percent left.", "Fifteen cents of every euro left.", 1),
        ("One in five was late.", "A fifth of them were late.", 1),
        ("It ran for three days.", "It ran for 72 hours.", 1),
        ("They took $5 million.", "They took $5,000,000.", 1),
        ("A rise of about 4 percent.", "It was $186.4 million, as against $179.2 million.", 1),
        ("Less than 40 percent full.", "They held 54,200 of 140,000 units.", 1),
        ("They asked for 25 officers.", "They got 15 officers of 40.", -1),
        ("The fare is $4.", "The fare is $6.", -1),
        ("The fare is $4.", "The fare is high.", 0),
        ("The fare is high.", "The fare is $4.", 0),
        ("It happened in 2024.", "It happened in 2023.", 0),
    ],
)
def test_numbers_agree_across_units_and_simple_arithmetic(claim, text, agreement):
    assert numbers_agree(claim, text) == agreement


def test_directions_and_negation_are_read_off_the_words():
    assert (direction("Crime fell."), direction("Crime rose."), direction("Crime.")) == (-1, 1, 0)
    assert is_negated("None came.")
    assert is_negated("They didn’t come.")
    assert not is_negated("They came.")


@given(st.text(max_size=100))
def test_quantities_of_any_text_can_be_read(text):
    assert numbers_agree(text, text) in (0, 1)
    quantities(text)


def test_what_somebody_says_of_themselves_is_no_attribution():
    text = 'Mara Bell said: "This is the end of the service as we know it." "I think so," said Tom Ash.'
    assert {raw.source_named for raw in find_attributions(Document.from_text(text))} == {"Mara Bell", "Tom Ash"}
