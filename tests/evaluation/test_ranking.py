import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.evaluation.ranking import (
    ranked_average_precision,
    recall_at,
    reciprocal_rank,
    retrieval_metrics,
    trec_order,
)

MEASURES = {"ndcg_cut_10", "recall_5", "recall_10", "recall_100", "map", "recip_rank"}
NAMES = {"ndcg@10": "ndcg_cut_10", "recall@5": "recall_5", "recall@10": "recall_10", "recall@100": "recall_100"}

DOCUMENTS = [f"d{i}" for i in range(140)]
QUERIES = ("q1", "q2", "q3")
# Few distinct scores, so that ties are common; two of them are equal in single precision only.
SCORES = st.sampled_from([0.1, 0.25, 0.5, 0.5 + 1e-9, 0.75])


def runs(documents):
    rankings = st.dictionaries(st.sampled_from(documents), SCORES, max_size=len(documents))
    return st.dictionaries(st.sampled_from(QUERIES), rankings)


def judgements(documents):
    judged = st.dictionaries(st.sampled_from(documents), st.integers(0, 3), min_size=1)
    return st.dictionaries(st.sampled_from(QUERIES), judged, min_size=1)


def trec_eval(run, qrels):
    """The means of trec_eval -c: over all judged queries, an unanswered one being 0."""
    evaluated = pytrec_eval.RelevanceEvaluator(qrels, MEASURES).evaluate({q: r for q, r in run.items() if r})
    cut = {q: {d: ranking[d] for d in trec_order(ranking)[:10]} for q, ranking in run.items() if ranking}
    first_ten = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(cut)

    def mean(rows, measure):
        return sum(rows.get(query, {}).get(measure, 0.0) for query in qrels) / len(qrels)

    means = {name: mean(evaluated, measure) for name, measure in NAMES.items()}
    return means | {"mrr@10": mean(first_ten, "recip_rank"), "map": mean(evaluated, "map")}


@given(runs(DOCUMENTS[:12]), judgements(DOCUMENTS[:12]))
@settings(max_examples=300)
def test_short_rankings_score_as_trec_eval_says(run, qrels):
    assert retrieval_metrics(run, qrels) == pytest.approx(trec_eval(run, qrels), abs=1e-6)


def test_long_rankings_score_as_trec_eval_says():
    run = {"q1": {d: i * 37 % 50 / 50 for i, d in enumerate(DOCUMENTS)}, "q2": dict.fromkeys(DOCUMENTS, 0.5)}
    qrels = {"q1": {"d3": 1, "d77": 2, "d139": 1, "absent": 3}, "q2": {"d99": 1, "d1": 0}, "q3": {"d1": 1}}
    found = retrieval_metrics(run, qrels)
    assert found == pytest.approx(trec_eval(run, qrels), abs=1e-6)
    assert 0 < found["recall@10"] < found["recall@100"] < 1


def test_equal_scores_are_ordered_by_falling_identifier():
    assert trec_order({"a": 1.0, "c": 0.5, "b": 0.5, "d": 0.7}) == ["a", "d", "c", "b"]
    assert trec_order({"a": 0.5 + 1e-9, "b": 0.5}) == ["b", "a"]  # equal in single precision
    assert trec_order({}) == []


def test_figures_of_one_ranking_by_hand():
    ranked, relevant = ["x", "a", "y", "b"], {"a", "b", "c"}
    assert [recall_at(ranked, relevant, k) for k in (1, 2, 4, 100)] == [0.0, 1 / 3, 2 / 3, 2 / 3]
    assert reciprocal_rank(ranked, relevant, 10) == 1 / 2
    assert reciprocal_rank(ranked, relevant, 1) == 0.0
    assert ranked_average_precision(ranked, relevant) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_nothing_relevant_is_nothing_found():
    assert recall_at(["a"], set(), 5) == ranked_average_precision(["a"], set()) == reciprocal_rank(["a"], set(), 5) == 0


def test_an_unanswered_query_counts_and_an_unjudged_one_does_not():
    run = {"q1": {"a": 1.0}, "unjudged": {"a": 1.0}}
    found = retrieval_metrics(run, {"q1": {"a": 1}, "q2": {"a": 1}})
    assert set(found.values()) == {0.5}
    assert set(retrieval_metrics(run, {}).values()) == {0.0}


def test_a_negative_judgement_is_no_gain():
    assert retrieval_metrics({"q": {"a": 1.0, "b": 0.5}}, {"q": {"a": -1, "b": 1}}) == pytest.approx(
        trec_eval({"q": {"a": 1.0, "b": 0.5}}, {"q": {"a": -1, "b": 1}})
    )
