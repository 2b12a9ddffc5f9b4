"""What money can wait for: each part of a site's life says on which day its condition was met."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.utils.functional import Promise

from niukou.programmes.models import Site

MetOn: TypeAlias = Callable[[Site], date | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must have happened at a site; ``met_on(site)`` None: it has not yet."""

    label: str | Promise
    met_on: MetOn


_conditions: dict[str, Condition] = {}


def offer_condition(code: str, *, label: str | Promise, met_on: MetOn) -> None:
    """Let money wait for ``code``: ``met_on(site)`` is the day from which it is proved."""
    _conditions[code] = Condition(label, met_on)


def condition(code: str) -> Condition | None:
    """Return the condition of that code; None: nobody offers it."""
    return _conditions.get(code)


def condition_choices() -> list[tuple[str, str]]:
    """Return code and label of each, in the order of their labels."""
    return sorted(
        ((code, str(known.label)) for code, known in _conditions.items()), key=lambda c: c[1]
    )
