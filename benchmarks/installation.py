"""A whole Niukou of its own in a temporary folder: database, large world, web server."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.children import Child
from scripts.serve import Serving

BASE = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class BenchmarkFailed(Exception):
    """A step did not work; the message says which."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def manage(*arguments: str) -> str:
    """Run one manage.py command on this installation and return what it printed.

    Raises:
        BenchmarkFailed: it did not end well.
    """
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"manage.py {' '.join(arguments)} failed:\n{done.stderr[-2000:]}"
        raise BenchmarkFailed(message)
    return done.stdout.strip()


def build_world(thousands: int) -> str:
    """Fill an empty database; return what was made and how long the large part took."""
    manage("migrate", "--no-input", "--verbosity", "0")
    manage("load_reference")
    manage("load_demo")
    start = time.perf_counter()
    made = manage("load_demo", "--scale", str(thousands)).splitlines()[-1]
    return f"{made}, made in {time.perf_counter() - start:.0f} s"


class WebServer:
    """The web server as it is served, on a port of its own."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        serving = Serving(data, HOST, self.port, known_as=HOST, is_embedded=True)
        serving.environment["NIUKOU_DEMO"] = "true"
        self._child: Child = serving._web()  # noqa: SLF001  # the very one that is served

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep it up meanwhile."""
        self._child.start()
        try:
            await_answer(self.port)
            yield
        finally:
            self._child.terminate()
            time.sleep(0.5)
            self._child.kill_all()

    def cpu_seconds(self) -> float:
        """Return the processor time its processes have used so far; the database's is not in it."""
        leader = self._child._process  # noqa: SLF001  # its number names the whole family
        if leader is None:
            return 0.0
        ticks = 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parts = status.read_text().rpartition(") ")[2].split()
            except OSError:  # it ended while we looked
                continue
            if int(parts[3]) == leader.pid:  # the session it leads
                ticks += int(parts[11]) + int(parts[12])
        return ticks / TICKS_PER_SECOND


def await_answer(port: int) -> None:
    """Wait until ``/up/`` answers there.

    Raises:
        BenchmarkFailed: nothing came for a minute.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/up/")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    message = f"nothing answers on port {port}"
    raise BenchmarkFailed(message)


def start_and_stop(data: Path) -> tuple[float, float]:
    """Serve ``data`` with everything, database included; return seconds to the first answer and to the end."""
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    } | {"NIUKOU_DATA": str(data), "NIUKOU_PORT": str(port)}
    said = data / "start.log"
    begun = time.perf_counter()
    with said.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "scripts.serve"],
            cwd=BASE,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        await_answer(port)
        answered = time.perf_counter()
        server.send_signal(signal.SIGINT)
        server.wait(timeout=READY_SECONDS)
        return answered - begun, time.perf_counter() - answered
    except BenchmarkFailed as failure:
        message = f"it did not start ({failure}):\n{said.read_text(errors='replace')[-1000:]}"
        raise BenchmarkFailed(message) from failure
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait(timeout=READY_SECONDS)
