"""``factcheck index``: the evidence store, built once and added to."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.cli.common import Exit, State, check_writable, errors, print_json, progress, stderr, stdout
from factcheck.cli.figures import AsJson
from factcheck.cli.options import Config, EmbedderName, StoreVersion, Threads
from factcheck.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from factcheck.protocols import Embedder
    from factcheck.store import Inputs
    from factcheck.store.adding import Tally, Watch
    from factcheck.types import Failure, Passage

_SHOWN = 20  # failures printed; all of them go to --failures

StorePath = Annotated[str, typer.Argument(metavar="STORE", help="Folder of the store, or an object-store URI.")]
Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]…",
        help="Files, folders (BEIR folders too), .jsonl(.gz), .warc(.gz), addresses of pages, sitemaps and feeds.",
    ),
]
Lists = Annotated[
    list[Path] | None, typer.Option("--urls", help="File with one address a line; repeatable.", show_default=False)
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="Field of JSON lines, as in text=body; repeatable.", show_default="usual names"),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Most pages taken of one sitemap or feed.")]
FailuresFile = Annotated[
    Path | None, typer.Option("--failures", help="Write all records that failed here, as JSON lines.")
]

app = typer.Typer(
    no_args_is_help=True,
    help="The evidence store: built once, added to, searched by check, verify and sources.",
    epilog="Example: factcheck index create evidence/ archive/ wiki.jsonl.gz",
)


def register(parent: typer.Typer) -> None:
    """Add the commands of this module."""
    parent.add_typer(app, name="index")


@app.command(epilog="Example: factcheck index create evidence/ archive/ wiki.jsonl.gz --map text=body")
def create(
    context: typer.Context,
    store: StorePath,
    places: Places = None,
    urls: Lists = None,
    mapped: Mapping = None,
    limit: Limit = 10_000,
    sizes: Annotated[str, typer.Option("--sizes", help="Sentences in a passage.")] = "1,2,3",
    failures: FailuresFile = None,
    json: AsJson = False,
    embedder: EmbedderName = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Make a store, and add to it what is given."""
    from factcheck import store as stores

    with errors():
        chosen = _embedder(config, embedder, threads)
        windows = _sizes(sizes)
        inputs = _inputs(places, urls, mapped, limit)
        if places or urls:
            inputs.check()
        with _listed(failures, quiet=json and context.obj.quiet) as listed:
            version = stores.create(store, chosen, sizes=windows)
            if places or urls:
                _add(context.obj, store, inputs, chosen, listed, json=json)
            elif json:
                print_json(_dumps({"store_version": version.number, "documents": 0, "passages": 0}))
            else:
                stdout().print(f"{store}: version {version.number}, empty", markup=False, soft_wrap=True)


