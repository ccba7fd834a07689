"""Prediction sets for the FEVER scorer, the same on every machine, and how their official scores were recorded.

``fever_scores.json`` holds, for the sets of the seeds 0 to 239, what ``fever.scorer.fever_score`` of
fever-scorer 2.0.39 returns. That package cannot be a dependency: its setup.py names ``license``, which
is no string on any Python, so pip refuses to build it. It was installed and run with

    echo 'import builtins; builtins.license = "MIT"' > sitecustomize.py
    PYTHONPATH=. pip install --no-build-isolation fever-scorer==2.0.39 six
    python tests/evaluation/official/fever_cases.py > tests/evaluation/official/fever_scores.json
"""

import json
import random

from factcheck.evaluation.examples import GoldEvidence, SentenceRef, VerificationExample
from factcheck.evaluation.official.fever import FeverPrediction

SETS = 240
LABELS = ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO")


def draw(seed):
    """Return gold claims and predictions; few pages and lines, so that hits and repetitions are common."""
    # random() alone is the same in all versions of Python
    generator = random.Random(seed)

    def below(n):
        return int(generator.random() * n)

    def sentence():
        return SentenceRef(f"Page_{below(3)}", below(3))

    gold, predictions = [], {}
    for number in range(1 + below(12)):
        label = LABELS[below(3)]
        sets = 0 if label == LABELS[2] else below(4)
        evidence = tuple(GoldEvidence(label, tuple(sentence() for _ in range(1 + below(3)))) for _ in range(sets))
        gold.append(VerificationExample(str(number), f"Claim {number}.", label, evidence))
        if below(8):  # else the claim is missing
            said = LABELS[below(3)] if below(2) else label
            found = tuple(sentence() for _ in range(below(9)))
            predictions[str(number)] = FeverPrediction(said.title() if below(2) else said, found)
    return gold, predictions


def official(gold, predictions):
    """Return what the official scorer says: a missing claim is one of another label, without evidence."""
    from fever.scorer import fever_score

    rows = []
    for claim in gold:
        predicted = predictions.get(claim.id, FeverPrediction("MISSING"))
        rows.append(
            {
                "label": claim.label,
                "evidence": [[[0, 0, s.document, s.sentence] for s in group.sentences] for group in claim.evidence],
                "predicted_label": predicted.label,
                "predicted_evidence": [[s.document, s.sentence] for s in predicted.evidence],
            }
        )
    return [float(value) for value in fever_score(rows)]


if __name__ == "__main__":
    print("[", ",\n".join(json.dumps(official(*draw(seed))) for seed in range(SETS)), "]", sep="\n")  # noqa: T201
