import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import DataError
from factcheck.evaluation.examples import GoldEvidence, SentenceRef, VerificationExample
from factcheck.evaluation.official.scifact import PredictedAbstract, scifact_metrics

NAMES = ("abstract_label_only", "abstract_rationalized", "sentence_selection", "sentence_label")


def claim(name, **abstracts):
    """A claim whose gold abstracts are given as label and rationales."""
    evidence = tuple(
        GoldEvidence(label, tuple(SentenceRef(document, index) for index in rationale))
        for document, (label, *rationales) in abstracts.items()
        for rationale in rationales
    )
    return VerificationExample(name, "A claim.", "", evidence)


def said(label, *sentences):
    return PredictedAbstract(label, sentences)


def micro(right, predicted, existing):
    precision, recall = right / max(1, predicted), right / max(1, existing)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / ((precision + recall) or 1)}


@st.composite
def abstract(draw):
    """A label with one to three rationales that share no sentence, as in the data."""
    order = draw(st.permutations(range(12)))
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    rationales, used = [], 0
    for size in sizes:
        rationales.append(tuple(order[used : used + size]))
        used += size
    return (draw(st.sampled_from(["SUPPORT", "CONTRADICT"])), *rationales)


DOCUMENTS = ("d1", "d2", "d3")
GOLD = st.lists(st.dictionaries(st.sampled_from(DOCUMENTS), abstract()), min_size=1, max_size=5)
SAID = st.builds(
    PredictedAbstract,
    st.sampled_from(["SUPPORT", "CONTRADICT"]),
    st.lists(st.integers(0, 11), max_size=9).map(tuple),
)
PREDICTIONS = st.dictionaries(
    st.sampled_from([str(i) for i in range(5)]), st.dictionaries(st.sampled_from(DOCUMENTS), SAID)
)


def oracle(golds, predictions):
    """Section 4 of the paper as sets of things predicted, existing and right."""
    gold = {(str(i), d): entry for i, abstracts in enumerate(golds) for d, entry in abstracts.items()}
    known = {str(i) for i in range(len(golds))}
    made = {(i, d): entry for i, abstracts in predictions.items() if i in known for d, entry in abstracts.items()}
    labelled = {key for key, entry in made.items() if key in gold and gold[key][0] == entry.label}

    def rationalized(key):
        rationales = gold[key][1:]
        kept = made[key].sentences[: max([3, min(len(r) for r in rationales)])]
        return any(all(index in kept for index in r) for r in rationales)

    credited = {
        (key, index)
        for key in made.keys() & gold.keys()
        for rationale in gold[key][1:]
        if all(other in made[key].sentences for other in rationale)
        for index in rationale
    }
    sentences = sum(len(entry.sentences) for entry in made.values())
    existing = sum(len(rationale) for entry in gold.values() for rationale in entry[1:])
    return {
        "abstract_label_only": micro(len(labelled), len(made), len(gold)),
        "abstract_rationalized": micro(sum(map(rationalized, labelled)), len(made), len(gold)),
        "sentence_selection": micro(len(credited), sentences, existing),
        "sentence_label": micro(sum(key in labelled for key, _ in credited), sentences, existing),
    }


@given(GOLD, PREDICTIONS)
@settings(max_examples=300)
def test_any_prediction_scores_as_the_definitions_say(golds, predictions):
    found = scifact_metrics([claim(str(i), **abstracts) for i, abstracts in enumerate(golds)], predictions)
    for name, expected in oracle(golds, predictions).items():
        assert found[name] == pytest.approx(expected, abs=1e-9)


def test_the_four_figures_by_hand():
    gold = [
        claim("1", d1=("SUPPORT", (0, 1), (5,)), d2=("CONTRADICT", (3,))),
        claim("2", d1=("CONTRADICT", (2, 4))),
        claim("3"),
    ]
    predictions = {
        "1": {"d1": said("SUPPORT", 0, 5), "d2": said("SUPPORT", 3)},  # one whole rationale; a wrong label
        "2": {"d1": said("CONTRADICT", 2), "d3": said("SUPPORT", 7)},  # half a rationale; a foreign abstract
        "3": {},
    }
    found = scifact_metrics(gold, predictions)
    # 4 abstracts predicted, 3 existing; 5 sentences predicted, 6 existing
    assert found["abstract_label_only"] == pytest.approx({"precision": 2 / 4, "recall": 2 / 3, "f1": 4 / 7})
    assert found["abstract_rationalized"] == pytest.approx({"precision": 1 / 4, "recall": 1 / 3, "f1": 2 / 7})
    assert found["sentence_selection"] == pytest.approx({"precision": 2 / 5, "recall": 2 / 6, "f1": 4 / 11})
    assert found["sentence_label"] == pytest.approx({"precision": 1 / 5, "recall": 1 / 6, "f1": 2 / 11})


@pytest.mark.parametrize(
    ("rationales", "sentences", "right"),
    [
        ([(5,)], (0, 1, 5), 1),
        ([(5,)], (0, 1, 2, 5), 0),  # the fourth sentence is past the limit
        ([(0, 1, 2, 3, 4)], (0, 1, 2, 3, 4), 1),  # unless the shortest rationale is longer
        ([(0, 1, 2, 3, 4), (9,)], (0, 1, 2, 3, 4), 0),
    ],
)
def test_only_so_many_sentences_count_for_the_abstract(rationales, sentences, right):
    found = scifact_metrics([claim("1", d=("SUPPORT", *rationales))], {"1": {"d": said("SUPPORT", *sentences)}})
    assert found["abstract_rationalized"]["recall"] == right
    assert found["abstract_label_only"]["recall"] == 1


def test_all_sentences_count_for_the_sentences_and_repeated_ones_against_precision():
    found = scifact_metrics([claim("1", d=("SUPPORT", (5,)))], {"1": {"d": said("SUPPORT", 0, 1, 2, 5, 5)}})
    assert found["sentence_label"] == pytest.approx({"precision": 1 / 5, "recall": 1.0, "f1": 1 / 3})


def test_a_missing_claim_stays_in_the_denominator():
    gold = [claim("1", d=("SUPPORT", (1,))), claim("2", d=("SUPPORT", (1,)))]
    found = scifact_metrics(gold, {"1": {"d": said("SUPPORT", 1)}, "foreign": {"d": said("SUPPORT", 1)}})
    for name in NAMES:
        assert found[name] == pytest.approx({"precision": 1.0, "recall": 0.5, "f1": 2 / 3})
    for row in scifact_metrics(gold, {}).values():
        assert row == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


@pytest.mark.parametrize("label", ["NOT_ENOUGH_INFO", "support", ""])
def test_other_labels_are_refused(label, refuses):
    with refuses(DataError, "claim 7, document d", repr(label), "SUPPORT, CONTRADICT"):
        scifact_metrics([claim("7")], {"7": {"d": said(label, 1)}})


def test_a_gold_abstract_of_two_labels_is_refused(refuses):
    evidence = tuple(GoldEvidence(label, (SentenceRef("d", 1),)) for label in ("SUPPORT", "CONTRADICT"))
    with refuses(DataError, "claim 7, document d", "SUPPORT and CONTRADICT"):
        scifact_metrics([VerificationExample("7", "A claim.", "", evidence)], {})
