"""Migrations, reference data and demo world: loaded when the code or the database changed."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import errors

BASE = Path(__file__).resolve().parent.parent
# Templates and styles change what is shown, not what is stored.
UNSTORED = {"templates", "static", "__pycache__"}

# Runs one manage.py command to its end: what to tell meanwhile, then the command.
Manage = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True)
class Prepared:
    """What was loaded last: digests of code and database; "" for never."""

    base: str = ""
    demo: str = ""
    logins: str = ""


class Preparation:
    """The state of one data folder's database."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.stamp = data / "prepared.json"
        self.lock = data / "prepared.lock"
        self.database_url = database_url

    def read(self) -> Prepared:
        try:
            return Prepared(**json.loads(self.stamp.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Prepared()

    def bring_up_to_date(self, manage: Manage, *, demo: bool) -> Prepared:
        """Run what is needed and return what is loaded now. Every step is safe to run twice."""
        with self._alone():
            before, now = self.read(), self._digest()
            if before.base == now and (before.demo == now or not demo):
                return before
            manage("Preparing the database", ["migrate", "--no-input", "--verbosity", "0"])
            manage("Loading reference data", ["load_reference"])
            logins = before.logins
            if demo:
                manage("Loading the demo world", ["load_demo"])
                logins = manage("", ["load_demo", "--show-logins"])
            now = self._digest()
            # Without --demo an older demo world stays as it is, and is still one.
            done = Prepared(base=now, demo=now if demo else before.demo and "older", logins=logins)
            self._write(done)
            return done

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock.open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, done: Prepared) -> None:
        draft = self.stamp.with_name("prepared.draft")
        draft.touch(mode=0o600)  # it holds the demo's passwords
        draft.write_text(json.dumps(asdict(done), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.stamp)

    def _digest(self) -> str:
        return hashlib.sha256((_code() + _applied(self.database_url)).encode()).hexdigest()


def _code() -> str:
    """Return a digest of all that decides what is stored."""
    total = hashlib.sha256()
    files = [
        *(BASE / "requirements").glob("*.txt"),
        *(
            path
            for path in (BASE / "niukou").rglob("*")
            if path.is_file() and not UNSTORED.intersection(path.parts)
        ),
    ]
    for path in sorted(files):
        total.update(f"{path.relative_to(BASE)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _applied(database_url: str) -> str:
    """Return which migrations ran here and when: no two databases agree in that.

    So a database that was dropped, restored or exchanged is prepared anew.
    """
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        try:
            rows = connection.execute(
                "select app, name, applied from django_migrations order by id"
            ).fetchall()
        except errors.UndefinedTable:
            return ""
    return repr(rows)