@app.command(epilog="Example: factcheck index add evidence/ new-pages/ https://example.org/sitemap.xml")
def add(
    context: typer.Context,
    store: StorePath,
    places: Places = None,
    urls: Lists = None,
    mapped: Mapping = None,
    limit: Limit = 10_000,
    failures: FailuresFile = None,
    json: AsJson = False,
    embedder: EmbedderName = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Add what the store does not have yet; what is unchanged costs a hash, what was cut off goes on."""
    with errors():
        inputs = _inputs(places, urls, mapped, limit)
        inputs.check()
        chosen = _embedder(config, embedder or _made_by(store), threads)
        with _listed(failures, quiet=json and context.obj.quiet) as listed:
            _add(context.obj, store, inputs, chosen, listed, json=json)


@app.command(epilog="Example: factcheck index remove evidence/ old-pages/ https://example.org/blog/")
def remove(
    store: StorePath,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE…", help="What it came from: file, folder, address, or a document id.")
    ],
    json: AsJson = False,
) -> None:
    """Take out all documents of a source; earlier versions keep them."""
    from factcheck import store as stores

    with errors():
        count, version = stores.remove(store, sources)
    if json:
        print_json(_dumps({"removed": count, "store_version": version}))
    else:
        stdout().print(f"removed {count:,} documents; version {version}")


@app.command(epilog="Example: factcheck index info evidence/ --json")
def info(store: StorePath, version: StoreVersion = None, json: AsJson = False) -> None:
    """Show what is in a store, and its versions."""
    from factcheck.store import Store
    from factcheck.store.describing import describe

    with errors():
        found = describe(Store.open(store, version))
    if json:
        print_json(_dumps(found))
        return
    console = stdout()
    kinds = ", ".join(f"{index['column']} {index['kind']}" for index in found["indexes"])
    lines = [
        f"{found['store']}: version {found['store_version']} of {found['created']}",
        f"{found['documents']:,} documents, {found['passages']:,} passages, {found['megabytes'] or '?'} MB",
        f"embedder {found['embedder']} ({found['embedder_sha256'][:12]}); indexes: {kinds}",
        *(f"{one['documents']:>10,}  {one['source']}" for one in found["sources"][:_SHOWN]),
        *([f"… {len(found['sources'])} sources in all"] if len(found["sources"]) > _SHOWN else []),
        "versions: " + ", ".join(f"{one['store_version']} ({one['action']})" for one in found["versions"][-_SHOWN:]),
    ]
    for line in lines:
        console.print(_printable(line), markup=False, soft_wrap=True)


@app.command(epilog='Example: factcheck index search evidence/ "the bridge was reopened in March" --top-k 5')
def search(
    store: StorePath,
    queries: Annotated[list[str], typer.Argument(metavar="QUERY…", help="One or more claims or questions.")],
    top_k: Annotated[int, typer.Option("--top-k", min=1, max=1000, help="Passages per query.")] = 8,
    version: StoreVersion = None,
    exact: Annotated[bool, typer.Option("--exact", help="Compare with every vector, whatever the index.")] = False,
    json: AsJson = False,
    embedder: EmbedderName = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Print the passages nearest to each query, with their scores."""
    from factcheck.store import Store, StoreRetriever

    with errors():
        opened = Store.open(store, version)
        chosen = _embedder(config, embedder or opened.version.embedder, threads)
        found = StoreRetriever(opened, chosen, exact=exact).search(queries, top_k)
    if json:
        results = [
            {"query": query, "passages": [_passage(*hit) for hit in hits]}
            for query, hits in zip(queries, found, strict=True)
        ]
        print_json(_dumps({"store": opened.uri, "store_version": opened.version.number, "queries": results}))
        return
    _print_found(queries, found)


@app.command(epilog="Example: factcheck index verify evidence/")
def verify(context: typer.Context, store: StorePath, version: StoreVersion = None, json: AsJson = False) -> None:
    """Compute every hash and span of a store again; exit 3 and a list where something differs."""
    from factcheck import store as stores

    listed = _Failures(None, quiet=json)
    with errors():
        opened = stores.Store.open(store, version)
        with progress(context.obj) as show:
            count = stores.verify(opened, listed.add, show)
    at = opened.version
    if json:
        shown = [{"item": failure.item, "error": failure.error} for failure in listed.first]
        print_json(
            _dumps({"store_version": at.number, "documents": at.documents, "differences": count, "first": shown})
        )
    else:
        listed.finish()
        state = f"{count:,} differences" if count else "whole"
        stdout().print(f"version {at.number}: {at.documents:,} documents, {at.passages:,} passages: {state}")
    if count:
        raise typer.Exit(Exit.FAILURES)


@app.command(epilog="Example: factcheck index compact evidence/ --keep 3")
def compact(
    store: StorePath,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Versions to keep, the latest being one.")] = 1,
) -> None:
    """Merge small files, rebuild the indexes, and forget old versions with the disk they take."""
    from factcheck import store as stores

    with errors():
        forgotten = stores.compact(store, keep)
    stdout().print(f"forgot {forgotten} versions")


class _Failures:
    """Failures as they come: the first are printed, all are written to a file if one is named."""

    def __init__(self, file: Path | None, *, quiet: bool) -> None:
        self.first: list[Failure] = []
        self.count = 0
        self._quiet = quiet
        self._stream = None
        if file is not None:
            try:
                check_writable(file)
                file.parent.mkdir(parents=True, exist_ok=True)
                self._stream = file.open("w", encoding="utf-8", errors="replace")
            except OSError as error:
                raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error

    def add(self, failure: Failure) -> None:
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(failure)
            if not self._quiet:
                stderr().print(f"failed: {_printable(failure.error)}", markup=False, soft_wrap=True)
        if self._stream is not None:
            entry = {"stage": failure.stage, "item": failure.item, "error": failure.error}
            self._stream.write(json_module.dumps(entry, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        if self._stream is not None:
            self._stream.close()
        if self.count > len(self.first) and not self._quiet:
            stderr().print(f"… {self.count:,} failures in all")


@contextmanager
def _listed(file: Path | None, *, quiet: bool) -> Iterator[_Failures]:
    """Yield where failures go, with ``file`` open before any work is done. Raises OutputError."""
    listed = _Failures(file, quiet=quiet)
    try:
        yield listed
    finally:
        listed.finish()


def _add(state: State, store: str, inputs: Inputs, embedder: Embedder, listed: _Failures, *, json: bool) -> None:
    """Add and report; exit 3 where records failed."""
    from factcheck import store as stores

    with _watched(state, inputs) as watch:
        tally = stores.add(store, inputs, embedder, failed=listed.add, watch=watch)
    opened = stores.Store.open(store).version
    done = {
        "added": tally.added,
        "replaced": tally.replaced,
        "unchanged": tally.unchanged,
        "failed": tally.failed,
        "store_version": opened.number,
        "documents": opened.documents,
        "passages": opened.passages,
    }
    if json:
        print_json(_dumps(done))
    else:
        counts = ", ".join(f"{name} {done[name]:,}" for name in ("added", "replaced", "unchanged", "failed"))
        stdout().print(
            f"{counts}; version {opened.number}: {opened.documents:,} documents, {opened.passages:,} passages",
            markup=False,
            soft_wrap=True,
        )
    if tally.failed:
        raise typer.Exit(Exit.FAILURES)


@contextmanager
def _watched(state: State, inputs: Inputs) -> Iterator[Watch]:
    """Yield a callback that draws how far the inputs are read, passages a second, and the time left."""
    from factcheck.store.adding import unwatched

    console = stderr()
    if state.quiet or not console.is_terminal:
        yield unwatched
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, TimeElapsedColumn(), TimeRemainingColumn(elapsed_when_finished=True), console=console, transient=True
    ) as bars:
        task = bars.add_task("read", total=inputs.total())

        def show(stage: str, tally: Tally) -> None:
            elapsed = bars.tasks[0].elapsed or 0.0
            rate = tally.passages / elapsed if elapsed else 0.0
            figures = f"{stage:<6} {tally.documents:,} documents, {tally.passages:,} passages, {rate:,.0f} passages/s"
            bars.update(task, completed=tally.position, description=figures)

        yield show


def _inputs(places: list[str] | None, urls: list[Path] | None, mapped: list[str] | None, limit: int) -> Inputs:
    from factcheck.store import Inputs
    from factcheck.store.inputs.rows import mapping_of

    return Inputs(places or [], urls or [], mapping_of(mapped or []), limit)


def _embedder(config: Path | None, name: str | None, threads: int | None) -> Embedder:
    from factcheck.checker import make_embedder
    from factcheck.config import load_settings

    return make_embedder(load_settings(config, flags={"embedder": name, "threads": threads}))


def _made_by(store: str) -> str:
    """Return the embedder of a store: what is added must have vectors of the same model."""
    from factcheck.store import Store

    return Store.open(store).version.embedder


def _sizes(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and 1 <= int(part) <= 20 for part in parts):
        raise ConfigError(f"--sizes {text}: expected numbers of sentences from 1 to 20, such as 1,2,3")
    return tuple(sorted({int(part) for part in parts}))


def _passage(passage: Passage, score: float) -> dict[str, Any]:
    document = passage.document
    return {
        "score": round(score, 6),
        "source_id": document.id,
        "span": {"start": passage.span.start, "end": passage.span.end},
        "text": passage.text,
        "title": document.title,
        "path": document.path,
        "url": document.url,
    }


def _print_found(queries: list[str], found: list[list[tuple[Passage, float]]]) -> None:
    from rich.text import Text

    from factcheck.report.console import origin_of, print_indented
    from factcheck.text import plain

    console = stdout()
    for query, hits in zip(queries, found, strict=True):
        console.print(Text(_printable(query), style="bold"), soft_wrap=True)
        for passage, score in hits:
            place = f"[{passage.span.start}–{passage.span.end}]"
            origin = _printable(origin_of(passage.document))
            line = Text.assemble((f"{score:.3f}  ", "bold"), f"{origin} ", (place, "dim"))
            line.append(f"\n“{_printable(plain(passage.text))}”")
            print_indented(line, console, indent=2)
        if not hits:
            console.print("  nothing found")


def _printable(text: str) -> str:
    from factcheck.report.console import printable

    return printable(text)


def _dumps(value: dict[str, Any]) -> str:
    from factcheck.report import dumps

    return dumps(value)
