"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],  # not paths, which would spoil addresses
    typer.Option("--sources", "-s", help="File, folder, store or address of sources; repeatable.", show_default=False),
]
Fetch = Annotated[bool, typer.Option("--fetch", help="Fetch the pages that the article cites and the sources lack.")]
Snapshots = Annotated[
    Path | None,
    typer.Option(
        "--snapshots",
        help="Folder that keeps fetched pages (WARC); they are read from there next time.",
        show_default="the platform's place for data",
    ),
]
Refetch = Annotated[
    bool | None, typer.Option("--refetch", help="Fetch anew what --snapshots keeps.", show_default="no")
]
Reliability = Annotated[
    Path | None,
    typer.Option(
        "--reliability",
        help="CSV of domain,rating,note: shown beside the sources; never changes a verdict.",
        show_default=False,
    ),
]
MaxError = Annotated[
    float | None,
    typer.Option(
        "--max-error",
        min=0.0,
        max=1.0,
        help="Largest share of wrong verdicts: less sure ones become NOT_ENOUGH_EVIDENCE.",
        show_default=False,
    ),
]
StoreVersion = Annotated[
    int | None, typer.Option("--store-version", min=1, help="Version of the store to use.", show_default="the latest")
]
EmbedderName = Annotated[
    str | None,
    typer.Option("--embedder", help="Bundled model, local folder or Hugging Face id.", show_default="minilm-l6"),
]
NliModel = Annotated[
    str | None,
    typer.Option("--nli-model", help="Bundled model, local folder or Hugging Face id.", show_default="nli-mpnet"),
]
TopK = Annotated[
    int | None, typer.Option("--top-k", min=1, max=1000, help="Passages scored per claim.", show_default="12")
]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", min=0.0, max=1.0, help="Least strength of a deciding passage.", show_default="fitted on dev data"
    ),
]
Config = Annotated[
    Path | None, typer.Option("--config", help="Configuration file.", show_default="factcheck.toml, if there")
]
Threads = Annotated[int | None, typer.Option("--threads", min=0, help="Cores to use.", show_default="all")]
Predictions = Annotated[
    Path | None, typer.Option("--predictions", help="Keep predictions here; a stopped run goes on.")
]
Bootstrap = Annotated[
    int | None,
    typer.Option(
        "--bootstrap",
        min=100,
        max=100_000,
        help="Give 95 % intervals from this many resamples.",
        show_default="1000 with --report, else none",
    ),
]
ReportFolder = Annotated[
    Path | None, typer.Option("--report", help="Write a page with plots and mistakes (index.html) to this folder.")
]
