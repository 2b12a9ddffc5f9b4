"""A figure and its proof: the value, its records, their digest, what other sources say."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, F, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast, Coalesce, Collate

from niukou.core.access import Viewer
from niukou.core.quantities import Qualifier, Quantity, Unit, total
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import (
    Evidence,
    EvidenceRow,
    Indicator,
    Measured,
    Scope,
    Tally,
)
from niukou.figures.models import Reading
from niukou.figures.queries.known import as_known_on
from niukou.network.models import Agreement
from niukou.programmes.models import Branch, Programme, Target

SHORT_DIGEST = 12
SLUG = re.compile(r"[-\w]{1,50}")
Grouped = tuple[tuple[Any, int], ...]  # how many records share a trait, by its value


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that can be proved. ``quantity`` None: nothing to measure, which is not 0."""

    indicator: Indicator
    scope: Scope
    as_of: date
    quantity: Quantity | None
    evidence_count: int
    digest: str = ""
    known_on: date | None = None  # None: as known now
    grouped: Grouped = ()

    @property
    def short_digest(self) -> str:
        return self.digest[:SHORT_DIGEST]

    @property
    def url(self) -> str:
        return self.indicator.url(self.scope, self.as_of, **by_knowledge(self.known_on))


def by_knowledge(known_on: date | None) -> dict[str, str]:
    """Return the part of an address that names the day of knowledge; {} for now."""
    return {"known_on": known_on.isoformat()} if known_on else {}


@dataclass(frozen=True, slots=True)
class Group:
    """The part of a figure's evidence that shares one trait; ``key`` "-" is not known."""

    key: str
    name: str
    count: int
    url: str


def scope_of(user: Viewer, *, programme: str = "", branch: str = "") -> Scope | None:
    """Return the scope that ``user`` may read under these addresses.

    Without any: the first programme there is to read. None: there is none.
    """
    if not all(SLUG.fullmatch(named) for named in (programme, branch) if named):
        return None
    if branch:
        found = Branch.objects.visible_to(user).select_related("programme", "region")
        row = found.filter(slug=branch).first()
        return Scope(row.programme, row) if row else None
    programmes = Programme.objects.visible_to(user).order_by("launched_on", "pk")
    only = programmes.filter(slug=programme).first() if programme else programmes.first()
    return Scope(only) if only else None


@dataclass(frozen=True, slots=True)
class ScopeLink:
    """One part of a programme, or the whole of it (``label`` "")."""

    scope: Scope
    is_current: bool

    @property
    def label(self) -> str:
        return str(self.scope.branch or "")


def scope_links(scope: Scope, user: Viewer) -> list[ScopeLink]:
    """Return the programme as a whole and those of its branches that ``user`` may read."""
    branches = Branch.objects.visible_to(user).filter(programme=scope.programme)
    in_order = branches.order_by("launched_on", "pk")
    scopes = [Scope(scope.programme), *(Scope(scope.programme, branch) for branch in in_order)]
    return [ScopeLink(one, one == scope) for one in scopes]


class Sha256(Func):
    """The hexadecimal digest of a text; of an empty one where there is none."""

    template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


def prove(
    indicator: Indicator, scope: Scope, as_of: date, *, known_on: date | None = None
) -> Figure:
    """Return the figure with the number of its records and their digest.

    ``known_on``: by the records as they stood at the end of that day; None: as they stand now.
    The digest is the SHA-256, in hexadecimal, of the records' lines: sorted by code point,
    joined by line feeds, in UTF-8. Who holds the lines can compute it again.
    """
    if not indicator.is_recorded:
        return Figure(indicator, scope, as_of, None, 0, known_on=known_on)
    with as_known_on(known_on):
        count, digest, groups = counted_and_hashed(indicator, scope, as_of)
        evidence = indicator.evidence(scope, as_of)
        measured = count if indicator.is_count else indicator.measure(evidence)
    quantity = indicator.quantity(measured)
    return Figure(indicator, scope, as_of, quantity, count, digest, known_on, groups)


def counted_and_hashed(indicator: Indicator, scope: Scope, as_of: date) -> tuple[int, str, Grouped]:
    """Return the number of records behind a figure, their digest as ``prove`` says, and its groups."""
    lines = StringAgg("line", "\n", order_by=Collate("line", "C"))
    asked: dict[str, Any] = {"count": Count("pk"), "digest": Sha256(Coalesce(lines, Value("")))}
    if indicator.grouping is not None:
        asked["traits"] = ArrayAgg(indicator.grouping.path)
    proof = indicator.evidence(scope, as_of).order_by().aggregate(**asked)
    return proof["count"], proof["digest"], in_order(Counter(proof.get("traits") or ()).items())


def in_order(groups: Iterable[tuple[Any, int]]) -> Grouped:
    """Return groups by their trait; those whose trait is not known come last."""
    return tuple(sorted(groups, key=lambda group: (group[0] is None, group[0])))


def groups_of(figure: Figure) -> list[Group]:
    """Return the groups of a figure: together they are the whole; [] if it has none."""
    indicator, grouping = figure.indicator, figure.indicator.grouping
    if grouping is None:
        return []
    knowledge = by_knowledge(figure.known_on)
    return [
        Group(
            key=(spoken := "-" if key is None else str(key)),
            name=grouping.name(key),
            count=count,
            url=indicator.url(figure.scope, figure.as_of, group=spoken, **knowledge),
        )
        for key, count in figure.grouped
    ]


