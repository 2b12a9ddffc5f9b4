"""Small things done often: a sheet of paper, a sealed field."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median

from django.utils import timezone, translation

from benchmarks.figures import Figure
from benchmarks.installation import BenchmarkFailed, start_and_stop
from config.embedded import running
from niukou.core.paper import compile_pdf
from niukou.core.sealing import ring
from niukou.network.models import Agreement
from niukou.network.papers import agreement_pdf
from niukou.programmes.letters import determination_pdf
from niukou.programmes.models import Determination

PAPERS = 40
SEALS = 4000
PAPER_BAR_MS = 30.0
START_BAR_SECONDS = 5.0
PHONE, FIELD = "10000000001", "people.person.phone"


def measure_papers() -> list[Figure]:
    """Print agreements, one after the other."""
    agreements = list(Agreement.objects.order_by("pk")[: PAPERS + 1])
    with translation.override("zh-hans"):
        today = timezone.localdate()
        times = [_seconds(lambda one=one: agreement_pdf(one, on=today)) for one in agreements]
    return [
        Figure("agreement as PDF, the first", times[0] * 1000, "ms"),
        Figure("agreement as PDF, each further", median(times[1:]) * 1000, "ms", bar=PAPER_BAR_MS),
    ]


def measure_letters(count: int) -> list[Figure]:
    """Print the letter on a determination ``count`` times, as after a large panel."""
    decided = Determination.objects.order_by("pk").first()
    if decided is None:
        message = "The demo world has no determination to print letters of."
        raise BenchmarkFailed(message)
    sheet = {"lang": "zh", "title": "附件", "body": "此页代替一份材料（演示）"}
    with translation.override("zh-hans"):
        today = timezone.localdate()
        letters = sum(_seconds(lambda: determination_pdf(decided, on=today)) for _ in range(count))
        sheets = sum(
            _seconds(lambda: compile_pdf("programmes/typst/stand_in.typ", sheet))
            for _ in range(count)
        )
    return [
        Figure(
            f"{count} letters as PDF",
            letters,
            "s",
            floor=sheets,
            floor_is="as many sheets of two lines",
        )
    ]


def measure_sealing() -> list[Figure]:
    """Seal, open and hash a telephone number many times."""
    keys, row = ring(), uuid.uuid4()
    token = keys.seal(PHONE, context=FIELD, row=row)
    steps: dict[str, Callable[[], object]] = {
        "seal a field": lambda: keys.seal(PHONE, context=FIELD, row=row),
        "open a field": lambda: keys.open(token, context=FIELD, row=row),
        "hash a field for search": lambda: keys.search_hash(FIELD, PHONE),
    }
    return [
        Figure(name, median(_seconds(step) for _ in range(SEALS)) * 1_000_000, "µs")
        for name, step in steps.items()
    ]


def measure_start(data: Path) -> list[Figure]:
    """Start everything anew on data that is prepared already, and stop it."""
    start_and_stop(data)  # the first start brings the data up to date with the code
    start, stop = start_and_stop(data)
    begun = time.perf_counter()
    with running(data / "postgres"):
        database = time.perf_counter() - begun
    return [
        Figure(
            "cold start to the first answer",
            start,
            "s",
            bar=START_BAR_SECONDS,
            floor=database,
            floor_is="the database alone",
        ),
        Figure("stop", stop, "s"),
    ]


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
