import pytest
from fakes import FakeEmbedder, FakeScorer, document, same_or_denied, supports

import factcheck
from factcheck.checker import FactChecker, make_aggregator, make_embedder, make_scorer
from factcheck.claims import DeclarativeDetector
from factcheck.config import Settings
from factcheck.errors import ConfigError, InputError, UnknownModelError
from factcheck.types import Document, Label
from factcheck.verdicts import FittedAggregator, MaxAggregator

CLAIM = "The old bridge opened in 1932."


def checker(settings=None, **parts):
    fakes = {"detector": DeclarativeDetector(), "embedder": FakeEmbedder(), "scorer": FakeScorer(same_or_denied)}
    return FactChecker(settings or Settings(cache=False), **(fakes | parts))


@pytest.fixture
def folder(tmp_path):
    """An article and a folder of two sources."""
    (tmp_path / "article.txt").write_text(f"{CLAIM} The ferry is not slow.\n", encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text(f"{CLAIM}\n", encoding="utf-8")
    (tmp_path / "sources" / "b.txt").write_text("The ferry is slow.\n", encoding="utf-8")
    return tmp_path


def labels(report):
    return [verdict.label for verdict in report.verdicts]


@pytest.mark.parametrize("as_given", [str, lambda path: path], ids=["str", "Path"])
def test_an_article_is_checked_against_a_folder(folder, as_given):
    report = checker().check(as_given(folder / "article.txt"), as_given(folder / "sources"))
    assert labels(report) == [Label.SUPPORTED, Label.REFUTED]
    assert [source.path for source in report.sources] == [str(folder / "sources" / name) for name in ("a.txt", "b.txt")]
    assert report.provenance.factcheck_version == factcheck.__version__


@pytest.mark.parametrize(
    "sources",
    [
        lambda folder: [folder / "sources"],
        lambda folder: [str(folder / "sources" / "a.txt"), folder / "sources" / "b.txt"],
        lambda folder: [document(CLAIM), folder / "sources" / "b.txt"],
        lambda folder: (document(CLAIM, name="a"), document("The ferry is slow.", name="b")),
        lambda folder: document(f"{CLAIM} The ferry is slow."),
    ],
)
def test_sources_may_be_files_folders_and_documents(folder, sources):
    article = Document.from_text(f"{CLAIM} The ferry is not slow.")
    assert labels(checker().check(article, sources(folder))) == [Label.SUPPORTED, Label.REFUTED]


def test_a_source_that_cannot_be_read_is_a_failure(folder):
    (folder / "sources" / "c.pdf").write_bytes(b"%PDF-1.7 cut off")
    report = checker().verify([CLAIM], folder / "sources")
    assert labels(report) == [Label.SUPPORTED]
    (failure,) = report.failures
    assert failure.stage == "ingest"
    assert failure.item == str(folder / "sources" / "c.pdf")


def test_an_unreadable_file_beside_a_given_document_is_a_failure(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    report = checker().verify([CLAIM], [document(CLAIM), tmp_path / "empty.txt"])
    assert labels(report) == [Label.SUPPORTED]
    assert [failure.item for failure in report.failures] == [str(tmp_path / "empty.txt")]


def test_when_no_source_can_be_read_the_check_stops(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        checker().verify([CLAIM], [tmp_path / "empty.txt"])


@pytest.mark.parametrize("call", ["check", "verify"])
def test_no_sources_are_an_input_error(call):
    given = Document.from_text(CLAIM) if call == "check" else [CLAIM]
    with pytest.raises(InputError, match="no sources given"):
        getattr(checker(), call)(given, [])


def test_an_article_that_is_missing_is_an_input_error(folder):
    with pytest.raises(InputError, match="no such file"):
        checker().check(folder / "absent.txt", folder / "sources")


def test_a_single_claim_may_be_a_string():
    report = checker().verify(CLAIM, document(CLAIM))
    assert [verdict.claim.text for verdict in report.verdicts] == [CLAIM]


@pytest.mark.parametrize("empty", ["", " \n\t"])
def test_an_empty_claim_is_an_input_error_that_counts_it(empty):
    with pytest.raises(InputError, match="claim 2: empty"):
        checker().verify([CLAIM, empty], document(CLAIM))


def test_no_claims_give_an_empty_report():
    assert checker().verify([], document(CLAIM)).verdicts == ()


def test_claims_are_listed_without_sources_or_models(folder):
    scorer, embedder = FakeScorer(), FakeEmbedder()
    claims = checker(scorer=scorer, embedder=embedder).claims(folder / "article.txt")
    assert [claim.text for claim in claims] == [CLAIM, "The ferry is not slow."]
    assert (scorer.calls, embedder.calls) == (0, 0)


def test_every_component_can_be_replaced():
    class OneClaim:
        def detect(self, article):
            return DeclarativeDetector().detect(article)[:1]

    class Never:
        def decide(self, claim, evidence, standing):
            return MaxAggregator().decide(claim, ())

    report = checker(detector=OneClaim(), aggregator=Never()).check(
        Document.from_text(f"{CLAIM} {CLAIM}"), document(CLAIM)
    )
    assert labels(report) == [Label.NOT_ENOUGH_EVIDENCE]


@pytest.mark.parametrize("top_k", [1, 2])
def test_top_k_of_the_settings_bounds_the_evidence(top_k):
    source = document("The old bridge opened. The bridge is red. The bridge is long.")
    report = checker(Settings(cache=False, top_k=top_k)).verify([CLAIM], source)
    assert len(report.verdicts[0].evidence) == top_k


@pytest.mark.parametrize(
    ("threshold", "label"), [(None, Label.SUPPORTED), (0.75, Label.SUPPORTED), (0.85, Label.NOT_ENOUGH_EVIDENCE)]
)
def test_the_threshold_of_the_settings_decides(threshold, label):
    scorer = FakeScorer(lambda premise, hypothesis: supports(0.8))
    report = checker(Settings(cache=False, threshold=threshold), scorer=scorer).verify([CLAIM], document(CLAIM))
    assert labels(report) == [label]


def test_the_digest_of_a_report_follows_what_can_change_a_verdict():
    settings = (
        Settings(cache=False),
        Settings(cache=False, threads=1),
        Settings(cache=False, threshold=0.9),
        Settings(cache=False, top_k=3),
    )
    one, same, *others = [checker(s).verify([CLAIM], document(CLAIM)).provenance.config_digest for s in settings]
    assert one == same
    assert len({one, *others}) == 3


def test_sources_are_embedded_once_for_two_checks_when_the_cache_is_on(monkeypatch, tmp_path):
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(tmp_path))
    made = []

    def fake(settings):
        made.append(FakeEmbedder())
        return made[-1]

    monkeypatch.setattr("factcheck.checker.make_embedder", fake)
    source = document("The old bridge opened in 1932.")
    for cache in (True, True, False):
        FactChecker(Settings(cache=cache), scorer=FakeScorer()).verify(["The bridge is red."], source)
    assert [source.text in embedder.texts for embedder in made] == [True, False, True]
    assert all("The bridge is red." in embedder.texts for embedder in made)


@pytest.mark.parametrize(
    ("make", "settings", "known"),
    [
        (make_embedder, Settings(embedder="no-such-model"), "minilm-l6"),
        (make_scorer, Settings(nli_model="no-such-model"), "nli-mpnet"),
        (make_embedder, Settings(embedder="nli-mpnet"), "minilm-l6"),
        (make_scorer, Settings(nli_model="minilm-l6"), "nli-mpnet"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(make, settings, known):
    with pytest.raises(UnknownModelError, match=known):
        make(settings)


@pytest.mark.parametrize("name", ["./absent", "/absent/model", "~/absent", "absent\\model"])
def test_a_model_folder_that_is_missing_is_named(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for make, settings in ((make_embedder, Settings(embedder=name)), (make_scorer, Settings(nli_model=name))):
        with pytest.raises(UnknownModelError) as caught:
            make(settings)
        assert str(caught.value) == f"{name}: no such model folder"


@pytest.fixture
def foreign(monkeypatch):
    """The names under which Hugging Face models are asked for."""
    asked = []
    for kind in ("HuggingFaceScorer", "HuggingFaceEmbedder"):
        monkeypatch.setattr(f"factcheck.huggingface.{kind}", asked.append)
    return asked


@pytest.mark.parametrize("name", ["owner/model", "./mine", "mine"])
def test_a_hub_id_and_a_folder_are_hugging_face_models(name, foreign, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    make_scorer(Settings(nli_model=name))
    make_embedder(Settings(embedder=name))
    assert foreign == [name, name]


def test_a_home_folder_is_spelled_out(foreign, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "mine").mkdir()
    make_scorer(Settings(nli_model="~/mine"))
    make_embedder(Settings(embedder="~/mine"))
    assert foreign == [str(tmp_path / "mine")] * 2


def test_a_folder_named_like_a_bundled_model_does_not_hide_it(foreign, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "minilm-l6").mkdir()
    monkeypatch.setattr("factcheck.checker.bundled", lambda name, task: factcheck.bundled.registry()[name])
    assert make_embedder(Settings()).info.name == "minilm-l6"
    assert foreign == []


@pytest.mark.bundled
def test_the_default_checker_reads_the_settings_of_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "factcheck.toml").write_text("top_k = 3\n", encoding="utf-8")
    made = FactChecker.default()
    assert made.settings == Settings(top_k=3)
    assert made.pipeline.top_k == 3


@pytest.mark.bundled
def test_the_bundled_models_check_an_article(tmp_path):
    source = document("The bridge was opened in March 1932. The council rejected the budget on Monday.")
    article = Document.from_text("The bridge opened in 1932. The council approved the budget.")
    report = FactChecker(Settings(cache=False, threads=1)).check(article, source)
    assert labels(report) == [Label.SUPPORTED, Label.REFUTED]
    assert [model.task for model in report.provenance.models] == ["check-worthiness", "embedding", "nli"]


def test_the_bundled_stance_model_has_a_fitted_head_and_other_scorers_have_thresholds():
    assert isinstance(make_aggregator(Settings()), FittedAggregator)
    assert isinstance(make_aggregator(Settings(nli_model="owner/model")), MaxAggregator)
    assert isinstance(checker().pipeline.aggregator, MaxAggregator)
    assert FactChecker(Settings(), embedder=FakeEmbedder()).pipeline.config_digest != checker().pipeline.config_digest


def test_a_larger_error_lets_more_verdicts_through_and_what_is_unknown_is_refused():
    strict, loose = (make_aggregator(Settings(max_error=share)).least for share in (0.15, 0.3))
    assert 1.0 > strict > loose > 0.0
    with pytest.raises(ConfigError, match="nothing is known of the errors of owner/model"):
        make_aggregator(Settings(max_error=0.2, nli_model="owner/model"))
    with pytest.raises(ConfigError, match="a scorer of your own"):
        FactChecker(Settings(max_error=0.2), embedder=FakeEmbedder(), scorer=FakeScorer())