def in_group(indicator: Indicator, evidence: Evidence, key: str) -> Evidence:
    """Narrow evidence to one group by its ``key``; a key that is none leaves nothing."""
    if indicator.grouping is None or not key:
        return evidence
    path = indicator.grouping.path
    if key == "-":
        return evidence.filter(**{f"{path}__isnull": True})
    return evidence.filter(**{path: int(key)}) if key.isdecimal() else evidence.none()


def openable(rows: Iterable[EvidenceRow], user: Viewer) -> set[str]:
    """Return the numbers of those agreements among ``rows`` that ``user`` may open."""
    numbers = [row.agreement for row in rows if row.agreement]
    if not numbers:
        return set()
    visible = Agreement.objects.visible_to(user).filter(number__in=numbers)
    return set(visible.values_list("number", flat=True))


Asked = tuple[Indicator, Scope, date]


def counted(asked: Sequence[Asked]) -> dict[Asked, int]:
    """Return many counts with one question to the database, each by its own definition."""
    found = measured([one for one in asked if one[0].is_count])
    return {one: int(count or 0) for one, count in found.items()}


def measured(asked: Sequence[Asked]) -> dict[Asked, Measured]:
    """Return many counts and sums with one question to the database.

    Only what the database can count or add up (``is_tallied``); None: nothing to measure.
    """
    known = [one for one in asked if one[0].is_tallied]
    return dict(zip(known, tallied([(one, one[0].tally) for one in known]), strict=True))


def tallied(asked: Sequence[tuple[Asked, Tally]]) -> list[Measured]:
    """Return many tallies in their order, with one question to the database."""
    return tallied_and_grouped(asked, [])[0]


def tallied_and_grouped(
    to_tally: Sequence[tuple[Asked, Tally]], to_group: Sequence[Asked]
) -> tuple[list[Measured], list[Grouped]]:
    """Return many tallies, and how the records of others fall into groups, with one question.

    A group is the value of the indicator's trait, and how many records share it.
    """
    parts = [_tally(place, *one) for place, one in enumerate(to_tally)]
    parts += [_groups(len(to_tally) + place, *one) for place, one in enumerate(to_group)]
    if not parts:
        return [], []
    first, *rest = parts
    found: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for place, trait, tallied_of_it in first.union(*rest, all=True) if rest else first:
        found[place].append((trait, tallied_of_it))
    tallies = [
        tally.told(found[place][0][1] if place in found else None)
        for place, (_one, tally) in enumerate(to_tally)
    ]
    groups = [
        in_order((trait, int(count)) for trait, count in found[len(to_tally) + place])
        for place in range(len(to_group))
    ]
    return tallies, groups


def _tally(place: int, asked: Asked, tally: Tally) -> Evidence:
    indicator, scope, day = asked
    rows = indicator.tallied_rows(scope, day)
    placed = rows.annotate(place=_number(place), trait=_number(None))
    tallied: Evidence = placed.values("place", "trait").annotate(tallied=tally.exact)
    return tallied.values_list("place", "trait", "tallied")


def _groups(place: int, indicator: Indicator, scope: Scope, day: date) -> Evidence:
    if indicator.grouping is None:
        raise NotImplementedError(indicator.code)
    rows = indicator.evidence(scope, day).order_by()
    placed = rows.annotate(
        place=_number(place), trait=Cast(F(indicator.grouping.path), IntegerField())
    )
    grouped: Evidence = placed.values("place", "trait").annotate(tallied=Tally(Count("pk")).exact)
    return grouped.values_list("place", "trait", "tallied")


def _number(value: int | None) -> Cast:
    return Cast(Value(value), IntegerField())


def readings_of(scope: Scope, user: Viewer, *, as_of: date, indicator: str = "") -> list[Reading]:
    """Return what sources say about ``scope`` for days up to ``as_of``, by indicator and day.

    What a source published later about that day belongs beside the number of that day.
    """
    readings = Reading.objects.visible_to(user).filter(
        programme=scope.programme, branch=scope.branch, as_of__lte=as_of
    )
    if indicator:
        readings = readings.filter(indicator=indicator)
    return list(readings.order_by("indicator", "as_of", "published_on", "pk"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A target beside the result of ``as_of`` it may be compared with. None: no such result."""

    target: Target
    planned: Quantity
    indicator: Indicator | None
    result: Quantity | None
    url: str
    as_of: date

    @property
    def label(self) -> str:
        return str(self.indicator.label if self.indicator else self.target.indicator)

    @property
    def is_comparable(self) -> bool:
        """True when result and target count the same thing."""
        return self.result is not None and self.result.unit == self.planned.unit


def planned(target: Target) -> Quantity:
    """Return the planned number of a target, which is never a result."""
    return Quantity(target.planned_value, Unit(target.unit), Qualifier.PLANNED)


def planned_total(targets: Iterable[Target]) -> Quantity | None:
    """Return the sum of like targets; None when there are none.

    Raises:
        UnitsDiffer: 60 posts and 300 hospitals are not the same thing.
    """
    return total(map(planned, targets))


def targets_of(scope: Scope, user: Viewer, *, as_of: date) -> list[Target]:
    """Return the targets of ``scope`` itself published by the end of ``as_of``."""
    targets = Target.objects.visible_to(user).in_force(on=as_of)
    own = targets.filter(programme=scope.programme, branch=scope.branch)
    return list(own.order_by("pk"))


def compared(
    targets: Iterable[Target], scope: Scope, as_of: date, results: dict[str, Quantity | None]
) -> list[Comparison]:
    """Put each target beside the result in ``results`` (by indicator code) it speaks of."""
    found = []
    for target in targets:
        indicator = BOOK.get(target.indicator)
        url = indicator.url(scope, as_of) if indicator else ""
        result = results.get(target.indicator)
        found.append(Comparison(target, planned(target), indicator, result, url, as_of))
    return found
