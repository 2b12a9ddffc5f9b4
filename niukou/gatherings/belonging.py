"""What a gathering belongs to, told by the apps above: a branch of a programme, a class, a body."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from niukou.core.access import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """One thing gatherings belong to: its key in addresses, its name, its page."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """What one app knows of gatherings.

    ``places(user)``: those a list may be narrowed by. ``within(key)``: the gatherings of one;
    None: the key is not of this app. ``of(keys of gatherings)``: where each belongs.
    ``plan_at(user)``: where ``user`` may plan one, as names and addresses.
    """

    places: Callable[[Viewer], list[Place]]
    within: Callable[[str], Q | None]
    of: Callable[[Iterable[int]], Mapping[int, Place]]
    plan_at: Callable[[Any], list[Place]]


_known: list[Belonging] = []


def offer_belonging(belonging: Belonging) -> None:
    """Let ``belonging`` say what gatherings belong to."""
    _known.append(belonging)


def places(user: Viewer) -> list[Place]:
    return [place for one in _known for place in one.places(user)]


def within(key: str) -> Q | None:
    """Return which gatherings belong to the place of that key; None: no app knows it."""
    return next((found for one in _known if (found := one.within(key)) is not None), None)


def belonging_of(gatherings: Iterable[int]) -> dict[int, Place]:
    """Return where each of these gatherings belongs; those that belong nowhere are left out."""
    keys = list(gatherings)
    return {pk: place for one in _known for pk, place in one.of(keys).items()}


def plan_at(user: Any) -> list[Place]:
    return [place for one in _known for place in one.plan_at(user)]
