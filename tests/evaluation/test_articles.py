import json
from dataclasses import replace

import pytest
from fakes import FakeEmbedder, FakeScorer, claim, document, evidence, report, same_or_denied, supports, verdict
from hypothesis import given
from hypothesis import strategies as st

from factcheck.checker import FactChecker
from factcheck.claims import DeclarativeDetector
from factcheck.config import Settings
from factcheck.errors import DataError
from factcheck.evaluation.articles import check_cases, evaluate_articles, locate, score_report, summarize
from factcheck.evaluation.run import articles_run
from factcheck.types import Failure, Label, Span

OPENED, FERRY, OWLS = "The old bridge opened in 1932.", "The ferry is not slow.", "Owls live in the old mill."
GOLD = {
    "claims": [
        {
            "sentence": OPENED,
            "claim": OPENED,
            "label": "SUPPORTED",
            "kind": "date",
            "evidence": [{"file": "a.txt", "sentence": OPENED}],
        },
        {
            "sentence": FERRY,
            "claim": FERRY,
            "label": "REFUTED",
            "kind": "negation",
            "evidence": [{"file": "b.txt", "sentence": "The ferry is slow."}],
        },
        {"sentence": OWLS, "claim": OWLS, "label": "SUPPORTED", "kind": "date", "evidence": []},
    ],
    "not_claims": ["Is it pretty?"],
    "independent_groups": [["a.txt"], ["b.txt"]],
}


@pytest.fixture
def checker():
    return FactChecker(
        Settings(cache=False),
        detector=DeclarativeDetector(),
        embedder=FakeEmbedder(),
        scorer=FakeScorer(same_or_denied),
    )


def write_case(folder, gold=GOLD, article=f"{OPENED} {FERRY}\n{OWLS} Is it pretty?\n"):
    (folder / "sources").mkdir(parents=True)
    (folder / "article.txt").write_text(article, encoding="utf-8")
    (folder / "sources" / "a.txt").write_text(f"{OPENED}\n", encoding="utf-8")
    (folder / "sources" / "b.txt").write_text("The ferry is slow. It has a red door.\n", encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(gold), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "sentence", "span"),
    [
        ("It is open. It is red.", "It is red.", (12, 22)),
        ("It is\nopen. It  is\t\nred.", "It is red.", (12, 24)),
        ("It is open.", "It\n is   open.", (0, 11)),
        ("  \n It is open.  ", "  It is open. ", (4, 15)),
        ("Überall 🌉 is open.", "🌉 is open.", (8, 18)),
        ("It is open. It is open.", "It is open.", (0, 11)),
        ("It is open.", "It is closed.", None),
        ("It is open.", "", None),
        ("It is open.", " \n", None),
        ("", "It is open.", None),
    ],
)
def test_a_sentence_is_located_whatever_its_white_space(text, sentence, span):
    assert locate(text, sentence) == (Span(*span) if span else None)


@given(st.lists(st.sampled_from(["a", "bc", "🌉", "."]), min_size=1, max_size=8), st.data())
def test_a_located_span_has_the_words_of_the_sentence(parts, data):
    spaces = st.sampled_from([" ", "\n", "\u00a0 ", "\t\t"])
    sentence, text = ("".join(part + data.draw(spaces) for part in parts).strip() for _ in range(2))
    found = locate(f"x {text} y", sentence)
    assert found is not None
    assert "".join(found.of(f"x {text} y").split()) == "".join(sentence.split())


