"""The one error of the embedded server, and every sentence it may say."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}


class EmbeddedPostgresError(RuntimeError):
    """The database cannot be had; the message is one sentence for whoever started it."""


def no_programs(where: str) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"No PostgreSQL programs are in {where}: run `make` again to install them, "
        "or name the folder that holds initdb and postgres with PGBIN=folder."
    )


def too_old(programs: Path, major: int, oldest: int) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"PostgreSQL {major} in {programs} is too old: Niukou needs {oldest} or newer."
    )


def other_version(data: Path, made_by: str, major: int) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"The database in {data} was made by PostgreSQL {made_by}, which version {major} cannot "
        f"open: point PGBIN at version {made_by}, or dump it there and restore it into a new folder."
    )


def other_owner(data: Path, owner: int) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"The database in {data} belongs to another user (number {owner}): "
        "start Niukou as that user, or choose another folder with DATA=folder."
    )


def secret_lost(secret: Path) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"The password of the database is gone with the file {secret}: put it back from a backup."
    )


def stuck(data: Path, pid: int) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"The database in {data} (process {pid}) neither starts nor stops: end that process."
    )


def no_port(data: Path) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(f"No free port was found for the database in {data}.")


def disk_full(folder: Path) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"The disk of {folder} is full: free some space, or choose another folder with DATA=folder."
    )


def gave_up(said: str, folder: Path, *, program: str = "postgres") -> EmbeddedPostgresError:
    """Return the error for what a PostgreSQL program ``said`` before it ended."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return disk_full(folder)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "ERROR" in line or "error:" in line]
    reason = (telling or lines or ["it gave no reason"])[-1]
    return EmbeddedPostgresError(f"The database in {folder} does not start ({program}): {reason}")


@contextmanager
def plainly(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise disk_full(folder) from error
        why = error.strerror or str(error)
        sentence = (
            f"The folder {folder} cannot be used for the database ({why}): "
            "choose one that you may write to with DATA=folder."
        )
        raise EmbeddedPostgresError(sentence) from error
