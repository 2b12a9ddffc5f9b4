"""Where one embedded database lives: its data folder and the small files beside it."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SUPERUSER = "postgres"
APP = "niukou"


@dataclass(frozen=True)
class Place:
    """The data folder; everything else is named after it and stands beside it."""

    data: Path

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{suffix}")

    @property
    def unfinished(self) -> Path:
        """The folder a database is made in, until it is whole and gets its name."""
        return self._beside("new")

    @property
    def log(self) -> Path:
        return self._beside("log")

    @property
    def port(self) -> Path:
        return self._beside("port")

    @property
    def app_secret(self) -> Path:
        return self._beside("secret")

    @property
    def superuser_secret(self) -> Path:
        return self._beside("superuser.secret")

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def url(self) -> str:
        """Return the address as last started; one where nobody answers before the first start."""
        try:
            port = int(self.port.read_text(encoding="ascii"))
            password = self.app_secret.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            port, password = 1, "never-started"
        return f"postgresql://{APP}:{password}@127.0.0.1:{port}/{APP}"

    def last_port(self) -> int | None:
        try:
            return int(self.port.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        self.data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._beside("lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def join(self) -> BinaryIO:
        """Return a token that says "in use" until it is closed or its process dies."""
        token = self._beside("users").open("wb")
        fcntl.flock(token, fcntl.LOCK_SH)
        return token


def is_last(token: BinaryIO) -> bool:
    """Tell whether nobody else uses the server. Ask only while ``starting`` is held."""
    try:
        fcntl.flock(token, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_whole(path: Path, text: str) -> None:
    """Write ``path`` for its owner's eyes only; a killed writer leaves the old one or none."""
    draft = path.with_name(f"{path.name}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def new_secret(path: Path) -> str:
    """Write a fresh password to ``path`` and return it; its letters need no quoting."""
    secret = secrets.token_urlsafe(32)
    write_whole(path, secret + "\n")
    return secret
