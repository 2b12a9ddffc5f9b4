"""The readers: a process of its own that asks for one address again and again.

``python -m benchmarks.client`` takes a ``Task`` as JSON on its standard input and prints the
milliseconds of each answer, and the size of the last.
"""

import http.client
import json
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

REQUESTS_PER_CONNECTION = 10  # a connection stays with one of the two workers: change now and then
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask for: ``requests`` in all at most, for ``seconds`` at most."""

    port: int
    path: str
    cookie: str
    users: int
    requests: int
    seconds: float


class WrongAnswer(Exception):
    """The server answered something that was not worth timing."""


class Reader(threading.Thread):
    """One user, who reads the answer and asks again at once."""

    def __init__(self, task: Task) -> None:
        super().__init__(daemon=True)
        self.task = task
        self.milliseconds: list[float] = []
        self.size_bytes = 0
        self.trouble = ""

    def run(self) -> None:
        try:
            self._read_on()
        except (OSError, http.client.HTTPException, WrongAnswer) as trouble:
            self.trouble = f"{self.task.path}: {trouble!r}"

    def _read_on(self) -> None:
        deadline = time.monotonic() + self.task.seconds
        left = self.task.requests // self.task.users
        while left > 0 and time.monotonic() < deadline:
            connection = http.client.HTTPConnection(
                "127.0.0.1", self.task.port, timeout=TIMEOUT_SECONDS
            )
            connection.connect()
            for _ in range(min(left, REQUESTS_PER_CONNECTION)):
                self._ask(connection)
                left -= 1
                if time.monotonic() > deadline:
                    break
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection) -> None:
        headers = {"Cookie": self.task.cookie, "Accept-Language": "zh-hans"}
        start = time.perf_counter()
        connection.request("GET", self.task.path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        self.milliseconds.append((time.perf_counter() - start) * 1000)
        self.size_bytes = len(body)
        if response.status != http.client.OK:
            message = f"status {response.status}"
            raise WrongAnswer(message)


def read(task: Task) -> dict[str, Any]:
    """Carry out ``task``, all users at the same time."""
    readers = [Reader(task) for _ in range(task.users)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return {
        "milliseconds": [one for reader in readers for one in reader.milliseconds],
        "size_bytes": readers[0].size_bytes,
        "troubles": [reader.trouble for reader in readers if reader.trouble],
    }


if __name__ == "__main__":
    json.dump(read(Task(**json.load(sys.stdin))), sys.stdout)
