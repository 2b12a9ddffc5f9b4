"""What was published, what stands now, and whether the records still say so."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from niukou.core.access import Viewer
from niukou.core.quantities import Quantity
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Indicator, Scope, Told, at_visible_sites
from niukou.figures.models import (
    Correction,
    CorrectionStatus,
    Publication,
    ReturnLine,
    SiteReturn,
)
from niukou.figures.models.publications import Statement, quantity_of
from niukou.network.models import Agreement
from niukou.programmes.models import ServiceStation, Site

SHOWN = 5
# A line begins with the record and the number of its site; a day follows them.
LINE = re.compile(r"(?P<reference>.+?) (?P<site>\S+) (?=\d{4}-\d\d-\d\d(?: |$))")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure in the form in which it is published; ``value`` "": nothing to measure."""

    value: str
    definition_version: int
    evidence_count: int
    digest: str
    lines: str


NOTHING_STATED = Stated("", 0, 0, hashlib.sha256(b"").hexdigest(), "")


def stated(indicator: Indicator, scope: Scope, as_of: date) -> Stated:
    """Return value, digest and lines; value, count and digest are those of ``prove``."""
    if not indicator.is_recorded:
        return NOTHING_STATED
    evidence = indicator.evidence(scope, as_of)
    found = sorted(evidence.order_by().values_list("line", flat=True))
    measured = len(found) if indicator.is_count else indicator.measure(evidence)
    lines = "\n".join(found)
    return Stated(
        value=_digits(measured),
        definition_version=indicator.version,
        evidence_count=len(found),
        digest=hashlib.sha256(lines.encode()).hexdigest(),
        lines=lines,
    )


def _digits(measured: Told) -> str:
    if measured is None:
        return ""
    number = measured.value if isinstance(measured, Quantity) else measured
    return str(number) if isinstance(number, int) else format(number, "f")


def stated_now(publication: Publication) -> Stated:
    """Return what the records say now of the day ``publication`` speaks of."""
    indicator = BOOK.get(publication.indicator)
    if indicator is None:  # it left the book: nothing can prove the number any more
        return NOTHING_STATED
    return stated(indicator, publication.scope, publication.as_of)


def standing(publication: Publication) -> Statement:
    """Return what stands published: the last approved correction, else the publication."""
    approved = publication.corrections.filter(status=CorrectionStatus.APPROVED)
    return approved.order_by("-decided_at", "-pk").first() or publication


# --- drift -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Difference:
    """One record whose line is not what it was. ``was`` "": added; ``now`` "": removed.

    ``site`` "" where the line does not name one.
    """

    reference: str
    site: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Drift:
    """How what the records say now differs from what stands published."""

    publication: Publication
    was: Quantity | None
    now: Quantity | None
    digest_now: str
    is_defined_anew: bool
    differences: list[Difference]


def drift_of(publication: Publication) -> Drift | None:
    """Return how the records differ from what stands published; None: they agree."""
    before, now = standing(publication), stated_now(publication)
    is_defined_anew = before.definition_version != now.definition_version
    if before.value == now.value and before.digest == now.digest:
        return None
    kind = publication.unit, publication.qualifier
    return Drift(
        publication,
        was=quantity_of(before.value, *kind),
        now=quantity_of(now.value, *kind),
        digest_now=now.digest,
        is_defined_anew=is_defined_anew,
        differences=differences(before.lines, now.lines),
    )


def differences(before: str, after: str) -> list[Difference]:
    """Return the records whose lines differ between two texts of sorted lines."""
    had, has = set(before.splitlines()), set(after.splitlines())
    was = {_record(line): line for line in sorted(had - has)}
    now = {_record(line): line for line in sorted(has - had)}
    return [
        Difference(*record, was=was.get(record, ""), now=now.get(record, ""))
        for record in sorted(was.keys() | now.keys())
    ]


def _record(line: str) -> tuple[str, str]:
    found = LINE.match(line)
    return (found["reference"], found["site"]) if found else (line, "")


def check_publications() -> Iterator[tuple[Publication, Drift | None]]:
    """Recompute every publication there is, the oldest first."""
    everything = Publication.objects.select_related("programme", "branch").order_by("pk")
    for publication in everything.iterator(chunk_size=100):
        yield publication, drift_of(publication)


