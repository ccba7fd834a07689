"""The table of loaders, the cards and the samples say the same, and the table costs nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.errors import ConfigError
from factcheck.evaluation import loaders
from factcheck.evaluation.loaders import LOADERS, find, load_claims, load_documents, load_pairs
from factcheck.evaluation.loaders.covid_fact import RTE_LABELS

ROOT = Path(__file__).parents[3]
DATASETS = ROOT / "datasets"
NO_LOADER = {"articles", "diagnostic", "newsroom", "passages"}
"""Folders of data that a runner reads by itself."""

SECTIONS = {
    "What it is",
    "Licence",
    "Citation",
    "Splits and sizes",
    "Labels",
    "Official scorer",
    "How to obtain it",
    "Known problems",
    "The sample",
}
OWN = {"pairs", "claims"}
"""Formats of our own: nothing to obtain or to cite."""


def card(name):
    return (DATASETS / name / "README.md").read_text(encoding="utf-8")


def test_the_table_is_known():
    assert {name: loader.task for name, loader in LOADERS.items()} == {
        "fever": "verification",
        "fever-symmetric": "pairs",
        "vitaminc": "pairs",
        "scifact": "verification",
        "climate-fever": "pairs",
        "healthver": "pairs",
        "covid-fact": "pairs",
        "averitec": "questions",
        "wice": "pairs",
        "foolmetwice": "pairs",
        "checkthat": "claims",
        "claimbuster": "claims",
        "beir": "retrieval",
        "pairs": "pairs",
        "claims": "claims",
    }
    assert all(name == loader.name for name, loader in LOADERS.items())


def test_every_loader_has_a_folder_and_every_folder_a_loader():
    folders = {path.name for path in DATASETS.iterdir() if path.is_dir()}
    assert folders - NO_LOADER == set(LOADERS)


def test_no_folder_of_data_is_a_python_package():
    assert not list(DATASETS.rglob("*.py"))


@pytest.mark.parametrize("name", LOADERS)
def test_every_path_of_the_table_leads_to_a_function(name):
    loader = LOADERS[name]
    assert callable(loaders._resolve(loader.function))
    assert not loader.corpus or callable(loaders._resolve(loader.corpus))
    assert isinstance(dict(loader.labels()), dict)


@pytest.mark.parametrize("name", LOADERS)
def test_every_card_has_the_title_and_the_names_of_the_official_files(name):
    text = card(name)
    assert text.startswith(f"# {LOADERS[name].title}")
    if name not in OWN:
        for file in LOADERS[name].files:
            assert f"`{file}`" in text or f"`{file.rpartition('/')[2]}`" in text, file


@pytest.mark.parametrize("name", sorted(set(LOADERS) - OWN))
def test_every_card_has_its_sections(name):
    headings = {line[3:].strip() for line in card(name).splitlines() if line.startswith("## ")}
    assert headings >= SECTIONS


@pytest.mark.parametrize("name", LOADERS)
def test_every_card_has_the_label_table_of_its_loader(name):
    rows = [line for line in card(name).splitlines() if line.startswith("|")]
    labels = {**LOADERS[name].labels(), **(RTE_LABELS if name == "covid-fact" else {})}
    for theirs, ours in labels.items():
        assert any(f"`{theirs}`" in row and f"`{ours}`" in row for row in rows), (theirs, ours)


@pytest.mark.parametrize("name", sorted(set(LOADERS) - OWN))
def test_every_card_names_each_file_of_its_sample(name):
    files = [path for path in (DATASETS / name / "sample").rglob("*") if path.is_file()]
    assert files
    for file in files:
        assert f"`{file.relative_to(DATASETS / name)}`" in card(name)


def test_the_overview_names_every_dataset():
    text = (DATASETS / "README.md").read_text(encoding="utf-8")
    for name, loader in LOADERS.items():
        assert f"| [{name}]({name}/README.md) | {loader.title} | {loader.task} |" in text


def test_an_unknown_name_lists_the_known(refuses):
    with refuses(ConfigError, "unknown dataset 'feverous'; known: fever, fever-symmetric, vitaminc"):
        find("feverous")


def test_a_loader_of_another_task_names_those_that_fit(refuses, tmp_path):
    with refuses(ConfigError, "fever: its task is verification, not pairs; datasets for pairs: fever-symmetric"):
        load_pairs("fever", tmp_path)
    with refuses(ConfigError, "datasets for claims: checkthat, claimbuster, claims"):
        load_claims("wice", tmp_path)
    with refuses(ConfigError, "vitaminc: has no corpus; datasets with one: fever, scifact, beir"):
        load_documents("vitaminc", tmp_path)


def test_listing_the_datasets_imports_no_loader_and_no_library():
    code = (
        "import sys, factcheck.evaluation.loaders as table\n"
        "assert len(table.LOADERS) == 15\n"
        "print(*sorted(m for m in sys.modules if m.startswith('factcheck.evaluation.loaders.')"
        " or m in ('pyarrow', 'datasets')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""
