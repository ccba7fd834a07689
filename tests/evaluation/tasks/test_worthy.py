from pathlib import Path

import pytest

from factcheck.evaluation.claims import DetectedWorthiness
from factcheck.evaluation.tasks.worthy import evaluate_worthiness
from factcheck.types import Claim, Span

SAMPLES = Path(__file__).parents[3] / "datasets"


class TableDetector:
    """Finds one claim of the tabled check-worthiness in a text that holds the words."""

    def __init__(self, table):
        self.table = table

    def detect(self, article):
        text = article.text
        found = [worth for words, worth in self.table.items() if words in text]
        return tuple(Claim("c", text, text, Span(0, len(text)), worth) for worth in found)


def test_checkthat_is_ranked_by_debate_and_classified_as_a_whole():
    files = [SAMPLES / "checkthat" / "sample" / name for name in ("20170301_town_debate.tsv", "dev_v2.tsv")]
    # Debate: the second and fourth of four lines are check-worthy; ranked first, third, second, fourth … by score.
    detector = TableDetector({"Good evening": 0.9, "Unemployment": 0.8, "APPLAUSE": 0.2, "lost 900": 0.4, "ferry": 0.7})
    figures = evaluate_worthiness("checkthat", files, DetectedWorthiness(detector))
    # Debate: wrong, right, right, wrong: average precision (1/2 + 2/3) / 2; the tweets are ranked rightly.
    assert figures["map"] == pytest.approx(((1 / 2 + 2 / 3) / 2 + 1.0) / 2)
    assert figures["reciprocal_rank"] == pytest.approx((1 / 2 + 1) / 2)
    assert figures["r_precision"] == pytest.approx((1 / 2 + 1) / 2)
    assert figures["p@1"] == pytest.approx(1 / 2)
    # From 0.5 on: evening (wrong), unemployment, ferry; the 900 are missed.
    assert (figures["precision"], figures["recall"]) == pytest.approx((2 / 3, 2 / 3))
    assert (figures["n"], figures["accuracy"]) == (7, pytest.approx(5 / 7))


def test_claimbuster_has_the_figures_of_a_detector():
    file = SAMPLES / "claimbuster" / "sample" / "groundtruth.csv"
    figures = evaluate_worthiness(
        "claimbuster", [file], DetectedWorthiness(TableDetector({"412 houses": 0.9, "eighteen": 0.6}))
    )
    assert (figures["n"], figures["positives"], figures["average_precision"]) == (3, 1, 1.0)
    assert (figures["precision"], figures["recall"]) == (0.5, 1.0)
