"""Lists in and out: an import of hospitals, an export of a million rows."""

import json
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks.figures import Figure
from benchmarks.installation import BASE, BenchmarkFailed
from niukou.core.codes import synthetic_credit_code
from niukou.core.excel import write_rows
from niukou.core.imports import read_rows
from niukou.desk.demo.invented import CITIES, MARK
from niukou.desk.demo.world import BRANCH
from niukou.programmes.imports import SiteImporter

FIRST_SEQUENCE = 8_000_000  # far from the other invented codes
IMPORT_BAR_ROWS_PER_SECOND = 1000
EXPORT_BAR_MB = 200
EXPORT_SECONDS = 240


def measure_import(folder: Path, count: int) -> list[Figure]:
    """Import ``count`` new hospitals as the command does, then the same list again."""
    book = folder / "hospitals.xlsx"
    _write_hospitals(book, count)
    start = time.perf_counter()
    with book.open("rb") as file:
        read_rows(file, SiteImporter.sheet)
    reading = count / (time.perf_counter() - start)
    figures = []
    for name, outcome in (("new", "created"), ("known already", "unchanged")):
        start = time.perf_counter()
        told = _imported(book)
        seconds = time.perf_counter() - start
        if told[outcome] != count:
            message = f"the import of {count} hospitals ended otherwise: {told}"
            raise BenchmarkFailed(message)
        figures.append(
            Figure(
                f"import {count:,} hospitals, {name}",
                count / seconds,
                "rows/s",
                bar=IMPORT_BAR_ROWS_PER_SECOND,
                floor=reading,
                floor_is="reading the workbook alone",
                more_is_better=True,
            )
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return figures


def _write_hospitals(book: Path, count: int) -> None:
    rows = [
        (
            {
                "hospital": f"{MARK}导入医院 {number:05d}",
                "uscc": synthetic_credit_code(registration="12", sequence=FIRST_SEQUENCE + number),
                "region": CITIES[number % len(CITIES)],
                "signed_on": "2025-06-01",
                "cohort": f"{MARK}批次",
            },
            [],
        )
        for number in range(count)
    ]
    with book.open("wb") as file:
        write_rows(file, SiteImporter.sheet, rows, remarks=[])


def _imported(book: Path) -> dict[str, int]:
    said = StringIO()
    call_command("import_sites", str(book), "--branch", BRANCH, "--json", stdout=said)
    told: dict[str, int] = json.loads(said.getvalue())
    return told


def measure_export(count: int) -> list[Figure]:
    """Write ``count`` rows to a workbook in a process of its own, and see how large it grew."""
    command = [sys.executable, "-m", "benchmarks.export"]
    done = {}
    for rows in (1, count):  # the first says how large a process is that writes next to nothing
        run = subprocess.run(
            [*command, str(rows)],
            cwd=BASE,
            capture_output=True,
            text=True,
            check=True,
            timeout=EXPORT_SECONDS,
        )
        done[rows] = json.loads(run.stdout)
    return [
        Figure(
            f"export {count:,} rows, memory at its highest",
            done[count]["highest_mb"],
            "MB",
            bar=EXPORT_BAR_MB,
            floor=done[1]["highest_mb"],
            floor_is="the same process with one row",
        ),
        Figure(
            f"export {count:,} rows", count / done[count]["seconds"], "rows/s", more_is_better=True
        ),
    ]
