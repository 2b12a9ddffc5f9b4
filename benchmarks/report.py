"""The results as one table to read and one file to compare with."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.figures import DoorFigures, Figure, Results

FOLDER = Path(__file__).resolve().parent / "results"
MOST_QUERIES = 12
MOST_BYTES = 50_000


def write(results: Results, what: str) -> None:
    """Keep ``results`` of ``what`` beside earlier ones, to read and to compare with."""
    FOLDER.mkdir(exist_ok=True)
    name = f"{results.day}-{what}"
    (FOLDER / f"{name}.md").write_text(as_text(results), encoding="utf-8")
    data = json.dumps(asdict(results), ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(data + "\n", encoding="utf-8")


def as_text(results: Results) -> str:
    return "\n".join([*_head(results), *_doors(results), *_figures(results.figures), ""])


def _head(results: Results) -> Iterator[str]:
    yield f"# {results.day}, {results.scale},000 persons"
    yield ""
    yield results.machine
    before, after = results.load_before, results.load_after
    yield (
        f"Load average before {before[0]:.1f} and after {after[0]:.1f}; "
        f"the whole run took {results.seconds / 60:.1f} minutes."
    )
    yield f"The world: {results.world}."
    for trouble in results.troubles:
        yield f"Not measured: {trouble}"
    yield ""
    yield "A mark ✗ stands beside what misses its bar."


def _doors(results: Results) -> Iterator[str]:
    if not results.doors:
        return
    yield (
        "“SQL” is the slowest SELECT of the page alone through psycopg (p50); “CPU” is the web "
        "server's own work, without the database."
    )
    yield ""
    if results.up_one and results.up_four:
        yield (
            f"A view that does nothing (`/up/`) under the same server: p50 {results.up_one.p50:.1f}, "
            f"p95 {results.up_one.p95:.1f} ms for one reader; p50 {results.up_four.p50:.1f}, "
            f"p95 {results.up_four.p95:.1f} ms for four."
        )
        yield ""
    yield (
        "| reader | page | 1 reader p50 / p95 ms | 4 readers p50 / p95 ms | bar p95 "
        "| CPU ms | bar CPU | SQL ms | queries | bytes |"
    )
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for door in results.doors:
        yield _row(door)


def _row(door: DoorFigures) -> str:
    bar_cpu = f"{door.bar_cpu_ms:.0f}" if door.bar_cpu_ms else ""
    floor = f"{door.floor_sql_ms:.1f}" if door.floor_sql_ms is not None else ""
    cells = [
        door.reader,
        door.name,
        f"{door.one.p50:.1f} / {door.one.p95:.1f}",
        f"{door.four.p50:.1f} / {_marked(door.four.p95, door.bar_ms)}",
        f"{door.bar_ms:.0f}",
        _marked(door.cpu_ms, door.bar_cpu_ms),
        bar_cpu,
        floor,
        _marked(door.queries, MOST_QUERIES, decimals=0),
        _marked(door.size_bytes, MOST_BYTES, decimals=0),
    ]
    return f"| {' | '.join(cells)} |"


def _marked(value: float, bar: float | None, *, decimals: int = 1) -> str:
    missed = " ✗" if bar is not None and value > bar else ""
    return f"{value:,.{decimals}f}{missed}"


def _figures(figures: list[Figure]) -> Iterator[str]:
    yield ""
    yield "| what | measured | bar | floor | the floor is |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for figure in figures:
        bar = f"{'≥' if figure.more_is_better else '≤'} {_plain(figure.bar)}" if figure.bar else ""
        floor = _plain(figure.floor) if figure.floor is not None else ""
        missed = " ✗" if figure.holds is False else ""
        yield (
            f"| {figure.name} | {_plain(figure.value)} {figure.unit}{missed} | {bar} "
            f"| {floor} | {figure.floor_is} |"
        )


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"  # noqa: PLR2004  # three figures say enough
