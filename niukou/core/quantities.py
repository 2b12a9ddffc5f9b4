"""Numbers that know what they count and how sure they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from niukou.core.errors import DomainError
from niukou.core.money import FEN_PER_YUAN, Money


class Unit(TextChoices):
    """What is counted. Different units are never added: see DOMAIN.md A1.7."""

    HOSPITALS = "HOSPITALS", gettext_lazy("hospitals")
    ORGANISATIONS = "ORGANISATIONS", gettext_lazy("organisations")
    STATIONS = "STATIONS", gettext_lazy("stations")
    POSTS = "POSTS", gettext_lazy("posts")
    POST_MONTHS = "POST_MONTHS", gettext_lazy("post-months")
    PERSONS = "PERSONS", gettext_lazy("persons")
    PERSON_TIMES = "PERSON_TIMES", gettext_lazy("person-times")
    AGREEMENTS = "AGREEMENTS", gettext_lazy("agreements")
    APPLICATIONS = "APPLICATIONS", gettext_lazy("applications")
    CASES = "CASES", gettext_lazy("cases")
    OBJECTIONS = "OBJECTIONS", gettext_lazy("objections")
    SESSIONS = "SESSIONS", gettext_lazy("sessions")
    GROUPS = "GROUPS", gettext_lazy("groups")
    ACTIVITIES = "ACTIVITIES", gettext_lazy("activities")
    TIMES = "TIMES", gettext_lazy("times")
    RETURNS = "RETURNS", gettext_lazy("returns")
    POINTS = "POINTS", gettext_lazy("points")
    HOURS = "HOURS", gettext_lazy("hours")
    MINUTES = "MINUTES", gettext_lazy("minutes")
    DAYS = "DAYS", gettext_lazy("days")
    ITEMS = "ITEMS", gettext_lazy("items")
    DEFECTS = "DEFECTS", gettext_lazy("defects")
    SQUARE_METRES = "SQUARE_METRES", gettext_lazy("square metres")
    SHARE = "SHARE", gettext_lazy("share")
    FEN = "FEN", gettext_lazy("yuan")


COUNTED: dict[str, Promise] = {
    Unit.HOSPITALS: ngettext_lazy("%(number)s hospital", "%(number)s hospitals", "count"),
    Unit.ORGANISATIONS: ngettext_lazy(
        "%(number)s organisation", "%(number)s organisations", "count"
    ),
    Unit.STATIONS: ngettext_lazy("%(number)s station", "%(number)s stations", "count"),
    Unit.POSTS: ngettext_lazy("%(number)s post", "%(number)s posts", "count"),
    Unit.POST_MONTHS: ngettext_lazy("%(number)s post-month", "%(number)s post-months", "count"),
    Unit.PERSONS: ngettext_lazy("%(number)s person", "%(number)s persons", "count"),
    Unit.PERSON_TIMES: ngettext_lazy("%(number)s person-time", "%(number)s person-times", "count"),
    Unit.AGREEMENTS: ngettext_lazy("%(number)s agreement", "%(number)s agreements", "count"),
    Unit.APPLICATIONS: ngettext_lazy("%(number)s application", "%(number)s applications", "count"),
    Unit.CASES: ngettext_lazy("%(number)s case", "%(number)s cases", "count"),
    Unit.OBJECTIONS: ngettext_lazy("%(number)s objection", "%(number)s objections", "count"),
    Unit.SESSIONS: ngettext_lazy("%(number)s session", "%(number)s sessions", "count"),
    Unit.GROUPS: ngettext_lazy("%(number)s group", "%(number)s groups", "count"),
    Unit.ACTIVITIES: ngettext_lazy("%(number)s activity", "%(number)s activities", "count"),
    Unit.TIMES: ngettext_lazy("%(number)s time", "%(number)s times", "count"),
    Unit.RETURNS: ngettext_lazy("%(number)s return", "%(number)s returns", "count"),
    Unit.POINTS: ngettext_lazy("%(number)s point", "%(number)s points", "count"),
    Unit.HOURS: ngettext_lazy("%(number)s hour", "%(number)s hours", "count"),
    Unit.MINUTES: ngettext_lazy("%(number)s minute", "%(number)s minutes", "count"),
    Unit.DAYS: ngettext_lazy("%(number)s day", "%(number)s days", "count"),
    Unit.ITEMS: ngettext_lazy("%(number)s item", "%(number)s items", "count"),
    Unit.DEFECTS: ngettext_lazy("%(number)s defect", "%(number)s defects", "count"),
    Unit.SQUARE_METRES: ngettext_lazy("%(number)s m²", "%(number)s m²", "count"),
    Unit.SHARE: ngettext_lazy("%(number)s %%", "%(number)s %%", "count"),
    Unit.FEN: ngettext_lazy("%(number)s yuan", "%(number)s yuan", "count"),
}
MEASURED = {
    Unit.SHARE,
    Unit.HOURS,
    Unit.DAYS,
    Unit.SQUARE_METRES,
    Unit.POINTS,
}  # may have decimals; the rest is counted
PERCENT = 100


class Qualifier(TextChoices):
    """How a number is meant, as its source says it."""

    EXACT = "EXACT", gettext_lazy("exact")
    ABOUT = "ABOUT", gettext_lazy("about")
    MORE_THAN = "MORE_THAN", gettext_lazy("more than")
    AT_LEAST = "AT_LEAST", gettext_lazy("at least")
    PLANNED = "PLANNED", gettext_lazy("planned")


def as_kept(typed: int, unit: Unit) -> int:
    """Return what was typed beside ``unit`` as it is kept: an amount is typed in whole yuan."""
    return Money.from_yuan(typed).fen if unit == Unit.FEN else typed


def as_typed(kept: int, unit: Unit) -> int:
    """Return a kept number as it is typed beside ``unit``; the fen of a yuan are left out."""
    return kept // FEN_PER_YUAN if unit == Unit.FEN else kept


SAID: dict[str, Promise] = {
    Qualifier.EXACT: gettext_lazy("%(amount)s"),
    Qualifier.ABOUT: gettext_lazy("about %(amount)s"),
    Qualifier.MORE_THAN: gettext_lazy("more than %(amount)s"),
    Qualifier.AT_LEAST: gettext_lazy("at least %(amount)s"),
    Qualifier.PLANNED: gettext_lazy("%(amount)s planned"),
}
# A sum is as vague as its vaguest part: two lower bounds give one, "about" gives no bound.
VAGUENESS = [Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.ABOUT]
LOWER_BOUNDS = {Qualifier.AT_LEAST, Qualifier.MORE_THAN}


class UnitsDiffer(DomainError):
    """Hospitals are no posts, persons no person-times: their numbers do not add up."""


class TargetIsNotResult(DomainError):
    """What is planned was put together with what is done."""


class SharesDoNotAdd(DomainError):
    """Shares of different wholes have no sum."""


class DifferenceUnknown(DomainError):
    """Taking away "at least so many" leaves no number that can be named."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit and qualifier. A share is 0 to 1, money is in fen."""

    value: int | Decimal
    unit: Unit
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        decimal_fits = isinstance(self.value, Decimal) and self.unit in MEASURED
        if type(self.value) is not int and not decimal_fits:
            message = f"{self.unit} are not counted in {type(self.value).__name__}"
            raise TypeError(message)

    @property
    def is_planned(self) -> bool:
        return self.qualifier == Qualifier.PLANNED

    @property
    def digits(self) -> str:
        """The number alone, as it stands beside its unit: money in yuan, a share in percent."""
        if self.unit == Unit.FEN:
            return str(Money(int(self.value)))
        return f"{_percent(self.value)} %" if self.unit == Unit.SHARE else str(self.value)

    @property
    def number(self) -> int | Decimal:
        """The same number, to be reckoned with: money in yuan, a share in percent."""
        if self.unit == Unit.FEN:
            return Money(int(self.value)).yuan
        return self.value * PERCENT if self.unit == Unit.SHARE else self.value

    @property
    def unit_said(self) -> str:
        """The unit that ``number`` speaks of."""
        return "%" if self.unit == Unit.SHARE else str(self.unit.label)

    def __str__(self) -> str:
        return str(SAID[self.qualifier] % {"amount": counted(self.value, self.unit)})

    def __add__(self, other: "Quantity") -> "Quantity":
        """Return the sum, as vague as the vaguer of the two.

        EXACT < AT_LEAST < MORE_THAN < ABOUT; PLANNED goes only with PLANNED.

        Raises:
            UnitsDiffer: 60 posts and 300 hospitals.
            TargetIsNotResult: one is planned, the other is not.
            SharesDoNotAdd: both are shares.
        """
        if not isinstance(other, Quantity):
            return NotImplemented
        self._ensure_like(other)
        qualifier = max(self.qualifier, other.qualifier, key=_vagueness)
        return Quantity(self.value + other.value, self.unit, qualifier)

    def __sub__(self, other: "Quantity") -> "Quantity":
        """Return the difference, as vague as the vaguer of the two.

        Raises:
            UnitsDiffer, TargetIsNotResult, SharesDoNotAdd: as for a sum.
            DifferenceUnknown: ``other`` is only known to be at least, or more than, so many.
        """
        if not isinstance(other, Quantity):
            return NotImplemented
        self._ensure_like(other)
        if other.qualifier in LOWER_BOUNDS:
            message = _("What is left of %(whole)s after taking away %(part)s cannot be said.")
            raise DifferenceUnknown(message % {"whole": self, "part": other})
        qualifier = max(self.qualifier, other.qualifier, key=_vagueness)
        return Quantity(self.value - other.value, self.unit, qualifier)

    def _ensure_like(self, other: "Quantity") -> None:
        both = {"one": self, "other": other}
        if self.unit != other.unit:
            raise UnitsDiffer(_("%(one)s and %(other)s are not the same thing.") % both)
        if self.is_planned != other.is_planned:
            message = _("One is a target, the other a result: %(one)s, %(other)s.")
            raise TargetIsNotResult(message % both)
        if self.unit == Unit.SHARE:
            raise SharesDoNotAdd(_("%(one)s and %(other)s are shares of different wholes.") % both)