@dataclass(frozen=True, slots=True)
class NamedDifference:
    """A difference as somebody may see it; ``url`` "": they may not open the record."""

    name: str
    hospital: str
    site: str
    was: str
    now: str
    url: str


def named(drift: Drift, user: Viewer) -> list[NamedDifference]:
    """Return the differences that ``user`` may read, with names and links."""
    indicator = BOOK.get(drift.publication.indicator)
    sites = _readable_sites(indicator, {one.site for one in drift.differences}, user)
    shown = [one for one in drift.differences if one.site in sites]
    known = _known_records(indicator, drift.publication, shown)
    if known is None:
        numbers = {one.reference for one in shown}
        agreements = Agreement.objects.visible_to(user).filter(number__in=numbers)
        known = {one.number: (one.number, one.get_absolute_url()) for one in agreements}
    records = [known.get(one.reference, (one.reference, "")) for one in shown]
    return [
        NamedDifference(
            name=name,
            hospital=sites[one.site].hospital.official_name,
            site=one.site,
            was=one.was,
            now=one.now,
            url=url,
        )
        for one, (name, url) in zip(shown, records, strict=True)
    ]


def _readable_sites(
    indicator: Indicator | None, numbers: set[str], user: Viewer
) -> dict[str, Site]:
    """Return the sites whose lines ``user`` may read.

    Where a site alone does not make its records readable, only those they work on.
    """
    is_by_site = indicator is not None and indicator.narrows is at_visible_sites
    seen = Site.objects.visible_to(user) if is_by_site else Site.objects.worked_on_by(user)
    rows = seen.filter(number__in=numbers).select_related("hospital")
    return {site.number: site for site in rows}


def _known_records(
    indicator: Indicator | None, publication: Publication, shown: list[Difference]
) -> dict[str, tuple[str, str]] | None:
    """Return name and address of the records in the lines; None: they are of agreements."""
    if indicator is None:
        return {}
    model = indicator.evidence(publication.scope, publication.as_of).model
    if model == ServiceStation:
        found = ServiceStation.objects.filter(pk__in=[int(one.reference) for one in shown])
        return {str(station.pk): (station.name, "") for station in found}
    if model in {ReturnLine, SiteReturn}:
        returns = SiteReturn.objects.filter(pk__in=[int(one.reference) for one in shown])
        return {str(one.pk): (one.period_name, one.get_absolute_url()) for one in returns}
    return None


# --- what a page shows -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Followed:
    """What an approved correction says. ``quantity`` None: nothing was left to measure."""

    quantity: Quantity | None
    reason: str
    evidence_count: int
    digest: str
    decided_at: datetime
    decider: str


@dataclass(frozen=True, slots=True)
class Published:
    """A publication with the approved corrections that follow it."""

    publication: Publication
    corrections: list[Followed]


def with_corrections(rows: Iterable[Publication]) -> list[Published]:
    """Pair each publication with what follows it; fetch them ``with_approved()``."""
    return [
        Published(row, [_followed(row, said) for said in row.approved])  # type: ignore[attr-defined]  # annotated
        for row in rows
    ]


def _followed(publication: Publication, said: dict[str, Any]) -> Followed:
    quantity = quantity_of(said.pop("value"), publication.unit, publication.qualifier)
    decided_at = datetime.fromisoformat(said.pop("decided_at"))
    return Followed(quantity, decided_at=decided_at, **said)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction in whatever state, with its number as the publication counts it."""

    correction: Correction
    quantity: Quantity | None


def proposed(correction: Correction, publication: Publication) -> Proposed:
    kind = publication.unit, publication.qualifier
    return Proposed(correction, quantity_of(correction.value, *kind))


def undecided_of(publication: Publication, user: Viewer) -> list[Proposed]:
    """Return what ``user`` may read of corrections that wait or were rejected."""
    rows = publication.corrections.visible_to(user).exclude(status=CorrectionStatus.APPROVED)
    return [proposed(row, publication) for row in rows.with_names().order_by("pk")]


def published_of(indicator: Indicator, scope: Scope, user: Viewer, *, by: date) -> list[Published]:
    """Return what was published of a figure for days up to ``by``, the newest day first."""
    about = Publication.objects.visible_to(user).about(indicator.code, scope)
    rows = about.filter(as_of__lte=by).with_scope().with_approved()
    return with_corrections(rows.order_by("-as_of")[:SHOWN])
