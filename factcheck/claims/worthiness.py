"""The bundled check-worthiness model: how much a sentence deserves a check.

The public sets that it learned from mean different things by their labels, so the model has one output a
*label scheme*: presidential debates ("would a fact-checker check it?"), company reports ("an
environmental claim?"), tweets, speeches, and sentences of the news, which is the scheme of articles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from factcheck.bundled import BundledModel
from factcheck.onnx import OnnxModel
from factcheck.text import plain
from factcheck.types import ModelInfo

NEWS = "news"
"""The scheme by which sentences of articles are judged."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_TWEET = re.compile(r"(?:^|\s)[@#]\w|https?://")
_TWEETS = 0.3
"""Share of texts with a link, a hashtag or a handle from which on texts are taken for tweets."""
# Which scheme a data set's labels follow, by its name; the first that fits counts.
_DATASETS = (
    (re.compile(r"tweets?_(?:cw|check|worth)"), "tweets_worthy"),
    (re.compile(r"tweets?"), "tweets_claim"),
    (re.compile(r"debate|claimbuster"), "debates"),
    (re.compile(r"environment"), "reports"),
    (re.compile(r"policlaim|speech"), "speeches"),
    (re.compile(r"news"), NEWS),
)


def scheme_of(dataset: str, texts: Sequence[str], *, worthy: bool) -> str:
    """Return the scheme of a labelled file: its data set's, else what its texts and labels are like.

    Without a known name, texts full of links and hashtags are tweets; labels of check-worthiness
    (``worthy``) are then read as ClaimBuster means them, labels of claims as the news scheme does.
    """
    name = dataset.lower()
    for pattern, scheme in _DATASETS:
        if pattern.search(name):
            return scheme
    if sum(bool(_TWEET.search(text)) for text in texts) >= _TWEETS * max(1, len(texts)):
        return "tweets_worthy" if worthy else "tweets_claim"
    return "debates" if worthy else NEWS


def model_input(text: str) -> str:
    """Return a sentence as the model reads it: one line, no emphasis marks, addresses as one word."""
    return _ADDRESS.sub("http", plain(text))


class OnnxWorthiness:
    """A bundled encoder with one logit a scheme, calibrated by a slope and an offset each."""

    def __init__(self, model: BundledModel, *, threads: int | None = None) -> None:
        self.info: ModelInfo = model.info
        self.schemes = model.labels
        self._parameters = model.parameters
        self._thresholds = model.thresholds
        self._model = OnnxModel(model.folder, max_tokens=model.max_tokens, threads=threads)

    def threshold(self, scheme: str = NEWS) -> float:
        """Return the least check-worthiness at which a sentence counts as found; fitted, see the card."""
        return self._thresholds[scheme]

    def score(self, texts: Sequence[str], scheme: str = NEWS) -> list[float]:
        """Return the calibrated probability (0 to 1) of each text; empty in, empty out."""
        if not texts:
            return []
        column = self.schemes.index(scheme)
        slope, offset = self._parameters[f"slope_{scheme}"], self._parameters[f"offset_{scheme}"]
        logits = self._model.run([model_input(text) for text in texts])[:, column]
        return [1 / (1 + math.exp(-max(-30.0, min(30.0, slope * float(x) + offset)))) for x in logits]
