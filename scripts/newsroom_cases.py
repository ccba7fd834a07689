#!/usr/bin/env python
"""Write the newsroom stories that are kept out of training as case folders for `factcheck evaluate articles`.

    python scripts/newsroom_cases.py datasets/newsroom cases/
    factcheck evaluate articles cases/

A case is an article of the story's claims and of its sentences that nobody would check, its sources as text
files with publisher and date above the body, and ``gold.json``. Sources that only look like being about the story
(``misleading/*.jsonl``) lie beside them, unless ``--plain`` is given.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from factcheck.training.stories import Story, StorySource, read_misleading, read_stories

_PARAGRAPH = 4  # sentences


def main() -> None:
    """Write one folder a story."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path, help="folder of *.jsonl")
    parser.add_argument("cases", type=Path, help="folder to write case folders into")
    parser.add_argument("--plain", action="store_true", help="leave misleading sources out")
    options = parser.parse_args()
    misleading = {} if options.plain else read_misleading(options.stories / "misleading")
    written = 0
    for story in read_stories(options.stories):
        if story.is_dev:
            write_case(story, options.cases / story.id, misleading.get(story.id, {}))
            written += 1
    print(f"{written} cases in {options.cases}")


def write_case(story: Story, folder: Path, misleading: Mapping[str, StorySource]) -> None:
    """Write article, sources and gold labels of one story."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "article.md").write_text(article_text(story), encoding="utf-8")
    for name, source in (story.sources | dict(misleading)).items():
        (folder / "sources" / f"{name}.txt").write_text(source_text(source), encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(gold(story), ensure_ascii=False, indent=1), encoding="utf-8")


def article_text(story: Story) -> str:
    """Return the article: claims in order, the other sentences spread between them."""
    sentences = list(_interleaved([c.sentence for c in story.claims], list(story.not_claims)))
    paragraphs = [" ".join(sentences[i : i + _PARAGRAPH]) for i in range(0, len(sentences), _PARAGRAPH)]
    head = f"---\ntitle: {json.dumps(story.title, ensure_ascii=False)}\ndate: {story.published}\n---\n"
    return "\n\n".join([head + f"\n# {story.title}", *paragraphs]) + "\n"


def _interleaved(claims: list[str], others: list[str]) -> Iterator[str]:
    total = len(others)
    for index, claim in enumerate(claims):
        yield claim
        due = (index + 1) * total // len(claims) - index * total // len(claims)
        for _ in range(due):
            yield others.pop(0)


def source_text(source: StorySource) -> str:
    """Return a source as a text file: publisher, title, date, then its sentences, table rows on lines of their own."""
    day = date.fromisoformat(source.published) if source.published else None
    dated = f"{day.day} {day:%B %Y}\n" if day else ""
    body = ""
    for sentence in source.sentences:
        row = sentence.startswith("|")
        body += ("\n" if row and not body.endswith("\n") else "") + sentence + ("\n" if row else " ")
    return f"{source.publisher}\n{source.title}\n{dated}\n{body.strip()}\n"


def gold(story: Story) -> dict[str, object]:
    """Return the labels in the format of case folders."""
    claims = [
        {
            "id": f"{story.id}-{number}",
            "sentence": claim.sentence,
            "claim": claim.text,
            "label": claim.label,
            "kind": claim.kind,
            "evidence": [
                {"file": f"{name}.txt", "sentence": story.sources[name].sentences[n - 1], "stance": item.stance}
                for item in claim.evidence
                if item.stance != "near_miss"
                for name, n in item.places
            ],
        }
        for number, claim in enumerate(story.claims, 1)
    ]
    return {"case": story.id, "claims": claims, "not_claims": list(story.not_claims), "independent_groups": []}


if __name__ == "__main__":
    main()
