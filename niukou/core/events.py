"""A lower app tells what happened; a higher one listens."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_handlers: dict[type, list[Callable[[Any], object]]] = defaultdict(list)


def subscribe(event: type[Event], handler: Callable[[Event], object]) -> None:
    """Run ``handler`` whenever an ``event`` of that class is published."""
    _handlers[event].append(handler)


def publish(event: object) -> None:
    """Run the handlers now, in the caller's transaction: they fail or commit together."""
    for handler in _handlers[type(event)]:
        handler(event)
