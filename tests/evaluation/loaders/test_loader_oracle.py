"""Claims beside their gold evidence."""

from pathlib import Path

from factcheck.evaluation.examples import (
    CorpusDocument,
    GoldEvidence,
    PairExample,
    SentenceRef,
    VerificationExample,
)
from factcheck.evaluation.loaders import LOADERS, load_documents, load_verification
from factcheck.evaluation.loaders.oracle import OraclePairs, gold_sentences, oracle_pairs

DATASETS = Path(__file__).parents[3] / "datasets"


def test_fever_claims_stand_beside_their_gold_sentences():
    folder = DATASETS / "fever" / "sample"
    examples = list(load_verification("fever", folder / "train.jsonl"))
    sentences = gold_sentences(examples, load_documents("fever", folder / "wiki-pages"))
    assert oracle_pairs(examples, sentences, LOADERS["fever"].labels()) == OraclePairs(
        (
            PairExample(
                "900001/0",
                "Brindlecott Lighthouse was built in 1871.",
                "Brindlecott Lighthouse is a tower of 31 metres , built in 1871 .",
                "support",
            ),
            PairExample(
                "900002/0",
                "Ivo Márkesh never left Brindlecott.",
                "He moved from Brindlecott to Oskerley in 1930 . "
                "Brindlecott -LRB- local name : Brinle -RRB- is a town on the coast .",
                "refute",
            ),
        ),
        without_evidence=1,
        not_found=1,
    )


def test_scifact_claims_have_a_pair_for_each_label_of_their_documents():
    folder = DATASETS / "scifact" / "sample"
    examples = list(load_verification("scifact", folder / "claims_train.jsonl"))
    sentences = gold_sentences(examples, load_documents("scifact", folder / "corpus.jsonl"))
    found = oracle_pairs(examples, sentences, LOADERS["scifact"].labels())
    assert [(pair.id, pair.label) for pair in found.pairs] == [
        ("1/0", "support"),
        ("3/0", "refute"),
        ("8/0", "refute"),
        ("8/1", "support"),
    ]
    assert found.pairs[0].evidence == (
        "We gave 40 mice an extract of it. Their fever fell by 1.2 degrees within an hour."
    )
    assert (found.without_evidence, found.not_found) == (1, 0)


def test_the_first_set_that_the_corpus_has_whole_is_taken():
    refs = [SentenceRef("a", 0), SentenceRef("a", 5), SentenceRef("a", 1), SentenceRef("b", 0)]
    example = VerificationExample(
        "1",
        "c",
        "SUPPORTS",
        (
            GoldEvidence("SUPPORTS", (refs[0], refs[1])),
            GoldEvidence("SUPPORTS", (refs[3],)),
            GoldEvidence("SUPPORTS", (refs[2], refs[0])),
        ),
    )
    sentences = gold_sentences([example], [CorpusDocument("a", "A", ("zero", "one")), CorpusDocument("c", "C", ("x",))])
    assert sentences == {refs[0]: "zero", refs[2]: "one"}
    assert oracle_pairs([example], sentences, {"SUPPORTS": "support"}).pairs == (
        PairExample("1/2", "c", "one zero", "support"),
    )


def test_a_negative_sentence_number_finds_nothing():
    example = VerificationExample("1", "c", "SUPPORTS", (GoldEvidence("SUPPORTS", (SentenceRef("a", -1),)),))
    assert gold_sentences([example], [CorpusDocument("a", "A", ("zero",))]) == {}