def test_a_case_is_checked_and_scored(tmp_path, checker):
    seen = []
    write_case(tmp_path / "one")
    figures = evaluate_articles(tmp_path, checker, progress=lambda *args: seen.append(args))
    assert (figures["cases"], figures["n_claims"]) == (1, 3)
    # the first two are right; nothing is known of owls, so that their claim stays open
    assert figures["verdict_accuracy"] == pytest.approx(2 / 3)
    # F1 of SUPPORTED: precision 1, recall 1/2; of REFUTED 1; the other labels have no gold claims
    assert figures["verdict_macro_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert (figures["claim_recall"], figures["claim_precision"]) == (1.0, 1.0)
    assert figures["evidence_recall"] == pytest.approx(2 / 3)
    assert figures["by_kind"] == {"date": {"n": 2, "accuracy": 0.5}, "negation": {"n": 1, "accuracy": 1.0}}
    assert figures["by_case"] == {"one": pytest.approx(2 / 3)}
    assert figures["independence_pair_f1"] == 1.0
    assert figures["seconds_per_article"] > 0
    assert seen == [("cases", 0, 1), ("cases", 1, 1)]


def test_the_confusion_of_verdicts_names_its_labels(tmp_path, checker):
    write_case(tmp_path / "one")
    confusion = evaluate_articles(tmp_path, checker)["confusion"]
    labels = ["SUPPORTED", "REFUTED", "CONFLICTING", "NOT_ENOUGH_EVIDENCE", "NOT_FOUND"]
    assert confusion["labels"] == labels
    assert confusion["counts"] == [[1, 0, 0, 1, 0], [0, 1, 0, 0, 0], [0] * 5, [0] * 5, [0] * 5]


def test_rates_are_over_all_items_of_all_cases(tmp_path, checker):
    write_case(tmp_path / "one")
    write_case(tmp_path / "two", GOLD | {"claims": GOLD["claims"][:1]})
    figures = evaluate_articles(tmp_path, checker)
    assert (figures["cases"], figures["n_claims"]) == (2, 4)
    assert figures["verdict_accuracy"] == 3 / 4
    assert figures["by_case"] == {"one": pytest.approx(2 / 3), "two": 1.0}


def test_cases_of_the_same_name_are_both_listed(tmp_path, checker):
    write_case(tmp_path / "north" / "one")
    write_case(tmp_path / "south" / "one", GOLD | {"claims": GOLD["claims"][:1]})
    by_case = evaluate_articles(tmp_path, checker)["by_case"]
    assert sorted(by_case.values()) == [pytest.approx(2 / 3), 1.0]


@pytest.mark.parametrize(
    ("key", "figure", "entry"),
    [
        ("quotes", "quote_accuracy", {"quote": "opened in 1932", "status": "EXACT"}),
        ("attributions", "attribution_accuracy", {"sentence": OPENED, "claim": OPENED, "source_said_it": True}),
        ("citations", "citation_accuracy", {"url": "https://a.test", "sentence": OPENED, "supports": True}),
    ],
)
def test_what_is_not_reported_counts_as_wrong_where_there_is_gold(tmp_path, checker, key, figure, entry):
    write_case(tmp_path / "one", GOLD | {key: [entry, entry]})
    assert evaluate_articles(tmp_path, checker)[figure] == 0.0
    write_case(tmp_path / "two", GOLD | {key: []})
    assert evaluate_articles(tmp_path / "two", checker)[figure] is None


def scored(made, **gold):
    return score_report("case", made, {"claims": [], "not_claims": [], "independent_groups": []} | gold, 1.0)


def wanted(sentence, label="SUPPORTED", said=None, evidence=()):
    return {"sentence": sentence, "claim": said or sentence, "label": label, "evidence": list(evidence)}


def test_a_claim_that_no_verdict_overlaps_is_not_found():
    made = report(document(f"{OPENED} {OWLS}"), [verdict(claim(OPENED), Label.SUPPORTED)])
    result = scored(made, claims=[wanted(OPENED), wanted(OWLS), wanted("It is nowhere.")])
    assert result.claims == (("SUPPORTED", "SUPPORTED"), ("SUPPORTED", "NOT_FOUND"), ("SUPPORTED", "NOT_FOUND"))
    assert result.confidences == (0.875, 0.0, 0.0)
    figures = summarize([result])
    assert figures["claim_recall"] == figures["verdict_accuracy"] == pytest.approx(1 / 3)
    # a missed claim takes nothing from the precision: 1 right of 1 claimed
    assert figures["per_class"]["SUPPORTED"] == pytest.approx({"precision": 1.0, "recall": 1 / 3, "f1": 0.5, "n": 3})


def test_of_several_verdicts_on_a_sentence_the_most_alike_counts():
    sentence = "The bridge opened in 1932 and the ferry was sold."
    made = [
        verdict(claim("The ferry was sold.", 30), Label.REFUTED),
        verdict(claim("The bridge opened in 1932.", 0), Label.SUPPORTED),
    ]
    claims = [
        wanted(sentence, "SUPPORTED", "The bridge opened in 1932."),
        wanted(sentence, "REFUTED", "Sold ferry was."),
    ]
    result = scored(report(document(sentence), made), claims=claims)
    assert result.claims == (("SUPPORTED", "SUPPORTED"), ("REFUTED", "REFUTED"))


def test_a_verdict_on_what_is_no_claim_lowers_the_precision():
    made = report(document(f"{OPENED} {OWLS}"), [verdict(claim(OPENED), Label.SUPPORTED)])
    result = scored(made, not_claims=[OPENED, OWLS, "It is nowhere."])
    assert result.not_claims == (False, True, True)
    assert summarize([result])["claim_precision"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("file", "sentence", "label", "expected"),
    [
        ("a.txt", "The bridge opened.", "SUPPORTED", (True,)),
        ("a.txt", "The  bridge\nopened.", "REFUTED", (True,)),
        ("a.txt", "It is red.", "SUPPORTED", (False,)),
        ("b.txt", "The bridge opened.", "SUPPORTED", (False,)),
        ("a.txt", "It is nowhere.", "SUPPORTED", (False,)),
        ("a.txt", "The bridge opened.", "NOT_ENOUGH_EVIDENCE", ()),
    ],
)
def test_evidence_counts_where_a_passage_overlaps_a_gold_sentence(file, sentence, label, expected):
    item = evidence("The bridge opened.", supports(), path="x/a.txt")
    other = document("The bridge opened.", name="b", path="x/b.txt")
    made = report(document(OPENED), [verdict(claim(OPENED), Label.SUPPORTED, item)], [item.passage.document, other])
    gold = wanted(OPENED, label, evidence=[{"file": file, "sentence": sentence}])
    assert scored(made, claims=[gold]).evidence == expected


@pytest.mark.parametrize(
    ("groups", "expected"),
    [([["a.txt"], ["b.txt"], ["c.txt"]], 1.0), ([["a.txt", "b.txt"], ["c.txt"]], 0.0)],
)
def test_sources_that_stand_alone_are_right_only_where_none_belong_together(groups, expected):
    sources = [document("The bridge opened.", name=name) for name in ("a.txt", "b.txt", "c.txt")]
    result = scored(report(document(OPENED), sources=sources), independent_groups=groups)
    assert summarize([result])["independence_pair_f1"] == expected


def test_a_folder_without_cases_is_a_data_error(tmp_path, checker):
    with pytest.raises(DataError, match="no case folders"):
        evaluate_articles(tmp_path, checker)


def test_a_case_without_article_is_a_data_error(tmp_path, checker):
    write_case(tmp_path / "one")
    (tmp_path / "one" / "article.txt").unlink()
    with pytest.raises(DataError, match="no article"):
        evaluate_articles(tmp_path, checker)


@pytest.mark.parametrize(
    "gold",
    [
        "{",
        "[]",
        json.dumps({key: GOLD[key] for key in ("claims", "not_claims")}),
        json.dumps(GOLD | {"claims": [{"sentence": OPENED}]}),
        json.dumps(GOLD | {"claims": ["a string"]}),
        json.dumps(GOLD | {"claims": [GOLD["claims"][0] | {"label": "TRUE"}]}),
    ],
    ids=["cut off", "list", "key missing", "half a claim", "no object", "unknown label"],
)
def test_malformed_gold_is_a_data_error_that_names_the_file(tmp_path, checker, gold):
    write_case(tmp_path / "one")
    (tmp_path / "one" / "gold.json").write_text(gold, encoding="utf-8")
    with pytest.raises(DataError, match=r"gold\.json"):
        evaluate_articles(tmp_path, checker)


def test_kept_cases_are_not_checked_again(tmp_path, checker):
    write_case(tmp_path / "cases" / "one")
    write_case(tmp_path / "cases" / "two", GOLD | {"claims": GOLD["claims"][:1]})
    kept = tmp_path / "kept.jsonl"
    first = check_cases(tmp_path / "cases", checker, predictions=kept)
    calls = checker.pipeline.scorer.calls
    assert check_cases(tmp_path / "cases", checker, predictions=kept) == first
    assert checker.pipeline.scorer.calls == calls > 0
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 3 + 1 + 1 + 1


def test_a_case_that_was_cut_off_or_changed_is_checked_again(tmp_path, checker):
    write_case(tmp_path / "cases" / "one")
    kept, case = tmp_path / "kept.jsonl", tmp_path / "cases" / "one"
    check_cases(tmp_path / "cases", checker, predictions=kept)
    calls = checker.pipeline.scorer.calls
    kept.write_bytes(kept.read_bytes()[:-40])
    again = check_cases(tmp_path / "cases", checker, predictions=kept)
    assert checker.pipeline.scorer.calls == 2 * calls
    assert len(again[0].rows) == 3
    assert check_cases(tmp_path / "cases", checker, predictions=kept) == again
    (case / "sources" / "b.txt").write_text("The ferry is not slow.\n", encoding="utf-8")
    changed = check_cases(tmp_path / "cases", checker, predictions=kept)
    assert changed[0].claims != again[0].claims


def test_an_interrupted_check_is_not_kept_as_a_result(tmp_path, checker, monkeypatch):
    write_case(tmp_path / "cases" / "one")
    whole = checker.check

    def cut_off(article, sources):
        return replace(whole(article, sources), failures=(Failure("nli", "c-1", "interrupted before its verdict"),))

    monkeypatch.setattr(checker, "check", cut_off)
    with pytest.raises(KeyboardInterrupt):
        check_cases(tmp_path / "cases", checker, predictions=tmp_path / "kept.jsonl")
    assert not (tmp_path / "kept.jsonl").exists()


@pytest.mark.parametrize("line", ["", "[]", "5", '{"key": "a"}', '{"key": "a", "result": {}}', '{"result": 1}', "\x00"])
def test_foreign_lines_among_kept_cases_are_passed_over(tmp_path, checker, line):
    write_case(tmp_path / "cases" / "one")
    (tmp_path / "kept.jsonl").write_text(line + "\n", encoding="utf-8")
    (result,) = check_cases(tmp_path / "cases", checker, predictions=tmp_path / "kept.jsonl")
    assert [row.reported for row in result.rows] == ["SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE"]


def test_a_run_of_articles_lists_wrong_verdicts_with_what_they_rest_on(tmp_path, checker):
    gold = GOLD | {"claims": [GOLD["claims"][0] | {"label": "REFUTED", "id": "c1"}, *GOLD["claims"][1:]]}
    write_case(tmp_path / "one", gold)
    results = check_cases(tmp_path, checker)
    models = (checker.pipeline.embedder.info, checker.pipeline.scorer.info)
    run = articles_run(results, summarize(results), models, resamples=100)
    assert (run["task"], run["headline"]["n_claims"]) == ("articles", 3)
    assert run["headline"]["verdict_accuracy"] == pytest.approx(1 / 3)
    assert run["parts"]["one"]["accuracy"] == pytest.approx(1 / 3)
    wrong = next(mistake for mistake in run["mistakes"] if mistake["id"])
    assert (wrong["where"], wrong["id"], wrong["gold"], wrong["predicted"]) == (
        "one, a.txt",
        "c1",
        "REFUTED",
        "SUPPORTED",
    )
    assert wrong["evidence"] == OPENED
    assert run["intervals"]["verdict_accuracy"][0] <= 1 / 3 <= run["intervals"]["verdict_accuracy"][1]
    assert run["slices"]["kind of claim"]["negation"]["accuracy"] == 1.0


def test_a_claim_that_has_no_utf8_is_kept_all_the_same(tmp_path, checker):
    write_case(
        tmp_path / "cases" / "one",
        GOLD | {"claims": [GOLD["claims"][0] | {"claim": "Broken \ud800.", "kind": "\ud800"}]},
    )
    kept = tmp_path / "kept.jsonl"
    assert check_cases(tmp_path / "cases", checker, predictions=kept)[0].rows[0].claim == "Broken ?."
