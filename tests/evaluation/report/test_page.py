import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from fakes import FakeScorer, refutes, supports

from factcheck.errors import MissingExtraError, OutputError
from factcheck.evaluation.pairs import evaluate_pairs
from factcheck.evaluation.report import leaderboard_table, write_leaderboard, write_report
from factcheck.evaluation.run import pairs_run

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">{{ 7*7 }} $x^2$ & \ud800"
)
ROWS = [
    {"claim": "It opened.", "evidence": "It opened early.", "label": "support"},
    {"claim": HOSTILE, "evidence": f"never {HOSTILE}", "label": "support", "id": '"><b>'},
    {"claim": "Überall 🌉 in 1932.", "evidence": "It never opened.", "label": "neutral"},
    {"claim": "It is not open.", "evidence": "It never opened.", "label": "refute"},
]


def says(premise, hypothesis):
    return refutes(0.8) if "never" in premise else supports(0.9)


def run_of(tmp_path, *, rows=ROWS, name="a.jsonl", scorer=None):
    scorer = scorer or FakeScorer(says)
    file = tmp_path / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows).replace("\\ud800", "?"), encoding="utf-8")
    return pairs_run([evaluate_pairs(file, scorer)], scorer.info, resamples=100, command=f"factcheck {HOSTILE}")


class Tags(HTMLParser):
    """Collects tags, ids and whatever would load something."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.loads, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href", "action") and not value.startswith(("#", "data:")):
                self.loads.append(value)
            assert not name.startswith("on")

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    return write_report(folder / "report", run_of(folder))


def test_the_folder_has_the_page_its_plots_and_the_figures(page):
    plots = [
        f"{name}.{kind}" for name in ("confusion", "reliability", "risk_coverage", "slices") for kind in ("png", "svg")
    ]
    assert sorted(file.name for file in page.parent.iterdir()) == sorted(["index.html", "run.json", *plots])
    assert json.loads((page.parent / "run.json").read_text(encoding="utf-8"))["headline"]["n"] == 4
    assert (page.parent / "slices.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_loads_nothing_and_hostile_text_is_inert(page):
    text = page.read_text(encoding="utf-8")
    tags = Tags(text)
    assert tags.loads == []
    assert tags.tags.count("script") == 1
    assert "img" not in tags.tags
    assert not re.search(r"url\((?!#)|@import|fetch\(|https?://(?!www\.w3\.org/)", text)
    assert "default-src 'none'" in text
    assert "<script>document.title" in tags.text
    assert "{{ 7*7 }}" in tags.text


def test_ids_are_unique_and_every_plot_has_a_title_and_a_table(page):
    text = page.read_text(encoding="utf-8")
    tags = Tags(text)
    assert len(tags.ids) == len(set(tags.ids))
    referred = set(re.findall(r'(?:url\(#|href="#|aria-labelledby=")([\w-]+)', text))
    assert referred <= set(tags.ids)
    assert tags.tags.count("figure") == tags.tags.count("svg") == tags.tags.count("details") == 4
    assert text.count('role="img"') == 4
    assert "currentColor" in text


def test_the_page_shows_figures_intervals_mistakes_and_provenance(page):
    text = Tags(page.read_text(encoding="utf-8")).text
    for part in ("Accuracy", "0.500", "95 %:", "a.jsonl", "gold neutral", "predicted refute", "Überall 🌉", "sha256"):
        assert part in text
    # the surest mistake comes first, and what was right is no mistake
    assert "It is not open." not in text


def test_the_same_run_gives_the_same_bytes(page, tmp_path):
    run = json.loads((page.parent / "run.json").read_text(encoding="utf-8"))
    other = write_report(tmp_path / "again", run)
    for file in page.parent.iterdir():
        assert file.read_bytes() == (other.parent / file.name).read_bytes(), file.name


def test_a_run_without_a_mistake_says_so(tmp_path):
    page = write_report(tmp_path / "report", run_of(tmp_path, rows=ROWS[:1]))
    assert "None." in Tags(page.read_text(encoding="utf-8")).text


@pytest.mark.parametrize("absent", ["matplotlib", "jinja2"])
def test_a_missing_library_is_named_with_the_command(tmp_path, monkeypatch, absent, refuses):
    run = run_of(tmp_path)
    monkeypatch.setitem(sys.modules, absent, None)
    with refuses(MissingExtraError, absent, "pip install 'factcheck-toolkit[report]'"):
        write_report(tmp_path / "report", run)


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path, refuses):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with refuses(OutputError, "cannot be written"):
        write_report(tmp_path / "file", run_of(tmp_path))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("runs")
    runs = {
        "good": run_of(tmp_path),
        "bad": run_of(tmp_path, scorer=FakeScorer(lambda premise, hypothesis: refutes(0.4), name="<i>bad</i>")),
        "other": run_of(tmp_path, name="b.jsonl"),
    }
    for name, run in runs.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(json.dumps(run).replace("\\ud800", "?"), encoding="utf-8")
    return [tmp_path / name for name in runs]


def test_the_leaderboard_marks_the_best_and_leaves_gaps(folders):
    (board,) = leaderboard_table(folders)
    titles = [column.title for column in board.columns]
    accuracy = [row.cells[titles.index("Accuracy")] for row in board.rows]
    assert [cell.value for cell in accuracy] == [0.5, 0.25, 0.5]
    assert [cell.best for cell in accuracy] == [True, False, True]
    ece = [row.cells[titles.index("ECE")] for row in board.rows]
    assert min(ece, key=lambda cell: cell.value).best
    assert [row.cells[titles.index("Accuracy, b.jsonl")].value for row in board.rows] == [None, None, 0.5]
    assert not any(row.cells[titles.index("Items")].best for row in board.rows)
    assert accuracy[0].interval is not None


def in_chromium(page, tmp_path, script=""):
    """Return the page as it is after ``script``, and what the browser logged."""
    copy = tmp_path / "copy.html"
    copy.write_text(page.read_text(encoding="utf-8").replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    flags = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"]
    command = [CHROMIUM, *flags, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", copy.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, encoding="utf-8")
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@needs_chromium
def test_a_browser_opens_the_page_without_complaint(page, tmp_path):
    dom, complaints = in_chromium(page, tmp_path)
    assert complaints == []
    assert "<title>Evaluation of pairs: fake-scorer</title>" in dom


@needs_chromium
def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order(folders, tmp_path):
    write_leaderboard(tmp_path / "board.html", leaderboard_table(folders))
    script = """
      const seen = [], names = () => [...document.querySelectorAll("tbody th")].map(cell => cell.textContent).join();
      const heads = [...document.querySelectorAll("thead th")];
      const click = title => { heads.find(head => head.textContent === title).querySelector("button").click(); };
      for (const title of ["Accuracy", "Accuracy", "Accuracy, b.jsonl", "Run", "Run"]) {
        click(title); seen.push(names());
      }
      document.title = seen.join(" ");
    """
    dom, complaints = in_chromium(tmp_path / "board.html", tmp_path, script)
    assert complaints == []
    title = re.search("<title>(.*)</title>", dom).group(1)
    # rows without a figure stay last
    assert title == "good,other,bad bad,good,other other,bad,good other,good,bad bad,good,other"
