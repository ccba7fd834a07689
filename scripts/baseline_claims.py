#!/usr/bin/env python
"""TF-IDF and logistic regression on the rows of the check-worthiness model: what it has to beat.

    python scripts/baseline_claims.py data/claims

For every file of ``dev/`` the rows of its scheme (models/claims-minilm/recipe.toml, all of them, without the
cap on negatives) are fitted, the threshold on the rows kept aside; words and pairs of words, counts dampened.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from factcheck.claims.worthiness import model_input
from factcheck.evaluation.claims import LABELS, examples_scheme, read_claim_examples
from factcheck.evaluation.metrics import detection
from factcheck.training.claim_heads import best_threshold, labels_of
from factcheck.training.claim_rows import NEWS, SetShare, build_rows

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPE = Path(__file__).resolve().parent.parent / "models" / "claims-minilm" / "recipe.toml"


def main() -> None:
    """Fit one model a scheme and print the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=Path, help="folder with train/ and dev/")
    options = parser.parse_args()
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    schemes = {
        scheme: {name: SetShare() for name in settings["sets"]}
        for scheme, settings in recipe["schemes"].items()
        if NEWS not in settings["sets"]
    }
    rows = build_rows(schemes, options.claims / "train", options.claims / "dev", None)
    fitted = {}
    for scheme in schemes:
        shown = [row for row in rows.train if row.scheme == scheme]
        kept = [row for row in rows.calibration if row.scheme == scheme]
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        matrix = vectorizer.fit_transform([model_input(row.text) for row in shown])
        model = LogisticRegression(C=5.0, max_iter=1000).fit(matrix, labels_of(shown))
        aside = model.predict_proba(vectorizer.transform([model_input(row.text) for row in kept]))[:, 1]
        fitted[scheme] = vectorizer, model, best_threshold(aside, labels_of(kept))
    for file in sorted((options.claims / "dev").glob("*.jsonl*")):
        examples = read_claim_examples(file)
        vectorizer, model, threshold = fitted[examples_scheme(examples)]
        scores = model.predict_proba(vectorizer.transform([model_input(e.text) for e in examples]))[:, 1]
        positive = np.array([LABELS[example.label] for example in examples], dtype=np.bool_)
        figures = detection(np.asarray(scores, dtype=np.float64), positive, threshold)
        print(f"{file.name}: AP {figures['average_precision']:.3f}, F1 {figures['f1']:.3f} (threshold {threshold})")


if __name__ == "__main__":
    main()
