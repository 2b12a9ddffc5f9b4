"""Which day a number of a draft speaks of."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from niukou.figures.claims.numerals import read_number
from niukou.figures.claims.tokens import Kind, Token

LATER = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written. ``on`` None: the year is missing, or there is no such day.

    A month or a year stands for its last day; while it lasts, for the day of the draft.
    """

    on: date | None
    has_year: bool = True


@dataclass(slots=True)
class Reader:
    """Reads dates one after the other: 12月3日 takes the year named before it in the sentence."""

    written_on: date
    year: int | None = None
    month: int | None = None
    last: date | None = None

    def begin_sentence(self) -> None:
        self.year = self.month = None

    def read(self, token: Token) -> Day:
        """Return the day of a date or moment."""
        parts = token.parts
        if token.kind == Kind.MOMENT:
            return Day(self.written_on if "now" in parts else self.last or self.written_on)
        if "iso" in parts:
            return self._keep(*map(int, parts["iso"].split(parts["sep"])))
        day_of = _whole(parts.get("day"))
        month = _whole(parts.get("month")) or (self.month if "year" not in parts else None)
        year = self._year(parts)
        if year is None:
            self.month = month
            return Day(None, has_year=False)
        if day_of and not month:
            return Day(None, has_year=False)
        return self._keep(year, month, day_of)

    def _year(self, parts: dict[str, str]) -> int | None:
        if "year" in parts:
            return _whole(parts["year"])
        if "spoken" in parts:
            later = LATER.get(parts["spoken"])
            known = self.last.year if self.last else None
            return known if later is None else self.written_on.year + later
        return self.year

    def _keep(self, year: int, month: int | None = None, day: int | None = None) -> Day:
        self.year, self.month = year, month
        try:
            first = date(year, month or 1, day or 1)
            until = month or LAST_MONTH
            end = first if day else date(year, until, calendar.monthrange(year, until)[1])
        except ValueError:
            return Day(None)
        on = min(end, self.written_on) if first <= self.written_on else end
        self.last = on
        return Day(on)


def _whole(written: str | None) -> int | None:
    value = read_number(written) if written else None
    return value if isinstance(value, int) else None


def days_of(tokens: Iterable[Token], starts: set[int], written_on: date) -> dict[int, Day]:
    """Return the day of each date and moment by its start.

    ``starts`` are the places of the first token of each sentence.
    """
    reader = Reader(written_on)
    found = {}
    for token in tokens:
        if token.start in starts:
            reader.begin_sentence()
        if token.kind in {Kind.DATE, Kind.MOMENT}:
            found[token.start] = reader.read(token)
    return found
