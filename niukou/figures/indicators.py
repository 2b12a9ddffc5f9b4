"""What an indicator is, and the part of the network it is asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.db.models import Count, DecimalField, Expression, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise

from niukou.core.access import Viewer
from niukou.core.quantities import Quantity, Unit
from niukou.programmes.models import Branch, Programme, Site, SiteAgreement


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure speaks of: one branch, or a programme with its published branches.

    A number is the same for every reader. So a programme's figure leaves out branches that
    are not published: they have figures of their own, read by those who run them.
    """

    programme: Programme
    branch: Branch | None = None

    def __str__(self) -> str:
        return f"{self.programme} · {self.branch}" if self.branch else str(self.programme)

    @property
    def subject(self) -> Programme | Branch:
        return self.branch or self.programme

    @property
    def is_public(self) -> bool:
        """True when strangers may read it."""
        own = self.branch.is_public if self.branch else True
        return own and self.programme.is_public

    @property
    def query(self) -> dict[str, str]:
        """The parts of an address that name this scope."""
        if self.branch:
            return {"branch": self.branch.slug}
        return {"programme": self.programme.slug}

    def among(self, path: str) -> Q:
        """Narrow rows whose branch is reached by ``path`` to those of this scope."""
        if self.branch:
            return Q(**{path: self.branch})
        return Q(**{f"{path}__programme": self.programme, f"{path}__is_public": True})


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One record that a figure counts, as a reader sees it.

    ``line`` is what goes into the digest; ``agreement`` is its number, "" where the record is
    not an agreement; ``group`` None: no group, or not known. ``url`` is its own page, which
    whoever reads the row may open.
    """

    reference: str
    hospital: str
    site: str
    on: date
    detail: str
    line: str
    agreement: str = ""
    group: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the evidence of an indicator falls into groups: by which column, under which names."""

    label: str | Promise
    path: str
    name: Callable[[Any], str]


Evidence: TypeAlias = QuerySet[Any]
Measured: TypeAlias = int | Decimal | None
Told: TypeAlias = Measured | Quantity  # a quantity where the measure knows how vague it is


def at_visible_sites(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow evidence to the records whose site ``user`` may read."""
    return evidence.filter(site__in=Site.objects.visible_to(user).values("pk"))


def how_many(evidence: Evidence) -> int:
    """Return the number of records: what most indicators are."""
    return evidence.count()


@dataclass(frozen=True, slots=True)
class Tally:
    """A measure that the database adds up: an aggregate over the evidence, NULL for no number.

    ``of_none`` is what no records at all amount to: None is no number, and a sum may be 0.
    """

    expression: Expression
    of_none: int | None = None

    def __call__(self, evidence: Evidence) -> Measured:
        found = evidence.order_by().aggregate(tallied=self.exact)
        return self.told(found["tallied"])

    def told(self, tallied: Decimal | None) -> Measured:
        """Return what the database answered as the number it is; NULL is of no records."""
        return self.of_none if tallied is None else plain(tallied)

    @property
    def exact(self) -> Expression:
        """The aggregate as a decimal, whatever it adds up."""
        return Cast(self.expression, DecimalField(max_digits=30, decimal_places=6))


def plain(value: Decimal | None) -> Measured:
    """Return a whole number as one, and a decimal without zeros at its end."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


@dataclass(frozen=True, slots=True, eq=False)  # one entry of the book is only itself
class Indicator:
    """A number's definition: what it counts, in which unit, by whose words, from which records.

    The records come annotated with ``line`` (text for the digest). ``narrows`` leaves those
    ``user`` may read: by their ``site``, where nothing else is said. ``finds`` None: nothing is recorded for it yet, it has targets only. Where one
    thing may have several records, ``one_per`` is the path to the thing: it counts once, and
    its first record by ``first_by`` stands for it. Raise ``version`` when what counts changes.
    """

    code: str
    label: str | Promise
    unit: Unit
    source: str | Promise
    counts: str | Promise
    none_means: str | Promise
    finds: Callable[[Scope, date], Evidence] | None = None
    one_per: str = ""
    first_by: tuple[str, ...] = ()
    shows: Callable[[Any], EvidenceRow] | None = None
    measure: Callable[[Evidence], Told] = how_many
    narrows: Callable[[Evidence, Viewer], Evidence] = at_visible_sites
    grouping: Grouping | None = None
    version: int = 1

    @property
    def is_recorded(self) -> bool:
        return self.finds is not None

    @property
    def is_count(self) -> bool:
        """True when the value is the number of records behind it."""
        return self.finds is not None and self.measure is how_many

    def evidence(self, scope: Scope, as_of: date) -> Evidence:
        """Return the records that count in ``scope`` at the end of ``as_of``."""
        if self.finds is None:
            return SiteAgreement.objects.none()
        found = self.finds(scope, as_of)
        if not self.one_per:
            return found
        first = found.order_by(self.one_per, *self.first_by).distinct(self.one_per)
        return found.filter(pk__in=first.values("pk"))

    @property
    def is_tallied(self) -> bool:
        """True when the database can count or add it up beside others, in one question."""
        return self.is_count or (self.is_recorded and isinstance(self.measure, Tally))

    @property
    def tally(self) -> Tally:
        """What to count or add up of ``tallied_rows``: what ``measure`` says, got more cheaply."""
        return self.measure if isinstance(self.measure, Tally) else self.count_of_records

    @property
    def count_of_records(self) -> Tally:
        """The number of records of ``evidence``, counted among ``tallied_rows``."""
        return Tally(Count(self.one_per or "pk", distinct=bool(self.one_per)), of_none=0)

    def tallied_rows(self, scope: Scope, as_of: date) -> Evidence:
        """Return the rows to tally; where one thing has several, each: ``tally`` counts it once."""
        found = self.finds(scope, as_of) if self.finds else self.evidence(scope, as_of)
        return found.order_by()

    def value(self, scope: Scope, as_of: date) -> Quantity | None:
        """Return what the records of ``evidence`` amount to; None: see ``none_means``."""
        if self.finds is None:
            return None
        return self.quantity(self.measure(self.evidence(scope, as_of)))

    def quantity(self, measured: Told) -> Quantity | None:
        """Return what was measured with its unit; exact, where the measure does not say otherwise."""
        if measured is None or isinstance(measured, Quantity):
            return measured
        return Quantity(measured, self.unit)

    def row(self, record: Any) -> EvidenceRow:
        if self.shows is None:
            raise NotImplementedError(self.code)
        return self.shows(record)

    def url(self, scope: Scope, as_of: date | None = None, **more: object) -> str:
        """Return the address of the page that proves the figure; ``as_of`` None: of today."""
        day = {"as_of": as_of.isoformat()} if as_of else {}
        query = urlencode(scope.query | day | more)
        return f"{reverse('figures:figure-detail', args=[self.code])}?{query}"
