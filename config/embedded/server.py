"""Starting, finding and stopping the server of one data folder."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.embedded.binaries import Binaries, find_binaries
from config.embedded.cluster import check, create
from config.embedded.errors import gave_up, no_port, stuck
from config.embedded.place import Place, write_whole

PATIENCE_SECONDS = 60
LOG_LIMIT_BYTES = 5 * 1024 * 1024
PORTS = range(20_000, 32_000)  # below those that Linux lends to outgoing connections
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
}
FORGETFUL = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postmaster:
    """The main process of a server that holds a data folder."""

    pid: int
    port: int
    is_ready: bool


def postmaster(data: Path) -> Postmaster | None:
    """Return who serves ``data`` now; None when nobody does, whatever a left-over file says."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    return Postmaster(pid, port, is_ready=len(lines) > 7 and lines[7].strip() == "ready")  # noqa: PLR2004 - eighth line


def ensure_started(place: Place, *, throwaway: bool = False) -> None:
    """Make, start or find the server. Call only while ``place.starting()`` is held."""
    if _settled(place.data):
        return
    binaries = find_binaries()
    if not place.exists:
        create(place, binaries, throwaway=throwaway)
    check(place, binaries)
    settings = SETTINGS | (FORGETFUL if throwaway else {})
    for port in _ports(place):
        if _start(place, binaries, port, settings):
            write_whole(place.port, str(port))
            return
    raise no_port(place.data)


def stop(data: Path) -> None:
    """Stop the server the fast way: open transactions are rolled back, the rest is written."""
    server = postmaster(data)
    if server is None:
        return
    os.kill(server.pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while postmaster(data) and time.monotonic() < deadline:
        time.sleep(0.01)


def _serves(pid: int, data: Path) -> bool:
    """Tell whether ``pid`` is alive and works in ``data``.

    The number alone proves nothing: after a restart of a container it is soon another's, and a
    killed server stays visible until the first process of the machine takes note of its death.
    """
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        if state.rpartition(")")[2].split()[0] in "ZX":
            return False
        try:
            return Path(f"/proc/{pid}/cwd").samefile(data)
        except PermissionError:  # root in a container may not look at nobody's processes
            return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "postgres"
    except OSError:
        return False


def _settled(data: Path) -> bool:
    """Wait while a server starts or stops; tell whether one is there in the end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server := postmaster(data):
        if server.is_ready:
            return True
        if time.monotonic() > deadline:
            raise stuck(data, server.pid)
        time.sleep(0.02)
    return False


def _ports(place: Place) -> Iterator[int]:
    """Yield ports to try: the last one first, so that running processes find the way back."""
    last = place.last_port()
    if last and _is_free(last):
        yield last
    for _ in range(20):
        port = PORTS.start + secrets.randbelow(len(PORTS))
        if _is_free(port):
            yield port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _start(place: Place, binaries: Binaries, port: int, settings: dict[str, str]) -> bool:
    """Start on ``port``; tell whether it was free after all.

    Raises:
        EmbeddedPostgresError: the server gave up for another reason.
    """
    options = [f"--{name}={value}" for name, value in settings.items()]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        said = _launch(place, binaries, "-D", place.data, "-p", port, *options)
        if said is None:
            return True
        if "Address already in use" in said:
            return False
        if "shared memory block" not in said or time.monotonic() > deadline:
            raise gave_up(said, place.data)
        time.sleep(0.2)  # sessions of a killed server still write: wait until they noticed


def _launch(place: Place, binaries: Binaries, *arguments: object) -> str | None:
    """Start one server; None once it is ready, else what it said before it gave up."""
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT_BYTES:
        place.log.replace(place.log.with_name(f"{place.log.name}.1"))
    with place.log.open("ab") as log:
        begin = log.tell()
        launcher = subprocess.run(
            binaries.command(place.data, "detached", "postgres", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=binaries.environment(**_past(place.data)),
            cwd="/",
            check=False,
        )
    pid = int(launcher.stdout or 0)
    while pid and _is_running(pid):
        server = postmaster(place.data)
        if server and server.pid == pid and server.is_ready:
            return None
        time.sleep(0.01)
    return place.log.read_bytes()[begin:].decode(errors="replace")


def _past(data: Path) -> dict[str, str]:
    """Name the process of a left-over pid file that is dead or another's by now.

    PostgreSQL would take it for a rival. A pid that it finds in this variable it does not fear,
    and it still looks for sessions of the dead server, as it could not if the file were removed.
    """
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return {"PG_GRANDPARENT_PID": str(int(lines[0]))}
    except (OSError, ValueError, IndexError):
        return {}


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"
