"""Making a database folder: all of it or none of it."""

import os
import shutil
import subprocess

from config.embedded.binaries import OLDEST, Binaries
from config.embedded.errors import (
    disk_full,
    gave_up,
    other_owner,
    other_version,
    secret_lost,
    too_old,
)
from config.embedded.place import APP, SUPERUSER, Place, new_secret
from config.embedded.unprivileged import NOBODY

LEAST_FREE_BYTES = 200 * 1024 * 1024
BUILTIN_LOCALE_SINCE = 17


def create(place: Place, binaries: Binaries, *, throwaway: bool) -> None:
    """Make the folder with the app's role and database in it; it gets its name when it is whole.

    Raises:
        EmbeddedPostgresError: the disk is too full, or PostgreSQL is too old or refuses.
    """
    if shutil.disk_usage(place.data.parent).free < LEAST_FREE_BYTES:
        raise disk_full(place.data.parent)
    if binaries.major < OLDEST:
        raise too_old(binaries.folder, binaries.major, OLDEST)
    shutil.rmtree(place.unfinished, ignore_errors=True)
    new_secret(place.superuser_secret)
    password = new_secret(place.app_secret)
    _initialise(place, binaries, throwaway=throwaway)
    _populate(place, binaries, password, throwaway=throwaway)
    place.unfinished.rename(place.data)


def check(place: Place, binaries: Binaries) -> None:
    """Raise ``EmbeddedPostgresError`` unless we and these programs can open this folder."""
    owner, me = place.data.stat().st_uid, os.geteuid()
    if owner not in ({0, NOBODY} if me == 0 else {me}):
        raise other_owner(place.data, owner)
    made_by = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(binaries.major):
        raise other_version(place.data, made_by, binaries.major)
    if not place.app_secret.exists():
        raise secret_lost(place.app_secret)


def _initialise(place: Place, binaries: Binaries, *, throwaway: bool) -> None:
    # Never the caller's locale: with a character type of "C", pg_trgm finds no Chinese at all.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(
        place,
        binaries,
        "initdb",
        f"--pgdata={place.unfinished}",
        f"--username={SUPERUSER}",
        f"--pwfile={place.superuser_secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        *(builtin if binaries.major >= BUILTIN_LOCALE_SINCE else []),
        "--no-instructions",
        "--no-sync" if throwaway else "--data-checksums",
    )


def _populate(place: Place, binaries: Binaries, password: str, *, throwaway: bool) -> None:
    """Add role and database before any server listens; one statement a line."""
    createdb = "CREATEDB" if throwaway else "NOCREATEDB"  # the test database is made by the app
    statements = [
        f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEROLE {createdb} PASSWORD '{password}'",
        f"CREATE DATABASE {APP} OWNER {APP}",
    ]
    durable = ["-c", "fsync=off"] if throwaway else []
    single = ["--single", "-D", place.unfinished, "-c", "password_encryption=scram-sha-256"]
    text = "".join(f"{statement};\n" for statement in statements)
    said = _run(place, binaries, "postgres", *single, *durable, "postgres", text=text)
    if "ERROR" in said or "FATAL" in said:
        raise gave_up(said, place.data)


def _run(place: Place, binaries: Binaries, program: str, *arguments: object, text: str = "") -> str:
    done = subprocess.run(
        binaries.command(place.unfinished, "attached", program, *arguments),
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=binaries.environment(),
        cwd="/",
        check=False,
        start_new_session=True,  # a Ctrl-C for the caller is no Ctrl-C for initdb
    )
    if done.returncode:
        raise gave_up(done.stderr or done.stdout, place.data, program=program)
    return done.stderr
