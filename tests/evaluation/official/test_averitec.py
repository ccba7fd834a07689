import builtins
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.stem.porter import PorterStemmer
from nltk.tokenize import NLTKWordTokenizer
from sklearn.metrics import f1_score

from factcheck.errors import MissingExtraError
from factcheck.evaluation.examples import QuestionAnswer, QuestionedClaim
from factcheck.evaluation.official import meteor as module
from factcheck.evaluation.official.averitec import LABELS, AveritecPrediction, averitec_metrics, evidence_score
from factcheck.evaluation.official.meteor import Meteor


class Thesaurus:
    """Synonyms from a table, in the shape of nltk's WordNet reader."""

    def __init__(self, table):
        self.table = table

    def synsets(self, word):
        names = [SimpleNamespace(name=lambda name=name: name) for name in self.table.get(word, ())]
        return [SimpleNamespace(lemmas=lambda: names)] if names else []


@pytest.fixture(autouse=True)
def _no_data(monkeypatch):
    """The same on machines with and without nltk's data."""
    monkeypatch.setattr(module, "_wordnet", lambda: None)
    monkeypatch.setattr(module, "_has_punkt", lambda: False)


@pytest.fixture
def meteor():
    return Meteor()


def pair(question, answer):
    return QuestionAnswer(question, answer)


def gold(label, *pairs, name="1"):
    return QuestionedClaim(name, "A claim.", label, tuple(pair(*item) for item in pairs))


def said(label, *pairs):
    return AveritecPrediction(label, tuple(pair(*item) for item in pairs))


def reference_meteor(candidate, reference, synonyms=()):
    """METEOR of Lavie and Agarwal (2007) over three passes, each from the last word to the first."""
    stem = PorterStemmer().stem
    left, right = ([token.lower() for token in NLTKWordTokenizer().tokenize(text)] for text in (candidate, reference))

    def passes():
        yield lambda a, b: a == b
        yield lambda a, b: stem(a) == stem(b)
        yield lambda a, b: stem(b) in dict(synonyms).get(stem(a), ())

    aligned = {}
    for same in passes():
        for i in reversed(range(len(left))):
            free = [j for j in reversed(range(len(right))) if j not in aligned.values() and same(left[i], right[j])]
            if i not in aligned and free:
                aligned[i] = free[0]
    if not aligned:
        return 0.0
    runs = sum(aligned.get(i - 1) != j - 1 or i - 1 not in aligned for i, j in aligned.items())
    precision, recall = len(aligned) / len(left), len(aligned) / len(right)
    mean = precision * recall / (0.9 * precision + 0.1 * recall)
    return mean * (1 - 0.5 * (runs / len(aligned)) ** 3)


def test_meteor_of_the_example_of_nltk(meteor):
    # the example in nltk's documentation, which no synonym decides
    candidate = "It is a guide to action which ensures that the military always obeys the commands of the party"
    reference = "It is a guide to action that ensures that the military will forever heed Party commands"
    assert meteor(candidate, reference) == pytest.approx(0.6944, abs=5e-5)


def test_meteor_by_hand(meteor):
    # all of 4 and 5 tokens but one match, in one run: P 1, R 4/5, F 10PR/(R + 9P) = 8/9.8, penalty 0.5 · (1/4)³
    assert meteor("the mill burned down", "the mill burned down quickly") == pytest.approx(8 / 9.8 * (1 - 0.5 / 64))
    assert meteor("owls", "the mill") == 0.0
    assert meteor("", "the mill") == meteor("the mill", "") == 0.0


WORDS = st.lists(
    st.sampled_from("the The mill mills burned burning burn fire blaze owner owners was . ,".split()), max_size=12
).map(" ".join)


@given(WORDS, WORDS)
@settings(max_examples=300)
def test_meteor_is_the_definition_of_three_passes(candidate, reference):
    table = {"fire": ("blaze",), "blaze": ("fire",)}
    plain, synonyms = Meteor(), Meteor(Thesaurus(table))
    assert plain(candidate, reference) == pytest.approx(reference_meteor(candidate, reference))
    assert synonyms(candidate, reference) == pytest.approx(reference_meteor(candidate, reference, table.items()))