def total(quantities: Iterable[Quantity]) -> Quantity | None:
    """Return the sum of like quantities; None when there are none: nothing is not zero.

    Raises:
        UnitsDiffer, TargetIsNotResult, SharesDoNotAdd: as for the sum of two.
    """
    rest = iter(quantities)
    first = next(rest, None)
    return first and sum(rest, first)


def share_of_target(result: Quantity, target: Quantity) -> Decimal:
    """Return how much of ``target`` is reached: 1 is all of it, more is possible.

    Raises:
        UnitsDiffer: they count different things.
        TargetIsNotResult: ``target`` is not planned, or ``result`` is.
    """
    both = {"one": result, "other": target}
    if result.unit != target.unit:
        raise UnitsDiffer(_("%(one)s and %(other)s are not the same thing.") % both)
    if result.is_planned or not target.is_planned:
        message = _("A result is measured against a target, not %(one)s against %(other)s.")
        raise TargetIsNotResult(message % both)
    return Decimal(result.value) / Decimal(target.value)


def counted(value: int | Decimal, unit: Unit) -> str:
    """Return ``value`` with its counting word: 22 hospitals, 22 家医院, 45.2 %, 1,234.50 yuan."""
    if unit == Unit.FEN:
        number = str(Money(int(value)))
    elif unit == Unit.SHARE:
        number = _percent(value)
    else:
        number = f"{value:,}"
    return str(COUNTED[unit] % {"number": number, "count": 1 if value == 1 else 2})


def _vagueness(qualifier: Qualifier) -> int:
    """Return the place in the order of vagueness; planned goes with planned alone."""
    return VAGUENESS.index(qualifier) if qualifier in VAGUENESS else 0


def _percent(share: int | Decimal) -> str:
    return f"{(share * 100):.1f}".removesuffix(".0")
