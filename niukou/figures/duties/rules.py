"""Which duties follow from the facts of a programme. Pure: the same facts give the same duties.

How days are counted, in one place:

- A term of months ends on the day of the same number; where the month has no such day, on its
  last day (民法典 202, second paragraph). 30 November and three months is 28 or 29 February.
- A chain is counted from its first day, never from the step before: from 31 January on, every
  three months is 30 April, 31 July, 31 October, 31 January.
- The day of the fact does not count (民法典 201): 30 days after 1 March is 31 March.
- A last day on a holiday stays where it is. 民法典 203 moves the end of a term of private law to
  the next working day; a duty to the public "within three months" is read strictly. Whoever
  publishes before a holiday has fulfilled both readings.
- Between two progress entries there are never more than three months: who publishes early is
  due again three months after that. Who publishes late keeps the old days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from niukou.core.periods import add_months
from niukou.figures.duties.kinds import DutyKind

PROGRESS_MONTHS = 3
LONG_MONTHS = 6  # a project up to six months publishes no progress
FINAL_MONTHS = 3
RELATED_DAYS = timedelta(days=30)
ANNUAL_MONTH, ANNUAL_DAY = 5, 31


@dataclass(frozen=True, slots=True)
class RelatedFact:
    """A dealing with a related party: its key, what it is called, the day it happened."""

    key: str
    about: str
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a programme. ``published`` says when progress entries were, by their key."""

    launched_on: date
    ends_on: date | None = None  # its last day; None: no end was decided
    related: tuple[RelatedFact, ...] = ()
    published: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A duty as it follows from a fact; the period it speaks of is half-open."""

    kind: DutyKind
    fact: str
    fact_on: date
    start_on: date
    end_on: date
    deadline_on: date
    about: str = ""


def duties_of(facts: Facts, *, until: date) -> list[Planned]:
    """Return the duties due up to ``until``, and none twice, by their last day."""
    found = [
        *_progress(facts, until),
        *_after_the_end(facts, until),
        *_yearly(facts, until),
        *_related(facts, until),
    ]
    return sorted(found, key=lambda one: (one.deadline_on, one.kind, one.fact))


def is_long(facts: Facts) -> bool:
    """True when the programme lasts longer than six months, or no end was decided."""
    return facts.ends_on is None or facts.ends_on > add_months(facts.launched_on, LONG_MONTHS)


def _progress(facts: Facts, until: date) -> Iterator[Planned]:
    if not is_long(facts):
        return
    start, published_on = facts.launched_on, None
    for step in count(1):
        end = deadline = add_months(facts.launched_on, step * PROGRESS_MONTHS)
        if published_on:
            deadline = min(end, add_months(published_on, PROGRESS_MONTHS))
        if deadline > until or (facts.ends_on and end > facts.ends_on):
            return
        key = f"progress {step}"
        yield Planned(DutyKind.PROGRESS, key, start, start, deadline, deadline)
        published_on = facts.published.get(key)
        start = min(deadline, published_on or deadline)


def _after_the_end(facts: Facts, until: date) -> Iterator[Planned]:
    if facts.ends_on is None:
        return
    deadline = add_months(facts.ends_on, FINAL_MONTHS)
    if deadline > until:
        return
    end = facts.ends_on + timedelta(days=1)
    for kind in (DutyKind.FINAL, DutyKind.LEFTOVER):
        yield Planned(kind, "end", facts.ends_on, facts.launched_on, end, deadline)


def _yearly(facts: Facts, until: date) -> Iterator[Planned]:
    last = facts.ends_on.year if facts.ends_on else until.year
    for year in range(facts.launched_on.year, last + 1):
        deadline = date(year + 1, ANNUAL_MONTH, ANNUAL_DAY)
        if deadline > until:
            return
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        for kind in (DutyKind.ANNUAL, DutyKind.RELATED_LIST):
            yield Planned(kind, f"year {year}", date(year, 12, 31), start, end, deadline)


def _related(facts: Facts, until: date) -> Iterator[Planned]:
    for fact in facts.related:
        deadline = fact.on + RELATED_DAYS
        if deadline <= until:
            day_after = fact.on + timedelta(days=1)
            yield Planned(
                DutyKind.RELATED_PARTY, fact.key, fact.on, fact.on, day_after, deadline, fact.about
            )