def test_what_was_used_is_said(meteor, monkeypatch):
    assert (meteor.stages, meteor.sentences) == ("exact, stem", "sentencex")
    assert "no WordNet and no Punkt data" in meteor.notice
    assert "not the official figure" in meteor.notice
    assert "nltk.downloader wordnet punkt_tab" in meteor.notice
    with_synonyms = Meteor(Thesaurus({"fire": ("blaze",)}))
    assert with_synonyms.stages == "exact, stem, synonym"
    assert "WordNet" not in with_synonyms.notice
    monkeypatch.setattr(module, "_wordnet", lambda: Thesaurus({}))
    monkeypatch.setattr(module, "_has_punkt", lambda: True)
    official = Meteor()
    assert (official.stages, official.sentences, official.notice) == ("exact, stem, synonym", "punkt", None)


def test_full_stops_inside_a_text_are_tokens_of_their_own(meteor):
    # six tokens each, in one run
    assert meteor("It burned. It fell.", "It burned . It fell .") == pytest.approx(1 - 0.5 / 6**3)


@given(
    st.lists(st.sampled_from(["a b", "b c", "c", "a c d", "x"]), max_size=4),
    st.lists(st.sampled_from(["a b", "b c", "c", "d d", "y"]), min_size=1, max_size=4),
)
def test_the_matching_is_the_best_of_all(predicted, wanted):
    def overlap(one, other):
        return len(set(one.split()) & set(other.split())) / 3

    shorter, longer = sorted((predicted, wanted), key=len)
    best = max(
        sum(overlap(one, other) for one, other in zip(shorter, chosen, strict=True))
        for chosen in permutations(longer, len(shorter))
    )
    assert evidence_score(predicted, wanted, overlap) == pytest.approx(best / len(wanted))


def test_no_gold_evidence_scores_nothing():
    assert evidence_score(["a"], [], lambda *_: 1.0) == evidence_score([], ["a"], lambda *_: 1.0) == 0.0


def exactly(score):
    """A similarity that is the same for all pairs, with what a Meteor says of itself."""

    class Fixed:
        stages, sentences, notice = "exact, stem", "sentencex", None

        def __call__(self, candidate, reference):
            return score

    return Fixed()


def test_a_label_counts_only_where_the_evidence_score_is_greater():
    claims, predictions = [gold("Refuted", ("q", "a"))], {"1": said("Refuted", ("q", "a"))}
    at_level = averitec_metrics(claims, predictions, meteor=exactly(0.25))["averitec_score"]
    assert at_level == {"0.1": 1.0, "0.2": 1.0, "0.25": 0.0, "0.3": 0.0, "0.4": 0.0, "0.5": 0.0}
    above = averitec_metrics(claims, predictions, meteor=exactly(0.2500001))["averitec_score"]
    assert above == {"0.1": 1.0, "0.2": 1.0, "0.25": 1.0, "0.3": 0.0, "0.4": 0.0, "0.5": 0.0}
    wrong = averitec_metrics(claims, {"1": said("Supported", ("q", "a"))}, meteor=exactly(1.0))
    assert set(wrong["averitec_score"].values()) == {0.0}
    assert wrong["question_answer_score"] == 1.0


def test_evidence_scores_by_hand(meteor):
    claims = [gold("Refuted", ("Who owns it?", "The town."), ("When did it burn?", "On Friday."))]
    found = averitec_metrics(claims, {"1": said("Refuted", ("When did it burn?", "On Friday."))}, meteor=meteor)
    whole = meteor("When did it burn? On Friday.", "When did it burn? On Friday.")
    assert found["question_answer_score"] == pytest.approx(whole / 2)
    assert found["question_score"] == pytest.approx(meteor("When did it burn?", "When did it burn?") / 2)
    assert found["averitec_score"]["0.4"] == 1.0
    assert found["averitec_score"]["0.5"] == 0.0
    assert (found["meteor"], found["sentences"]) == ("exact, stem", "sentencex")
    assert found["notice"] == meteor.notice


