"""Every loader on its sample: how many records of which label, and the first and the last of them."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from factcheck.errors import DataError
from factcheck.evaluation.examples import (
    ClaimExample,
    CorpusDocument,
    GoldEvidence,
    PairExample,
    QuestionAnswer,
    QuestionedClaim,
    RetrievalExample,
    SentenceRef,
    VerificationExample,
)
from factcheck.evaluation.loaders import (
    load_claims,
    load_documents,
    load_pairs,
    load_queries,
    load_questions,
    load_verification,
)
from factcheck.evaluation.loaders.fever import plain_text

DATASETS = Path(__file__).parents[3] / "datasets"

COUGH = (
    "In the 61 patients the cough was gone after nine days on average. The study has no control group.",
    "Cough ends after nine days in most patients",
    "Fever ends after nine days in most patients",
    "Cough begins after nine days in most patients",
)
MUSEUM = (
    "(meta data) TITLE: About the Oskerley Museum # About us The museum opened in 1968 in the old tram depot. "
    "It shows 14 trams and a horse bus. Entry is free on Sundays."
)

PAIRS = [
    (
        "fever-symmetric",
        "fever_symmetric_generated.jsonl",
        {"support": 2, "refute": 1},
        PairExample(
            "9000010000002",
            "Brindlecott Lighthouse was built in 1917 .",
            "Brindlecott Lighthouse is a tower of 31 metres , built in 1917 .",
            "support",
        ),
        PairExample(
            "9000010000004",
            "Brindlecott Lighthouse was built in 1871 .",
            "Brindlecott Lighthouse is a tower of 31 metres , built in 1917 .",
            "refute",
        ),
    ),
    (
        "fever-symmetric",
        "fever_symmetric_dev.jsonl",
        {"support": 2, "refute": 1},
        PairExample(
            "900004",
            "The Lorvane Gazette was a newspaper .",
            "The Lorvane Gazette -LRB- 1890 -- 1954 -RRB- was a weekly newspaper .",
            "support",
        ),
        PairExample(
            "9000040000003",
            "The Lorvane Gazette was a film .",
            "The Lorvane Gazette is a silent film of 1922 .",
            "support",
        ),
    ),
    (
        "vitaminc",
        "dev.jsonl",
        {"support": 1, "refute": 1, "neutral": 1},
        PairExample(
            "600000000000000000000001_1",
            "More than 410 boats took part in the Oskerley Regatta.",
            "As of 12 June , 418 boats had entered the Oskerley Regatta .",
            "support",
        ),
        PairExample(
            "600000000000000000000002_1",
            "Brindlecott Lighthouse is painted every spring.",
            "Brindlecott Lighthouse stands on Gull Point .",
            "neutral",
        ),
    ),
    (
        "climate-fever",
        "climate-fever.jsonl",
        {"support": 3, "refute": 1, "neutral": 6},
        PairExample(
            "0/Vessel Glacier:4",
            "The Vessel Glacier has lost half of its length.",
            "From 1950 to 2010 the Vessel Glacier shrank from 8 to 4 kilometres.",
            "support",
        ),
        PairExample(
            "5/Lorvane Gazette:8",
            "It never rains in Oskerley in May.",
            "The Gazette printed a table of rain.",
            "neutral",
        ),
    ),
    (
        "healthver",
        "healthver_dev.csv",
        {"support": 1, "refute": 1, "neutral": 1},
        PairExample(
            "224",
            "The virus stays on door handles",
            "In 3 of 180 swabs, taken from the handles, the virus was found.",
            "support",
        ),
        PairExample("10520", "Yes, masks help. No, they do not hurt.", "Masks were sold out in April.", "neutral"),
    ),
    (
        "covid-fact",
        "COVIDFACT_dataset.jsonl",
        {"support": 1, "refute": 2},
        PairExample("0", COUGH[1], COUGH[0], "support"),
        PairExample("2", COUGH[2], COUGH[0], "refute"),
    ),
    (
        "covid-fact",
        "RTE-covidfact/train.tsv",
        {"support": 1, "not_support": 2},
        PairExample("0", COUGH[1], COUGH[0], "support"),
        PairExample("2", 'The study had a "control" group', '"No control group, the authors say.', "not_support"),
    ),
    (
        "covid-fact",
        "RTE-covidfact/dev.tsv",
        {"support": 1, "not_support": 1},
        PairExample("0", "No masks could be bought in april", "Masks were sold out in April.", "support"),
        PairExample("1", "All masks could be bought in april", "Masks were sold out in April.", "not_support"),
    ),
    (
        "wice",
        "dev.jsonl",
        {"support": 1, "not_support": 2},
        PairExample("dev00001", "The Oskerley Museum opened in 1968.", MUSEUM, "support"),
        PairExample("dev00003", "The museum is the oldest in the county.", MUSEUM, "not_support"),
    ),
    (
        "foolmetwice",
        "dev.jsonl",
        {"support": 1, "refute": 2},
        PairExample(
            "aB3dE6gH9jK2mN5pQ8sT",
            "Trams ran in Oskerley for half a century.",
            "The trams ran from 1899 to 1951.",
            "support",
        ),
        PairExample(
            "cD5fG8iK2lM4oQ7rS1uV", "The tram of Oskerley still runs.", "The trams ran from 1899 to 1951.", "refute"
        ),
    ),
]

CLAIMS = [
    (
        "checkthat",
        "20170301_town_debate.tsv",
        {"check_worthy": 2, "not": 2},
        ClaimExample("1", "Good evening.", "not"),
        ClaimExample("4", '"No," I say: we lost 900 jobs.', "check_worthy"),
    ),
    (
        "checkthat",
        "dev_v2.tsv",
        {"check_worthy": 1, "not": 2},
        ClaimExample(
            "9000000000000000001",
            "The ferry to Brindlecott is closed since Monday 🚢 https://t.co/aaaaaaaaaa",
            "check_worthy",
        ),
        ClaimExample("9000000000000000003", "I had soup at noon", "not"),
    ),
    (
        "checkthat",
        "CT22_english_1A_checkworthy_dev.tsv",
        {"check_worthy": 1, "not": 1},
        ClaimExample("9000000000000000004", 'The mayor says: "nobody was ill".\n\nThat is untrue.', "check_worthy"),
        ClaimExample("9000000000000000005", "Good morning", "not"),
    ),
    (
        "checkthat",
        "CT24_checkworthy_english_dev.tsv",
        {"check_worthy": 2, "not": 1},
        ClaimExample("35988", "They had said they would build 300 houses.", "not"),
        ClaimExample("39000", 'He said, "Sir, the bridge will cost 40 million.', "check_worthy"),
    ),
    (
        "claimbuster",
        "groundtruth.csv",
        {"check_worthy": 1, "not": 2},
        ClaimExample("16", "I think we've seen enough of that tonight.", "not"),
        ClaimExample("18", 'Last year, 412 houses were built, "more than ever".', "check_worthy"),
    ),
    (
        "claimbuster",
        "2xNCS.json",
        {"check_worthy": 1, "not": 1},
        ClaimExample("18", 'Last year, 412 houses were built, "more than ever".', "check_worthy"),
        ClaimExample("16", "I think we've seen enough of that tonight.", "not"),
    ),
]


def counted(examples):
    return dict(Counter(example.label for example in examples))


@pytest.mark.parametrize(
    ("name", "file", "labels", "first", "last"), PAIRS, ids=[f"{row[0]}-{row[1]}" for row in PAIRS]
)
def test_pairs(name, file, labels, first, last):
    examples = list(load_pairs(name, DATASETS / name / "sample" / file))
    assert counted(examples) == labels
    assert (examples[0], examples[-1]) == (first, last)


@pytest.mark.parametrize(
    ("name", "file", "labels", "first", "last"), CLAIMS, ids=[f"{row[0]}-{row[1]}" for row in CLAIMS]
)
def test_sentences(name, file, labels, first, last):
    examples = list(load_claims(name, DATASETS / name / "sample" / file))
    assert counted(examples) == labels
    assert (examples[0], examples[-1]) == (first, last)


def test_own_pairs_and_own_sentences():
    pairs = list(load_pairs("pairs", DATASETS / "pairs" / "sample.jsonl"))
    assert counted(pairs) == {"support": 4, "refute": 4, "neutral": 4}
    claims = list(load_claims("claims", DATASETS / "claims" / "sample.jsonl"))
    assert counted(claims) == {"check_worthy": 2, "not": 2}
    assert claims[-1] == ClaimExample("sample-04", "Who could have known?", "not", "The pump failed in the night.")


def test_fever():
    examples = list(load_verification("fever", DATASETS / "fever" / "sample" / "train.jsonl"))
    assert counted(examples) == {"SUPPORTS": 2, "REFUTES": 1, "NOT ENOUGH INFO": 1}
    assert examples[0] == VerificationExample(
        "900001",
        "Brindlecott Lighthouse was built in 1871.",
        "SUPPORTS",
        (
            GoldEvidence("SUPPORTS", (SentenceRef("Brindlecott_Lighthouse", 0),)),
            GoldEvidence("SUPPORTS", (SentenceRef("Brindlecott_-LRB-town-RRB-", 2),)),
        ),
    )
    assert len(examples[1].evidence[0].sentences) == 2
    assert examples[2].evidence == ()


def test_fever_pages():
    pages = list(load_documents("fever", DATASETS / "fever" / "sample" / "wiki-pages"))
    assert [page.id for page in pages] == [
        "Brindlecott_Lighthouse",
        "Brindlecott_-LRB-town-RRB-",
        "Ivo_Ma\u0301rkesh",  # the file has it composed, the gold evidence does not
    ]
    assert pages[1] == CorpusDocument(
        "Brindlecott_-LRB-town-RRB-",
        "Brindlecott (town)",
        (
            "Brindlecott -LRB- local name : Brinle -RRB- is a town on the coast .",
            "",
            "Its lighthouse dates from 1871 .",
            "",
        ),
    )
    single = DATASETS / "fever" / "sample" / "wiki-pages" / "wiki-002.jsonl"
    assert list(load_documents("fever", single)) == pages[2:]


def test_fever_text_can_be_made_plain():
    assert plain_text("Brinle -LRB- `` the Gull '' -RRB- -COLON- a town") == 'Brinle ( " the Gull " ) : a town'


def test_scifact():
    examples = list(load_verification("scifact", DATASETS / "scifact" / "sample" / "claims_train.jsonl"))
    assert [example.label for example in examples] == ["SUPPORT", "CONTRADICT", "NOT_ENOUGH_INFO", "MIXED"]
    assert examples[0] == VerificationExample(
        "1",
        "Extract of marsh lurkweed lowers fever in mice.",
        "SUPPORT",
        (
            GoldEvidence("SUPPORT", (SentenceRef("910001", 1), SentenceRef("910001", 2))),
            GoldEvidence("SUPPORT", (SentenceRef("910001", 3),)),
        ),
    )
    assert [item.label for item in examples[3].evidence] == ["CONTRADICT", "SUPPORT"]
    documents = list(load_documents("scifact", DATASETS / "scifact" / "sample" / "corpus.jsonl"))
    assert [(item.id, len(item.sentences)) for item in documents] == [("910001", 4), ("910002", 3)]
    assert documents[1].title == "Adverse effects of lurkweed"


def test_scifact_blind_test_file(refuses):
    file = DATASETS / "scifact" / "sample" / "claims_test.jsonl"
    assert list(load_verification("scifact", file, labelled=False)) == [
        VerificationExample("7", "Lurkweed is safe for fish.", "")
    ]
    with refuses(DataError, f"{file}:1: no evidence", "take train or dev"):
        list(load_verification("scifact", file))


def test_averitec():
    examples = list(load_questions("averitec", DATASETS / "averitec" / "sample" / "dev.json"))
    assert [example.label for example in examples] == [
        "Refuted",
        "Not Enough Evidence",
        "Conflicting Evidence/Cherrypicking",
    ]
    where = "Where was the ban first announced?"
    assert examples[0] == QuestionedClaim(
        "0",
        "The mayor of Oskerley banned bicycles.",
        "Refuted",
        (
            QuestionAnswer(where, "In the Lorvane Gazette of 1 April", "https://example.org/gazette"),
            QuestionAnswer(where, "On a poster", "https://example.org/poster"),
            QuestionAnswer(
                "Has the town a ban on bicycles?",
                "No. The bylaws allow bicycles on all roads.",
                "https://example.org/bylaws",
            ),
        ),
        speaker="",
        date="31-10-2020",
    )
    assert [item.answer for item in examples[1].answers] == ["No answer could be found."] * 2
    assert (examples[1].speaker, examples[2].id) == ("Ivo Márkesh", "2")


def test_beir():
    folder = DATASETS / "beir" / "sample"
    assert list(load_queries("beir", folder)) == [
        RetrievalExample("q1", "when was the lighthouse built", (("d1", 2),)),
        RetrievalExample("q3", "events in Oskerley", (("d2", 1), ("d3", 0))),
    ]
    documents = list(load_documents("beir", folder))
    assert documents[0] == CorpusDocument("d1", "Brindlecott Lighthouse", ("The lighthouse was built in 1871.",))
    assert [item.id for item in documents] == ["d1", "d2", "d3"]


ALL = [(load_pairs, row[0], row[1]) for row in PAIRS] + [(load_claims, row[0], row[1]) for row in CLAIMS]
ALL += [
    (load_verification, "fever", "train.jsonl"),
    (load_documents, "fever", "wiki-pages/wiki-001.jsonl"),
    (load_verification, "scifact", "claims_train.jsonl"),
    (load_documents, "scifact", "corpus.jsonl"),
    (load_questions, "averitec", "dev.json"),
]
EVERY_SAMPLE = pytest.mark.parametrize(("load", "name", "sample"), ALL, ids=[f"{name}-{file}" for _, name, file in ALL])


@EVERY_SAMPLE
def test_every_sample_is_read_however_it_was_saved(tmp_path, load, name, sample):
    file = DATASETS / name / "sample" / sample
    expected = repr(list(load(name, file)))
    data = file.read_bytes()
    for index, changed in enumerate((data, b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n"), data.rstrip(b"\n"))):
        packed = tmp_path / f"{index}-{file.name}.gz"
        packed.write_bytes(gzip.compress(changed))
        # Line ends inside a quoted cell are text and stay as they are.
        assert repr(list(load(name, packed))).replace(r"\r\n", r"\n") == expected


@EVERY_SAMPLE
def test_a_sample_cut_off_in_its_last_record_is_refused(tmp_path, refuses, load, name, sample):
    file = DATASETS / name / "sample" / sample
    data = file.read_bytes().rstrip()
    cut = tmp_path / file.name
    cut.write_bytes(data[: -min(60, (len(data) - data.rfind(b"\n")) // 2)])
    with refuses(DataError, f"{cut}:"):
        list(load(name, cut))


@EVERY_SAMPLE
def test_an_empty_file_is_refused_by_every_loader(tmp_path, refuses, load, name, sample):
    empty = tmp_path / Path(sample).name
    empty.write_bytes(b"")
    with refuses(DataError, empty, "expected"):
        list(load(name, empty))
