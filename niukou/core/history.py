"""Who changed what, when and why: triggers write it, this adds the why."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pghistory
from pghistory import runtime


@contextmanager
def because(why: str) -> Iterator[None]:
    """Attach the reason to every history row written inside the block, and to no other of a request.

    One request may change several records, each for a reason of its own. The library has one
    context for a whole request, in which the last reason would stand beside every change; so each
    block gets a context of its own, which keeps who did it.
    """
    tracker = runtime._tracker  # noqa: SLF001  # the library has no public way to leave a context
    outer = getattr(tracker, "value", None)
    if outer is None:
        with pghistory.context(why=why):
            yield
        return
    tracker.value = runtime.Context(id=uuid4(), metadata=outer.metadata | {"why": why})
    try:
        yield
    finally:
        tracker.value = outer
