"""Child processes that log to a file, stop quickly and never outlive the program that made them."""

import ctypes
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
LOG_LIMIT_BYTES = 10 * 1024 * 1024
STOP_SECONDS = 4.0
PR_SET_PDEATHSIG = 1
TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b")

_libc = ctypes.CDLL(None)


def _die_with(parent: int) -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask to be told
        os._exit(1)


class Child:
    """One process, started again and again.

    What it writes is added to ``log``; with ``output``, its standard output replaces that file.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        output: Path | None = None,
    ) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.output = output
        self.environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._read_bytes = 0

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        parent = os.getpid()
        with ExitStack() as files:
            log = files.enter_context(self.log.open("ab"))
            output = files.enter_context(self.output.open("wb")) if self.output else log
            self._read_bytes = log.tell()
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                env=self.environment,
                cwd=BASE,
                start_new_session=True,  # Ctrl-C is for us; we stop the children in order
                preexec_fn=lambda: _die_with(parent),  # noqa: PLW1509 - this program has one thread
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else 0

    def wait(self) -> int:
        while (code := self.exit_code) is None:
            time.sleep(0.02)
        return code

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill_all(self) -> None:
        """End it and whatever it started itself."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _signal(self, number: int) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def troubles(self) -> Iterator[str]:
        """Yield the lines logged since the last look that tell of an error."""
        with self.log.open("rb") as log:
            log.seek(self._read_bytes)
            text = log.read()
            self._read_bytes += len(text)
        for line in text.decode(errors="replace").splitlines():
            if TROUBLE.search(line):
                yield line

    def last_lines(self, count: int = 12) -> str:
        """Return the end of the log, for when it is all there is to say."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-count:])


def stop_all(children: Iterable[Child]) -> None:
    """Ask all to stop, wait a little, then make sure."""
    children = list(children)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while any(child.exit_code is None for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    for child in children:
        child.kill_all()
