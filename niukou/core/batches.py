"""Many rows, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


def in_batches(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """Return ``rows`` in their order, in lists of at most ``most``."""
    found = iter(rows)
    while batch := list(islice(found, most)):
        yield batch
