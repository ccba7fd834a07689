import json

import pytest

from factcheck.training.claim_rows import LabelledSentence, NearCopies, SetShare, build_rows, normalize, read_newsroom

LONG = "The council of the old harbour town approved the new budget of nine million euros"


def write(file, rows):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def numbered(count, label="check_worthy"):
    return [{"text": f"Row number {n} of them all says {n * 7} things.", "label": label} for n in range(count)]


def story(name):
    return {
        "id": name,
        "claims": [{"sentence": f"Claim of {name}."}],
        "not_claims": [f"Mood of {name}."],
    }


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (LONG + ".", True),
        (LONG.upper() + " https://example.org/x", True),
        (LONG + " on Monday evening", True),
        ("The council of the old harbour town rejected a plan for another bridge in the spring", False),
        ("Something else entirely was said by nobody in particular today", False),
    ],
)
def test_near_copies_are_known_by_shared_runs_of_words(text, near):
    assert (text in NearCopies([LONG])) is near


def test_rows_of_dev_and_their_near_copies_are_not_trained_on(tmp_path):
    write(tmp_path / "train" / "debates.train.jsonl", [*numbered(40), {"text": LONG, "label": "not"}])
    write(tmp_path / "dev" / "debates.dev.jsonl", [{"text": LONG + ".", "label": "not"}])
    rows = build_rows({"debates": {"debates": SetShare()}}, tmp_path / "train", tmp_path / "dev", None)
    texts = {normalize(row.text) for row in (*rows.train, *rows.calibration)}
    assert len(texts) == 40
    assert normalize(LONG) not in texts


def test_rows_kept_aside_are_never_trained_on_and_repeats_and_caps_hold(tmp_path):
    write(tmp_path / "train" / "a.train.jsonl", [*numbered(60), *numbered(80, "not")[60:]])
    (tmp_path / "dev").mkdir()
    rows = build_rows({"s": {"a": SetShare(repeat=2, negatives=5)}}, tmp_path / "train", tmp_path / "dev", None)
    shown = {row.text for row in rows.train}
    assert not shown & {row.text for row in rows.calibration}
    assert len(rows.train) == 2 * len(shown)
    assert sum(not row.positive for row in rows.train) == 2 * 5
    again = build_rows({"s": {"a": SetShare(repeat=2, negatives=5)}}, tmp_path / "train", tmp_path / "dev", None)
    assert rows == again


def test_a_set_without_a_file_is_an_error(tmp_path):
    (tmp_path / "dev").mkdir()
    with pytest.raises(FileNotFoundError):
        build_rows({"s": {"absent": SetShare()}}, tmp_path, tmp_path / "dev", None)


def test_a_fifth_of_the_stories_is_held_out(tmp_path):
    write(tmp_path / "stories.jsonl", [story(f"s{n}") for n in range(100)])
    (tmp_path / "margins.txt").write_text("# a note\nSubscribe now.\n\n", encoding="utf-8")
    shown = list(read_newsroom(tmp_path, held_out=False))
    held = list(read_newsroom(tmp_path, held_out=True))
    assert LabelledSentence("Subscribe now.", False, "news", "newsroom") in shown
    assert 10 < len(held) / 2 < 35
    assert len(shown) + len(held) == 201
    assert not {row.text for row in shown} & {row.text for row in held}