def test_ten_predictions_count(meteor):
    claims = [gold("Refuted", ("When did it burn?", "On Friday."))]
    filler = [("x", "y")] * 9
    inside = averitec_metrics(
        claims, {"1": said("Refuted", *filler, ("When did it burn?", "On Friday."))}, meteor=meteor
    )
    outside = averitec_metrics(
        claims, {"1": said("Refuted", *filler, ("x", "y"), ("When did it burn?", "On Friday."))}, meteor=meteor
    )
    assert inside["question_answer_score"] > 0.9
    assert (outside["question_answer_score"], outside["question_score"]) == (0.0, 0.0)


def test_a_gold_question_of_several_answers_is_one_question_and_several_strings():
    claims = [gold("Refuted", ("Who?", "The mayor."), ("Who?", "The owner."), ("When?", "Friday."))]
    found = averitec_metrics(claims, {"1": said("Refuted", ("Who?", "The mayor."))}, meteor=exactly(1.0))
    assert found["question_score"] == pytest.approx(1 / 2)
    assert found["question_answer_score"] == pytest.approx(1 / 3)


def test_a_gold_question_without_answer_is_compared_as_the_official_scorer_does(meteor):
    claims = [gold("Not Enough Evidence", ("Who owns it?", ""))]
    prediction = {"1": said("Refuted", ("Who owns it?", "No answer could be found."))}
    assert averitec_metrics(claims, prediction, meteor=meteor)["question_answer_score"] > 0.99


def test_missing_claims_stay_in_the_denominators(meteor):
    pairs = ("When did it burn?", "On Friday.")
    claims = [gold("Refuted", pairs), gold("Refuted", pairs, name="2")]
    found = averitec_metrics(claims, {"2": said("Refuted", pairs), "foreign": said("Refuted", pairs)}, meteor=meteor)
    assert (found["n"], found["accuracy"], found["averitec_score"]["0.5"]) == (2, 0.5, 0.5)
    assert found["f1"]["Refuted"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx(2 / 3 / 4)
    nothing = averitec_metrics([], {}, meteor=meteor)
    assert (nothing["n"], nothing["accuracy"], nothing["question_score"]) == (0, 0.0, 0.0)


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from([*LABELS, "Other"])), min_size=1))
def test_label_figures_are_those_of_scikit_learn(items):
    claims = [gold(label, ("q", "a"), name=str(i)) for i, (label, _) in enumerate(items)]
    found = averitec_metrics(
        claims, {str(i): said(label) for i, (_, label) in enumerate(items)}, meteor=exactly(1.0)
    )
    gold_labels, labels = zip(*items, strict=True)
    expected = f1_score(gold_labels, labels, labels=LABELS, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(expected, abs=1e-9)
    assert found["accuracy"] == pytest.approx(sum(a == b for a, b in items) / len(items))


def test_progress_counts_claims():
    seen = []
    averitec_metrics([gold("Refuted", ("q", "a"))] * 2, {}, meteor=exactly(0.0), progress=lambda *a: seen.append(a))
    assert seen == [("evidence", done, 2) for done in (0, 1, 2)]


@pytest.mark.parametrize("package", ["nltk", "scipy"])
def test_without_its_extra_the_install_command_is_named(package, monkeypatch, refuses):
    claims, predictions = [gold("Refuted", ("q", "a"))], {"1": said("Refuted", ("q", "a"))}
    real = builtins.__import__

    def guarded(name, *args, **kwargs):
        if name.split(".")[0] == package:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", guarded)
    with refuses(MissingExtraError, package, "pip install 'factcheck-toolkit[evaluation]'"):
        averitec_metrics(claims, predictions)
