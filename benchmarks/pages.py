"""Pages, measured from outside as readers see them and from inside for their queries."""

import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.client import Task
from benchmarks.doors import Door, Reader, doors_for, readers
from benchmarks.figures import DoorFigures, Results, Spread, spread
from benchmarks.installation import BASE, BenchmarkFailed, WebServer

UP = Door("up", "/up/")
STRANGER = Reader("anybody", "")
CLIENT_SECONDS = 60
FLOOR_RUNS = 20
FLOOR_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Dose:
    """How often each address is asked: requests at most, within so many seconds."""

    one: int
    four: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Inside:
    """What a page asks the database, seen from within."""

    queries: int
    slowest_sql: str


def measure_pages(results: Results, server: WebServer, dose: Dose) -> None:
    """Ask every address as every reader, one at a time and four at a time."""
    _warm_up(server)
    results.up_one = spread(asked(server, UP, STRANGER, users=1, dose=dose)["milliseconds"])
    results.up_four = spread(asked(server, UP, STRANGER, users=4, dose=dose)["milliseconds"])
    for reader, account in readers():
        for door in doors_for(account):
            results.doors.append(measured(server, door, reader, dose))


def _warm_up(server: WebServer) -> None:
    """Let both workers read their templates, so that the first readers do not pay for it."""
    for reader, account in readers():
        for door in doors_for(account):
            asked(server, door, reader, users=4, dose=Dose(4, 8, 4.0))


def measured(server: WebServer, door: Door, reader: Reader, dose: Dose) -> DoorFigures:
    inside = _looked_into(door, reader)
    before = server.cpu_seconds()
    one = asked(server, door, reader, users=1, dose=dose)
    four = asked(server, door, reader, users=4, dose=dose)
    answers = len(one["milliseconds"]) + len(four["milliseconds"])
    figures = DoorFigures(
        name=door.name,
        reader=reader.name,
        one=spread(one["milliseconds"]),
        four=spread(four["milliseconds"]),
        cpu_ms=(server.cpu_seconds() - before) * 1000 / answers,
        queries=inside.queries,
        size_bytes=one["size_bytes"],
        floor_sql_ms=_floor(inside.slowest_sql),
        floor_table=_table(inside.slowest_sql),
        bar_ms=door.bar_ms,
        bar_cpu_ms=door.bar_cpu_ms,
    )
    print(
        f"  {reader.name:8} {door.name:22} {_short(figures.one)}  {_short(figures.four)}",
        flush=True,
    )
    return figures


def _short(found: Spread) -> str:
    return f"p50 {found.p50:6.1f}  p95 {found.p95:6.1f} ms ({found.count})"


def asked(
    server: WebServer, door: Door, reader: Reader, *, users: int, dose: Dose
) -> dict[str, Any]:
    """Ask from a process of its own, as real readers do.

    Raises:
        BenchmarkFailed: an answer was no 200, or none came.
    """
    requests = dose.one if users == 1 else dose.four
    task = Task(server.port, door.path, reader.cookie, users, requests, dose.seconds)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        input=json.dumps(asdict(task)),
        cwd=BASE,
        capture_output=True,
        text=True,
        check=True,
        timeout=CLIENT_SECONDS,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    if found["troubles"]:
        message = f"{door.name} for {reader.name}: {found['troubles'][0]}"
        raise BenchmarkFailed(message)
    return found


def _looked_into(door: Door, reader: Reader) -> Inside:
    """Ask in this process, twice: the second time says what every later one costs."""
    client = Client(HTTP_HOST="127.0.0.1")
    if reader.cookie:
        name, _, value = reader.cookie.partition("=")
        client.cookies[name] = value
    client.get(door.path)
    with CaptureQueriesContext(connection) as caught:
        client.get(door.path)
    reads = [
        query
        for query in caught.captured_queries
        if query["sql"].startswith("SELECT") and "django_session" not in query["sql"]
    ]
    slowest = max(reads, key=lambda query: (float(query["time"]), len(query["sql"])), default=None)
    return Inside(len(caught), slowest["sql"] if slowest else "")


def _floor(sql: str) -> float | None:
    """Return the milliseconds (p50) of ``sql`` alone, through the driver; None for no query."""
    if not sql:
        return None
    found = []
    with plain_connection() as database:
        deadline = time.monotonic() + FLOOR_SECONDS
        while len(found) < FLOOR_RUNS and (time.monotonic() < deadline or not found):
            start = time.perf_counter()
            database.execute(sql.encode()).fetchall()
            found.append((time.perf_counter() - start) * 1000)
    return spread(found).p50


def _table(sql: str) -> str:
    found = re.search(r'FROM "(\w+)"', sql)
    return found[1] if found else ""


def plain_connection() -> psycopg.Connection[Any]:
    """Connect without Django, to the same database."""
    where = settings.DATABASES["default"]
    return psycopg.connect(
        host=where["HOST"],
        port=where["PORT"],
        dbname=where["NAME"],
        user=where["USER"],
        password=where["PASSWORD"],
        cursor_factory=psycopg.ClientCursor,
    )
