"""From lists of divisions, one per year, to how long each code and name held."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from niukou.network.models import RegionLevel

RANK = re.compile(r"(自治县|自治旗|县|市|区|旗)$")
ORDER = {"县": 0, "旗": 0, "市": 1, "区": 2}
SHORTEST_STEM = 2


class Listed(NamedTuple):
    """One division in the list of one year."""

    year: int
    code: str
    name: str
    parent: str  # the code above it; "" above a province


@dataclass(slots=True)
class Run:
    """The years in which a code had one name, without a gap; ``until`` None: still so."""

    code: str
    name: str
    parent: str
    start: int
    until: int | None

    @property
    def level(self) -> RegionLevel:
        if self.code.endswith("0000"):
            return RegionLevel.PROVINCE
        return RegionLevel.CITY if self.code.endswith("00") else RegionLevel.COUNTY


class Recode(NamedTuple):
    """In ``year`` the first run ended and the second took its place."""

    old: Run
    new: Run
    year: int


def runs_of(listed: Iterable[Listed], *, last_year: int) -> list[Run]:
    """Join the yearly lists to runs, in order of code and year.

    A code that is missing in one year and back in the next makes two runs. The parent is
    the one of the run's last year.
    """
    runs: list[Run] = []
    for line in sorted(set(listed), key=lambda line: (line.code, line.year)):
        last = runs[-1] if runs else None
        if last and (last.code, last.name, last.until) == (line.code, line.name, line.year):
            last.until, last.parent = line.year + 1, line.parent
        else:
            runs.append(Run(line.code, line.name, line.parent, line.year, line.year + 1))
    for run in runs:
        if run.until is not None and run.until > last_year:
            run.until = None
    return runs


def amend(runs: list[Run], changes: Iterable[Listed]) -> list[Run]:
    """Apply later changes, one by one, to the runs still in force; a change without name ends one."""
    current = {run.code: run for run in runs if run.until is None}
    for change in sorted(changes):
        ended = current.pop(change.code, None)
        if ended:
            ended.until = change.year
        if change.name:
            current[change.code] = Run(change.code, change.name, change.parent, change.year, None)
            runs.append(current[change.code])
    return runs


def recodes_of(runs: Iterable[Run]) -> Iterator[Recode]:
    """Yield the counties that went on under another code.

    Rule: a county's code and name end in a year, and in the same year and province another
    code begins with the same name; failing that, with the same name raised in rank, county to
    city to district (余杭市 → 余杭区). Each side must be the only one of its name, so 郊区 is
    never guessed. Not found: mergers, splits, new names with a new code, and what moved to
    another province (重庆 in 1997).
    """
    ended: dict[tuple[int, str], list[Run]] = defaultdict(list)
    begun: dict[tuple[int, str], list[Run]] = defaultdict(list)
    counties = [run for run in runs if run.level == RegionLevel.COUNTY]
    first_year = min((run.start for run in counties), default=0)
    for run in counties:
        if run.until is not None:
            ended[run.until, run.code[:2]].append(run)
        if run.start > first_year:
            begun[run.start, run.code[:2]].append(run)
    for (year, province), olds in sorted(ended.items()):
        yield from _matched(year, olds, begun[year, province])


def _matched(year: int, olds: list[Run], news: list[Run]) -> Iterator[Recode]:
    renamed = {old.code for old in olds} & {new.code for new in news}  # their code went on
    olds = [run for run in olds if run.code not in renamed]
    news = [run for run in news if run.code not in renamed]
    for name_of in (_whole, _stem):
        befores, afters = _only_ones(olds, name_of), _only_ones(news, name_of)
        for name in sorted(befores.keys() & afters.keys()):
            old, new = befores[name], afters[name]
            if name_of is _whole or _order(old) < _order(new):
                yield Recode(old, new, year)
                olds.remove(old)
                news.remove(new)


def _only_ones(runs: list[Run], name_of: Callable[[Run], str]) -> dict[str, Run]:
    counted = Counter(map(name_of, runs))
    return {name_of(run): run for run in runs if name_of(run) and counted[name_of(run)] == 1}


def _whole(run: Run) -> str:
    return run.name


def _order(run: Run) -> int:
    return ORDER.get(run.name[-1], 0)


def _stem(run: Run) -> str:
    """Return the name without its rank; empty when what is left says too little (郊区)."""
    stem = RANK.sub("", run.name)
    return stem if len(stem) >= SHORTEST_STEM else ""
