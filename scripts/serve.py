"""Run Niukou on this machine: ``python -m scripts.serve [--demo]``, stopped by Ctrl-C.

Starts the database, brings it up to date, then keeps a web server and a worker for background
jobs alive until told to stop.
"""

import argparse
import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import NoReturn

from pydantic import ValidationError

from config.embedded import EmbeddedPostgresError, ensure_alive, is_alive, running
from scripts.children import Child, stop_all
from scripts.preflight import NotReady, check_folder, check_port, check_python
from scripts.preparation import Preparation, Prepared

BASE = Path(__file__).resolve().parent.parent
LOOK_SECONDS = 0.25
ANSWER_SECONDS = 90
QUIET_SECONDS = 5  # between two remarks on errors in one log
STEADY_SECONDS = 60  # a child that ran so long has recovered
LONGEST_PAUSE_SECONDS = 30


class Keeper:
    """Keeps one child alive, with growing pauses, and remarks on errors in its log."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._failures = 0
        self._started_at = self._restart_at = self._remarked_at = 0.0

    def start(self) -> None:
        self.child.start()
        self._started_at = time.monotonic()

    def look(self) -> None:
        now = time.monotonic()
        self._remark(now)
        if self.child.exit_code is None:
            return
        if not self._restart_at:
            self._plan_restart(now)
        elif now >= self._restart_at:
            self._restart_at = 0.0
            self.child.kill_all()  # its own children would keep the port
            self.start()

    def _plan_restart(self, now: float) -> None:
        self._failures = 0 if now - self._started_at > STEADY_SECONDS else self._failures + 1
        pause = min(2.0 ** max(self._failures - 1, 0), LONGEST_PAUSE_SECONDS)
        self._restart_at = now + pause
        tell(
            f"The {self.child.name} stopped (code {self.child.exit_code}) and is started again "
            f"in {pause:.0f} s; why stands in {shown(self.child.log)}."
        )

    def _remark(self, now: float) -> None:
        troubles = list(self.child.troubles())
        if troubles and now - self._remarked_at > QUIET_SECONDS:
            self._remarked_at = now
            tell(f"{self.child.name}: {troubles[0][:200]} (more in {shown(self.child.log)})")


class Serving:
    """Everything that runs for one data folder; ``known_as`` is a host name it answers to."""

    def __init__(
        self, data: Path, host: str, port: int, *, known_as: str, is_embedded: bool
    ) -> None:
        self.data, self.host, self.port, self.is_embedded = data, host, port, is_embedded
        self.known_as = known_as.lstrip(".").replace("*", host)
        self.logs = data / "logs"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | {"NIUKOU_DATA": str(data), "NIUKOU_PORT": str(port), "PYTHONUNBUFFERED": "1"}

    def prepare(self, address: str, *, demo: bool) -> Prepared:
        done = Preparation(self.data, address).bring_up_to_date(self._manage, demo=demo)
        if done.demo:
            self.environment["NIUKOU_DEMO"] = "true"
        return done

    def serve(self, address: str, prepared: Prepared) -> NoReturn:
        """Start web server and worker, greet, and keep them alive until a signal comes."""
        web, worker = Keeper(self._web()), Keeper(self._worker())
        keepers = [web, worker]
        try:
            for keeper in keepers:
                keeper.start()
            self._await_answer(web.child)
            self._greet(prepared)
            while True:
                if self.is_embedded and not is_alive(self.data / "postgres"):
                    address = self._revive_database(address, web, worker)
                for keeper in keepers:
                    keeper.look()
                time.sleep(LOOK_SECONDS)
        finally:
            stop_all(keeper.child for keeper in keepers)

    def _revive_database(self, address: str, web: Keeper, worker: Keeper) -> str:
        """Start a dead database again and return its address."""
        tell(f"The database stopped and is started again; see {shown(self.data / 'postgres.log')}.")
        now = ensure_alive(self.data / "postgres")
        worker.child.terminate()  # it would go on, but deaf to new jobs
        if now != address:
            web.child.terminate()  # its address is read once, at its start
        return now

    def _web(self) -> Child:
        options = {
            "--interface": "wsgi",
            "--host": self.host,
            "--port": str(self.port),
            "--workers": "2",
            "--blocking-threads": "4",
            "--workers-kill-timeout": "3",
            "--log-level": "warning",
        }
        flat = [word for option in options.items() for word in option]
        granian = ["-m", "granian", *flat, "--respawn-failed-workers", "config.wsgi:application"]
        return self._child("web server", "web.log", granian)

    def _worker(self) -> Child:
        arguments = ["procrastinate", "worker", "--shutdown-graceful-timeout", "3"]
        return self._child("worker", "worker.log", ["manage.py", *arguments])

    def _child(
        self, name: str, log: str, arguments: Sequence[str], output: Path | None = None
    ) -> Child:
        return Child(
            name,
            [sys.executable, *arguments],
            log=self.logs / log,
            environment=self.environment,
            output=output,
        )

    def _manage(self, what: str, arguments: Sequence[str]) -> str:
        """Run one manage.py command to its end and return what it printed.

        Raises:
            NotReady: it failed; its last lines are in the message.
        """
        if what:
            print(f"{what} …", flush=True)
        output = self.logs / "prepare.out"
        child = self._child(what, "prepare.log", ["manage.py", *arguments], output)
        child.start()
        try:
            code = child.wait()
        finally:
            child.kill_all()
        if code:
            sentence = f"`manage.py {' '.join(arguments)}` failed:\n{child.last_lines()}"
            raise NotReady(sentence)
        return output.read_text(encoding="utf-8")

    def _await_answer(self, web: Child) -> None:
        """Wait until the start page answers.

        Raises:
            NotReady: the web server stopped, or said nothing for too long.
        """
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - any address is reached here
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline and web.exit_code is None:
            connection = http.client.HTTPConnection(host, self.port, timeout=30)
            try:
                connection.request("GET", "/", headers={"Host": self.known_as})
                status = connection.getresponse().status
            except OSError:
                time.sleep(0.05)
                continue
            finally:
                connection.close()
            if status >= http.client.INTERNAL_SERVER_ERROR:
                tell(f"The start page answers with error {status}: see {shown(web.log)}.")
            return
        sentence = f"The web server does not start. The end of its log:\n{web.last_lines()}"
        raise NotReady(sentence)

    def _greet(self, prepared: Prepared) -> None:
        host = f"[{self.host}]" if ":" in self.host else self.host
        print(f"\nNiukou runs at http://{host}:{self.port}/\n", flush=True)
        if prepared.logins:
            print("Sign-ins of the demo world (address, password, role):")
            print("\n".join(f"  {line}" for line in prepared.logins.splitlines()), end="\n\n")
        print("Ctrl-C stops it.", flush=True)


def tell(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)


def shown(path: Path) -> str:
    return str(path.relative_to(BASE)) if path.is_relative_to(BASE) else str(path)


def stop_on_signals() -> None:
    """Turn the first Ctrl-C, hang-up or SIGTERM into KeyboardInterrupt; ignore any further one."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in signals:
        signal.signal(each, interrupt)


@contextmanager
def wrong_variables_told() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        lines = [
            f"    NIUKOU_{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}"
            for each in error.errors(include_input=False)
        ]
        sentence = "\n".join(["These variables are wrong:", *lines])
        raise NotReady(sentence) from error


def start(*, demo: bool) -> NoReturn:
    check_python()
    with wrong_variables_told():
        from config.env import env  # read here, so that a wrong variable is told in one sentence
    from config.keys import ensure_keys

    data = env.data.absolute()
    check_port(env.host, env.port)
    check_folder(data)
    ensure_keys(env.keys)
    given = env.database_url
    with nullcontext(given.get_secret_value()) if given else running(data / "postgres") as address:
        serving = Serving(
            data, env.host, env.port, known_as=env.allowed_hosts[0], is_embedded=given is None
        )
        serving.serve(address, serving.prepare(address, demo=demo))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts.serve", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load the demo world")
    stop_on_signals()
    try:
        start(demo=parser.parse_args().demo)
    except (NotReady, EmbeddedPostgresError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the data is kept.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
