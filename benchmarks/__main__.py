"""Measure everything once, print one table, keep it in ``benchmarks/results/``.

A run makes a database of its own in a temporary folder, and stops and removes everything
it started. ``--small`` is for trying the program itself: its numbers mean nothing and are
printed only.
"""

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, Results

FULL, SMALL = 100, 2
BEGUN = time.monotonic()


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; ``thousands`` of persons, and so many names, rows, figures and requests."""

    thousands: int
    names: int
    imported: int
    exported: int
    published: int
    requests: tuple[int, int]
    seconds: float


SIZES = {
    FULL: Size(FULL, 1_000_000, 5000, 1_000_000, 1000, (40, 100), 4.0),
    SMALL: Size(SMALL, 20_000, 200, 20_000, 20, (5, 12), 2.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a small world, in two minutes")
    size = SIZES[SMALL if parser.parse_args().small else FULL]
    folder = Path(tempfile.mkdtemp(prefix="niukou-bench-"))
    os.environ |= {"NIUKOU_DATA": str(folder / "data"), "NIUKOU_STAGE": "dev"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    from benchmarks.installation import BenchmarkFailed

    try:
        return 1 if run(size, folder).troubles else 0
    except BenchmarkFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(size: Size, folder: Path) -> Results:
    """Carry out one run, print what it found and return it."""
    from benchmarks import report
    from benchmarks.installation import BenchmarkFailed
    from config.embedded import running
    from config.env import env
    from config.keys import ensure_keys

    if env.database_url:
        message = "The embedded database is measured: unset NIUKOU_DATABASE_URL, also in .env."
        raise BenchmarkFailed(message)
    data = folder / "data"
    data.mkdir(mode=0o700)
    ensure_keys(data / "keys")
    results = Results(
        scale=size.thousands,
        day=time.strftime("%Y-%m-%d"),
        machine=machine(),
        load_before=os.getloadavg(),
    )
    with ExitStack() as undo:
        undo.enter_context(running(data / "postgres"))
        measure(results, size, data)
    from benchmarks.pieces import measure_start

    tell("Starting and stopping everything")
    attempt(results, lambda: measure_start(data))
    results.load_after, results.seconds = os.getloadavg(), time.monotonic() - BEGUN
    if size == SIZES[FULL]:
        report.write(results)
    print(report.as_text(results))
    return results


def measure(results: Results, size: Size, data: Path) -> None:
    """Fill the database and measure all that needs it."""
    import django
    from django.db import connection

    from benchmarks.installation import WebServer, build_world

    tell("Building the world")
    results.world = build_world(size.thousands)
    tell(results.world)
    django.setup()
    logging.disable(logging.WARNING)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does by itself, only sooner
    from benchmarks import bulk, names, pages, pieces, proof

    server = WebServer(data)
    with server.running():
        tell("Reading pages")
        pages.measure_pages(results, server, pages.Dose(*size.requests, size.seconds))
        attempt(results, lambda: proof.measure_portal(server, size.seconds))
    tell("Sealing, printing, searching, taking lists in and out")
    for part in (
        pieces.measure_sealing,
        pieces.measure_papers,
        proof.measure_claims,
        lambda: proof.measure_publications(size.published),
        lambda: names.measure_search(size.names),
        lambda: bulk.measure_import(data, size.imported),
        lambda: bulk.measure_export(size.exported),
    ):
        attempt(results, part)
    connection.close()


def attempt(results: Results, part: Callable[[], list[Figure]]) -> None:
    """Keep what ``part`` found, or why it found nothing: the rest of the run goes on."""
    from benchmarks.installation import BenchmarkFailed

    try:
        results.figures += part()
    except BenchmarkFailed as failure:
        results.troubles.append(str(failure))


def machine() -> str:
    """Say in a sentence what was measured on."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1_000_000_000
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"A machine with {cores} cores shared with other work and {memory:.0f} GB of memory, "
        f"Python {python}, embedded PostgreSQL with durable settings, granian with 2 workers."
    )


def tell(what: str) -> None:
    """Print what happens now, with the seconds since the start: Django moves the clock's zone."""
    print(f"{time.monotonic() - BEGUN:4.0f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
