"""Numbers about people that few may read: small ones are hidden, and so is what would betray them.

Everybody outside the circle of care sees sums only, and no cell below ``LEAST``
(PRODUCT.md §2 rule 5; DOMAIN.md C1). A cell that could be computed from its neighbours and
their total is hidden with another one, or the total is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from niukou.core.quantities import Unit

LEAST = 5
# What counts people, or what was done for them. Hospitals, stations and posts are public facts.
ABOUT_PEOPLE = frozenset({Unit.PERSONS, Unit.PERSON_TIMES, Unit.CASES, Unit.SESSIONS})

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Masked(Generic[Key]):
    """Cells and their total as outsiders may read them; None is hidden, and says nothing more."""

    cells: dict[Key, int | None]
    total: int | None

    @property
    def hides(self) -> bool:
        return self.total is None or None in self.cells.values()


def masked_count(count: int | None, unit: Unit) -> int | None:
    """Return a number that stands alone, as outsiders may read it."""
    if count is None or unit not in ABOUT_PEOPLE:
        return count
    return count if count >= LEAST else None


def masked(cells: Mapping[Key, int], unit: Unit) -> Masked[Key]:
    """Return parts that add up to a whole, as outsiders may read them.

    Each part below ``LEAST`` is hidden. If the total and the other parts, with the knowledge of
    this rule, would leave only one value for a hidden part, the smallest of the others is hidden
    too, with its equals; if there is none, the total. What is too small as a whole is not told.
    """
    total = sum(cells.values())
    if unit not in ABOUT_PEOPLE:
        return Masked(dict(cells), total)
    hidden = {key for key, count in cells.items() if count < LEAST}
    if total < LEAST:
        return Masked(dict.fromkeys(cells), None)
    if _gives_itself_away(cells, hidden):
        others = [count for key, count in cells.items() if key not in hidden]
        if not others:
            return Masked(dict.fromkeys(cells), None)
        hidden |= {key for key, count in cells.items() if count == min(others)}
        if len(hidden) == 1:
            return Masked(dict.fromkeys(cells), None)
    told = {key: None if key in hidden else count for key, count in cells.items()}
    return Masked(told, total)


def _gives_itself_away(cells: Mapping[Key, int], hidden: set[Key]) -> bool:
    """Say whether the sum of the hidden parts, each below ``LEAST``, leaves one way to make it."""
    if not hidden:
        return False
    rest = sum(cells[key] for key in hidden)
    return len(hidden) == 1 or rest in {0, (LEAST - 1) * len(hidden)}
