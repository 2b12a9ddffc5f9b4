"""Five hundred people check in within a minute, each on a telephone of their own, none twice."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from benchmarks.figures import Figure, spread
from benchmarks.installation import HOST, BenchmarkFailed, WebServer
from niukou.gatherings.codes import code_at, step_at
from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import (
    Attendance,
    CheckInKey,
    Gathering,
    GatheringKind,
    Registration,
)
from niukou.people.models import Account, Person

TELEPHONES_AT_ONCE = 16
TAPS = 2  # the second one of somebody impatient
BAR_SECONDS = 60.0
MOST_SECONDS = 180.0  # whoever did not get through by then goes home
TIMEOUT_SECONDS = 30
SECRET = "5e" * 32
NUMBER = "HD-0000-0001"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who is registered, as they type who they are."""

    name: str
    last_four: str


@dataclass(slots=True)
class Told:
    """What all telephones were told: milliseconds of each answer, and what was no success."""

    milliseconds: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, *, milliseconds: float, trouble: str = "") -> None:
        with self.lock:
            self.milliseconds.append(milliseconds)
            self.troubles += [trouble] if trouble else []


def measure_check_in(server: WebServer, people: int) -> list[Figure]:
    """Let ``people`` scan the code that is on the screen, say who they are, and tap twice.

    Raises:
        BenchmarkFailed: somebody was refused, is missing, or is on record twice.
    """
    gathering, arrivals = fill_the_hall(people)
    told = Told()
    begun = time.perf_counter()
    check_everybody_in(server.port, arrivals, told)
    seconds = time.perf_counter() - begun
    there = Attendance.objects.filter(gathering=gathering)
    found, persons = there.count(), there.values("person").distinct().count()
    if told.troubles or not found == persons == people:
        message = (
            f"{people} people checked in: {found} attendances of {persons} persons, "
            f"{len(told.troubles)} troubles, such as {told.troubles[:3]}"
        )
        raise BenchmarkFailed(message)
    what = f"{people} people check in, {TAPS} taps each, {TELEPHONES_AT_ONCE} at once"
    return [
        Figure(f"{what}: {found} attendances", seconds, "s", bar=BAR_SECONDS),
        Figure(f"{what}: p95 of an answer", spread(told.milliseconds).p95, "ms"),
    ]


def fill_the_hall(people: int) -> tuple[Gathering, list[Arrival]]:
    """Make a gathering that is on now, its code on the screen, and register ``people`` for it."""
    now = timezone.now()
    by = Account.objects.create_user("desk@check-in.example.org")
    gathering = Gathering.objects.create(
        number=NUMBER,
        kind=GatheringKind.TRAINING,
        title="演示",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
        status=GatheringStatus.OPEN,
    )
    CheckInKey.objects.create(gathering=gathering, secret=SECRET)
    places = [f"{place:04d}" for place in range(people)]
    persons = [Person(official_name=f"演示{place}", phone=f"1000000{place}") for place in places]
    Person.objects.bulk_create(persons)
    Registration.objects.bulk_create(
        Registration(
            gathering=gathering,
            person=person,
            status=RegistrationStatus.REGISTERED,
            registered_by=by,
            registered_at=now,
        )
        for person in persons
    )
    return gathering, [Arrival(f"演示{place}", place) for place in places]


def check_everybody_in(port: int, arrivals: list[Arrival], told: Told) -> None:
    """Return when everybody was answered, or ``MOST_SECONDS`` are over."""
    deadline = time.monotonic() + MOST_SECONDS

    def arrive(arrival: Arrival) -> None:
        if time.monotonic() > deadline:
            told.troubles.append(f"{arrival.name} went home")
            return
        telephone = Telephone(port, told)
        code = code_at(SECRET, step_at(timezone.now()))
        telephone.ask(f"?{urlencode({'code': code})}")
        said = {"name": arrival.name, "last_four": arrival.last_four}
        for _tap in range(TAPS):
            telephone.ask("", said)

    with ThreadPoolExecutor(TELEPHONES_AT_ONCE) as pool:
        list(pool.map(arrive, arrivals))


class Telephone:
    """One browser without an account: it keeps its cookies and sends its token."""

    def __init__(self, port: int, told: Told) -> None:
        self.port, self.told = port, told
        self.cookies: dict[str, str] = {}

    def ask(self, query: str, said: dict[str, str] | None = None) -> None:
        """Scan, or with ``said`` send the form; note how long it took and whether it went well."""
        start, trouble = time.perf_counter(), ""
        try:
            status = self._send(f"/check-in/{NUMBER}/{query}", said)
            if status != http.client.OK:
                trouble = f"status {status}"
        except (OSError, http.client.HTTPException) as failure:
            trouble = repr(failure)
        self.told.note(milliseconds=(time.perf_counter() - start) * 1000, trouble=trouble)

    def _send(self, path: str, said: dict[str, str] | None) -> int:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        body = None
        if said:
            body = urlencode(said | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)
        try:
            method = "POST" if said else "GET"
            connection.request(method, path, body, headers | (FORM if said else {}))
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response.status
