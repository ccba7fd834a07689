import numpy as np
import pytest

from factcheck.bundled import bundled
from factcheck.checker import make_worthiness
from factcheck.claims.worthiness import NEWS, OnnxWorthiness, model_input, scheme_of
from factcheck.config import Settings


def test_the_model_reads_one_line_without_marks_and_addresses():
    assert model_input("Rates **fell**\ntoday: https://t.co/xY1?z") == "Rates fell today: http"


@pytest.mark.parametrize(
    ("dataset", "scheme"),
    [
        ("ct24_claimbuster_en", "debates"),
        ("clef2019_debates", "debates"),
        ("clef2022_tweets_cw", "tweets_worthy"),
        ("clef2022_tweets_claim", "tweets_claim"),
        ("environmental_claims", "reports"),
        ("policlaim", "speeches"),
        ("newsroom", "news"),
    ],
)
def test_a_data_set_has_the_scheme_of_its_labels(dataset, scheme):
    assert scheme_of(dataset, ["Rates fell."], worthy=True) == scheme


class FakeModel:
    """One logit a scheme: the number of words, and its negative."""

    def run(self, texts):
        counts = np.array([len(text.split()) for text in texts], dtype=np.float32)
        return np.stack([counts, -counts], axis=1)


def scorer():
    made = object.__new__(OnnxWorthiness)
    made.schemes = ("debates", NEWS)
    made._parameters = {"slope_debates": 1.0, "offset_debates": -2.0, "slope_news": 0.5, "offset_news": 0.0}
    made._thresholds = {"debates": 0.4, NEWS: 0.3}
    made._model = FakeModel()
    return made


def test_each_scheme_has_its_output_calibration_and_threshold():
    assert scorer().score(["one two"], "debates") == [pytest.approx(0.5)]
    assert scorer().score(["one two"]) == [pytest.approx(1 / (1 + np.e))]
    assert scorer().score([]) == []
    assert (scorer().threshold("debates"), scorer().threshold()) == (0.4, 0.3)


@pytest.mark.bundled
def test_the_bundled_model_tells_claims_from_the_rest():
    model = make_worthiness(Settings())
    worthy = ["The council approved a budget of 4.2 million euros on Monday.", "Nobody was hurt in the fire."]
    idle = ["Sign up for our morning letter.", "What a lovely evening that would be, we thought."]
    scores = model.score([*worthy, *idle])
    assert min(scores[:2]) >= model.threshold() > max(scores[2:])
    assert model.score(worthy[:1]) == scores[:1]
    entry = bundled("claims-minilm", "check-worthiness")
    assert set(entry.labels) == set(entry.thresholds)
    assert all(f"slope_{scheme}" in entry.parameters for scheme in entry.labels)
