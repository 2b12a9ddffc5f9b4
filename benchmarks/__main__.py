"""Measure everything once, print one table, keep it in ``benchmarks/results/``.

A run makes a database of its own in a temporary folder, and stops and removes everything
it started. ``--small`` is for trying the program itself: its numbers mean nothing and are
printed only. ``--only-check-in`` lets five hundred people check in and measures nothing else.
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
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.figures import Figure, Results

FULL, SMALL = 100, 2
BEGUN = time.monotonic()


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; ``thousands`` of persons, and so much of everything else."""

    thousands: int
    names: int
    imported: int
    exported: int
    published: int
    arriving: int
    letters: int
    requests: tuple[int, int]
    seconds: float


SIZES = {
    FULL: Size(FULL, 1_000_000, 5000, 1_000_000, 1000, 500, 1000, (40, 100), 4.0),
    SMALL: Size(SMALL, 20_000, 200, 20_000, 20, 50, 20, (5, 12), 2.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a small world, in two minutes")
    parser.add_argument("--only-check-in", action="store_true", help="500 people, in two minutes")
    asked = parser.parse_args()
    size = SIZES[SMALL if asked.small or asked.only_check_in else FULL]
    if asked.only_check_in:
        size = replace(size, arriving=SIZES[FULL].arriving)
    folder = Path(tempfile.mkdtemp(prefix="niukou-bench-"))
    os.environ |= {"NIUKOU_DATA": str(folder / "data"), "NIUKOU_STAGE": "dev"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    from benchmarks.installation import BenchmarkFailed

    try:
        part = measure_arriving if asked.only_check_in else measure_everything
        return 1 if run(size, folder, part).troubles else 0
    except BenchmarkFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(size: Size, folder: Path, part: Callable[[Results, Size, Path], None]) -> Results:
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
        fill(results, size)
        part(results, size, data)
    if part is measure_everything:
        from benchmarks.pieces import measure_start

        tell("Starting and stopping everything")
        attempt(results, lambda: measure_start(data))
    results.load_after, results.seconds = os.getloadavg(), time.monotonic() - BEGUN
    if size.arriving == SIZES[FULL].arriving:
        report.write(results, f"{size.thousands}k" if part is measure_everything else "check-in")
    print(report.as_text(results))
    return results


def fill(results: Results, size: Size) -> None:
    """Fill the database and get ready to read it."""
    import django
    from django.db import connection

    from benchmarks.installation import build_world

    tell("Building the world")
    results.world = build_world(size.thousands)
    tell(results.world)
    django.setup()
    logging.disable(logging.WARNING)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does by itself, only sooner


def measure_everything(results: Results, size: Size, data: Path) -> None:
    """Measure all that needs the database."""
    from django.db import connection

    from benchmarks import bulk, check_in, names, pages, pieces, programme, proof
    from benchmarks.installation import WebServer

    server, dose = WebServer(data), pages.Dose(*size.requests, size.seconds)
    with server.running():
        tell("Reading pages")
        pages.measure_pages(results, server, dose)
        attempt(results, lambda: proof.measure_portal(server, size.seconds))
        tell("Checking people in")
        attempt(results, lambda: check_in.measure_check_in(server, size.arriving))
    tell("Sealing, printing, searching, taking lists in and out")
    for part in (
        pieces.measure_sealing,
        pieces.measure_papers,
        lambda: pieces.measure_letters(size.letters),
        proof.measure_claims,
        lambda: proof.measure_publications(size.published),
        lambda: names.measure_search(size.names),
        lambda: bulk.measure_import(data, size.imported),
        lambda: bulk.measure_export(size.exported),
    ):
        attempt(results, part)
    tell("Building a large programme")
    results.world += f"; {programme.build_programme()}"
    with server.running():
        programme.measure_programme(results, server, dose)
    connection.close()


def measure_arriving(results: Results, size: Size, data: Path) -> None:
    """Measure only the check-in: it needs no large world."""
    from django.db import connection

    from benchmarks.check_in import measure_check_in
    from benchmarks.installation import WebServer

    server = WebServer(data)
    with server.running():
        tell("Checking people in")
        attempt(results, lambda: measure_check_in(server, size.arriving))
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
