"""A real server with the demo world and a real browser: what the two commands give a newcomer."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.people import Somebody

BASE = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
]
START_SECONDS = 180
PASSWORD = "niukou-demo-2026"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # One server and one browser serve them all.
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if CHROMIUM is None:
                reason = "Chromium is not installed (on Debian: apt install chromium)"
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass(frozen=True)
class Server:
    """The demo world, being served."""

    url: str
    data: Path
    process: subprocess.Popen[str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``manage.py`` against the served data, as an administrator would."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=environment(self.data, 0),
            capture_output=True,
            text=True,
            check=False,
        )


def environment(data: Path, port: int) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NIUKOU_")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    return clean | {"NIUKOU_DATA": str(data), "NIUKOU_PORT": str(port or 8000)}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    log = (data / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", "--demo"],
        cwd=BASE,
        env=environment(data, port),
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process, data / "serve.log")
        yield Server(url, data, process)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0, (data / "serve.log").read_text()


def wait_for(url: str, process: subprocess.Popen[str], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"The server stopped:\n{log.read_text()}")
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The server did not answer in {START_SECONDS} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def on_day(server: Server) -> Iterator[Callable[[date], str]]:
    """Return where the demo world is served as on another day: by a server of its own, beside."""
    served: dict[date, str] = {}
    with ExitStack() as running:

        def serve(day: date) -> str:
            if day not in served:
                served[day] = running.enter_context(clocked(server.data, day))
            return served[day]

        yield serve


@contextmanager
def clocked(data: Path, day: date) -> Iterator[str]:
    port, said = free_port(), data / f"clock-{day}.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.clock", day.isoformat(), str(port)],
            cwd=BASE,
            env=environment(data, port) | {"NIUKOU_DEMO": "true"},
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process, said)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(server: Server, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a fresh window: ``visit("zhejiang")`` signs in, ``visit()`` does not.

    What a page complains about in its console fails the test at the end.
    """
    opened, complaints = [], []

    def open_window(
        name: str = "",
        *,
        width: int = 1440,
        language: str = "zh-CN",
        password: str = PASSWORD,
        at: str = server.url,
    ) -> Page:
        context = chromium.new_context(
            base_url=at, locale=language, viewport={"width": width, "height": 900}
        )
        opened.append(context)
        window = context.new_page()
        window.set_default_timeout(15_000)
        window.on(
            "console", lambda said: complaints.append(said.text) if unexpected(said) else None
        )
        window.on("pageerror", lambda error: complaints.append(str(error)))
        if name:
            window.goto("/account/login/")
            window.fill("input[name=login]", f"{name}@demo.example.org")
            window.fill("input[name=password]", password)
            window.click("main button[type=submit]")
            window.wait_for_url("**/desk/")
        return window

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def somebody(visit: Callable[..., Page], on_day: Callable[[date], str]) -> Callable[..., Somebody]:
    """Let somebody come, who reads English: ``somebody("officer", on=a_day_long_ago)``."""

    def come(name: str = "", *, on: date | None = None, **options: object) -> Somebody:
        at = {"at": on_day(on)} if on else {}
        return Somebody(visit(name, language="en-GB", **at, **options))

    return come


def unexpected(said: object) -> bool:
    """A refusal's status (4xx) is what some journeys look for; everything else is not."""
    return said.type == "error" and "the server responded with a status of 4" not in said.text
