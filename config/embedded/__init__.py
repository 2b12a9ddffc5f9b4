"""The embedded PostgreSQL: started by whoever comes first, stopped by whoever leaves last.

Any number of processes may use one data folder at a time. Killing any of them, or the server
itself, loses nothing that was committed: the next to come attaches, or starts it again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.errors import EmbeddedPostgresError, plainly
from config.embedded.place import Place, is_last
from config.embedded.server import ensure_started, postmaster, stop

__all__ = ["EmbeddedPostgresError", "ensure_alive", "is_alive", "running", "url"]


@contextmanager
def running(data: Path, *, throwaway: bool = False) -> Iterator[str]:
    """Keep the server of ``data`` up meanwhile and yield its address.

    A ``throwaway`` database is quick and forgetful, and its owner may make further databases:
    for tests.

    Raises:
        EmbeddedPostgresError: it cannot be had; the message says why in one sentence.
    """
    place = Place(data.absolute())
    with plainly(place.data.parent), place.starting():
        token = place.join()
        try:
            ensure_started(place, throwaway=throwaway)
        except BaseException:
            token.close()
            raise
    process = os.getpid()
    try:
        yield place.url()
    finally:
        if os.getpid() == process:  # a forked child leaves the light on
            with place.starting(), token:
                if is_last(token):
                    stop(place.data)


def url(data: Path) -> str:
    """Return the address of the server of ``data`` as last started, without starting anything.

    Before the first start it is a harmless one where nobody answers.
    """
    return Place(data.absolute()).url()


def ensure_alive(data: Path) -> str:
    """Start the server again if it died, on the same port if that is free; return its address.

    For processes inside ``running``.
    """
    place = Place(data.absolute())
    with plainly(place.data.parent), place.starting():
        ensure_started(place)
    return place.url()


def is_alive(data: Path) -> bool:
    """Tell whether the server of ``data`` is ready; quick enough to be asked every second."""
    server = postmaster(data.absolute())
    return server is not None and server.is_ready
