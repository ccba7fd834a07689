"""Did X say P? The attributions of an article against the sources that are X's own words."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.protocols import Embedder, StanceScorer
from factcheck.sources.agreement import DEFAULT, Judged, Weights, judge, signals
from factcheck.sources.attributions import RawAttribution, find_attributions
from factcheck.sources.named_sources import Identified, documents_of
from factcheck.types import Attribution, Document


def verify_attributions(
    article: Document,
    sources: Sequence[Document],
    *,
    embedder: Embedder,
    scorer: StanceScorer,
    found: Sequence[RawAttribution] | None = None,
    weights: Weights = DEFAULT,
) -> tuple[Attribution, ...]:
    """Tell of each attribution of ``article`` whether the named source said it, in its order.

    "yes": the text of a source that is X agrees with P. "no": it speaks of the matter and does not
    agree. "unknown": no source is X, or none of its passages is on the point, or sources only report
    what X said and none of them reports P. ``content_label`` stays None: whether P is true is another
    question. ``found`` are the attributions where they are known already.
    """
    attributions = find_attributions(article) if found is None else found
    known: dict[str, Identified] = {}
    identified = []
    for raw in attributions:
        before = article.text[: raw.span.start]
        if raw.speaker not in known:
            known[raw.speaker] = documents_of(raw.speaker, sources, context=before)
        identified.append(known[raw.speaker])
    shown = signals(
        [(raw.claim, raw.content) for raw in attributions], [i.documents for i in identified], embedder, scorer
    )
    verified = []
    for raw, of_speaker, found_signals in zip(attributions, identified, shown, strict=True):
        judged = judge(found_signals, weights)
        said = _said(judged, own=of_speaker.own, weights=weights)
        verified.append(
            Attribution(
                sentence=raw.sentence,
                span=raw.span,
                source_named=raw.source_named,
                cue=raw.cue,
                claim=raw.claim,
                source_said_it=said,
                source=judged.passage.document if judged is not None and said != "unknown" else None,
                chain=raw.chain,
                evidence=judged.passage if judged is not None and said != "unknown" else None,
            )
        )
    return tuple(verified)


def _said(judged: Judged | None, *, own: bool, weights: Weights) -> str:
    if judged is None or judged.relevance < weights.relevance:
        return "unknown"
    if judged.agreement >= weights.decide:
        return "yes"
    return "no" if own else "unknown"
