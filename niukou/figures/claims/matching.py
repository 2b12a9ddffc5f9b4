"""Holding the numbers of a draft against what is known, and the verdict of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from niukou.figures.claims.finding import UNKNOWN_PLACE, Found
from niukou.figures.claims.numerals import Number
from niukou.figures.claims.tokens import Kind
from niukou.figures.claims.units import Counted, Hedge, last_place
from niukou.figures.claims.words import SPOKEN_OF_WITH, Tense

Question = tuple[str, str, date]  # an indicator's code, a scope, a day


class Verdict(TextChoices):
    PROVED = "PROVED", _("Proved")
    TARGET = "TARGET", _("A target, not a result")
    DIFFERS = "DIFFERS", _("Differs")
    APPROXIMATE = "APPROXIMATE", _("Approximate, and true")
    NO_YEAR = "NO_YEAR", _("No year given")
    UNKNOWN = "UNKNOWN", _("Unknown")
    NO_CLAIM = "NO_CLAIM", _("Not a claim")


class Reason(TextChoices):
    """Why a verdict is what it is, where the verdict alone does not say it."""

    PLAIN = "PLAIN", _("as the figure says")
    DATE_WITHOUT_YEAR = "DATE_WITHOUT_YEAR", _("a date without a year")
    DAY_UNKNOWN = "DAY_UNKNOWN", _("the date beside it has no year")
    NO_SUCH_DAY = "NO_SUCH_DAY", _("there is no such day")
    OTHER_PLACE = "OTHER_PLACE", _("a place without a branch that you may read")
    PART = "PART", _("a part or an increase")
    NO_FIGURE = "NO_FIGURE", _("no figure counts this")
    NOT_RECORDED = "NOT_RECORDED", _("nothing is recorded for it")
    NO_TARGET = "NO_TARGET", _("no such target")
    PERIOD = "PERIOD", _("the time the targets run for")


@dataclass(frozen=True, slots=True)
class Known:
    """A figure or target a number was held against. ``value`` None: nothing to measure."""

    code: str
    label: str
    scope: str
    unit: Counted
    value: Number | None
    url: str
    as_of: date
    is_target: bool = False
    source: str = ""
    years: int = 0  # how long a target runs; 0: no whole number of years

    @property
    def said(self) -> str:
        return "—" if self.value is None else self.unit.said(self.value)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a source printed about one of our numbers."""

    code: str
    scope: str
    as_of: date
    value: int
    reads: str
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the numbers of a draft are held against. Scopes are keys; "" is none of them."""

    whole: str
    answers: Mapping[Question, Known] = field(default_factory=dict)
    targets: Mapping[str, Sequence[Known]] = field(default_factory=dict)  # by scope
    printed: Sequence[Printed] = ()

    def scope(self, found: Found) -> str:
        return found.scope or self.whole

    def targets_near(self, found: Found) -> Iterator[Known]:
        """Yield the targets of the number's scope; of all, where none is named beside it."""
        own = self.scope(found)
        yield from self.targets.get(own, ())
        if not found.is_scope_said:
            for scope, targets in self.targets.items():
                if scope != own:
                    yield from targets


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of a draft and what can be said of it. ``known``: what it was held against."""

    found: Found
    verdict: Verdict
    reason: Reason = Reason.PLAIN
    known: Known | None = None
    result: Known | None = None  # the figure beside a target
    printed: tuple[Printed, ...] = ()


def questions(found: Iterable[Found], whole: str) -> set[Question]:
    """Return which figures have to be known to judge these numbers."""
    return {
        (code, one.scope or whole, one.on)
        for one in found
        if one.on and one.scope != UNKNOWN_PLACE
        for code in one.codes
    }


def judge(found: Found, facts: Facts) -> Claim:
    """Return the verdict on one number."""
    if found.kind == Kind.DATE:
        return _date(found)
    if found.kind != Kind.COUNT or found.value is None:
        return Claim(found, Verdict.NO_CLAIM)
    if found.scope == UNKNOWN_PLACE or found.is_part:
        why = Reason.PART if found.is_part else Reason.OTHER_PLACE
        return Claim(found, Verdict.UNKNOWN, why)
    if found.unit == Counted.YEARS:
        return _period(found, facts)
    return _planned(found, facts) if found.tense == Tense.PLANNED else _result(found, facts)


def _date(found: Found) -> Claim:
    if not found.has_year:
        return Claim(found, Verdict.NO_YEAR, Reason.DATE_WITHOUT_YEAR)
    if found.on is None:
        return Claim(found, Verdict.UNKNOWN, Reason.NO_SUCH_DAY)
    return Claim(found, Verdict.NO_CLAIM)


def _period(found: Found, facts: Facts) -> Claim:
    for target in facts.targets_near(found):
        if target.years == found.value and found.tense == Tense.PLANNED:
            return Claim(found, Verdict.TARGET, Reason.PERIOD, target)
    return Claim(found, Verdict.UNKNOWN, Reason.NO_FIGURE)


def _planned(found: Found, facts: Facts) -> Claim:
    like = [one for one in facts.targets_near(found) if one.unit == found.unit]
    cued = [one for one in like if one.code in found.codes]
    for target in [*cued, *(like if not found.codes else ())]:
        if is_true(found, target):
            return _target(found, target, facts)
    own = [one for one in cued if one in facts.targets.get(facts.scope(found), ())]
    if own:
        return Claim(found, Verdict.DIFFERS, known=own[0])
    proved = _matching_answer(found, facts)
    return proved or Claim(found, Verdict.UNKNOWN, Reason.NO_TARGET)


def _result(found: Found, facts: Facts) -> Claim:
    if found.codes and not found.has_year:
        return Claim(found, Verdict.NO_YEAR, Reason.DAY_UNKNOWN)
    proved = _matching_answer(found, facts)
    if proved:
        return proved
    is_open = found.tense == Tense.OPEN and not found.codes
    for target in facts.targets_near(found):
        is_meant = target.code in found.codes or is_open
        if is_meant and target.unit == found.unit and is_true(found, target):
            return _target(found, target, facts)
    answers = list(_answers(found, facts))
    told = [one for one in answers if one.value is not None]
    if told:
        return Claim(found, Verdict.DIFFERS, known=told[0], printed=_printed(found, facts))
    if found.codes:
        known = answers[0] if answers else None
        printed = _printed(found, facts)
        return Claim(found, Verdict.UNKNOWN, Reason.NOT_RECORDED, known, printed=printed)
    return Claim(found, Verdict.UNKNOWN, Reason.NO_FIGURE)


def _matching_answer(found: Found, facts: Facts) -> Claim | None:
    """Return the claim proved, or true as it is hedged; None if no figure says so."""
    for known in _answers(found, facts):
        if known.value is not None and is_true(found, known):
            is_exact = found.hedge == Hedge.EXACT and known.value == found.value
            verdict = Verdict.PROVED if is_exact else Verdict.APPROXIMATE
            return Claim(found, verdict, known=known, printed=_printed(found, facts))
    return None


def _answers(found: Found, facts: Facts) -> Iterator[Known]:
    for code in found.codes:
        known = found.on and facts.answers.get((code, facts.scope(found), found.on))
        if known and known.unit == found.unit:
            yield known


def _target(found: Found, target: Known, facts: Facts) -> Claim:
    on = found.on
    result = facts.answers.get((target.code, facts.scope(found), on)) if on else None
    is_beside = result is not None and result.scope == target.scope
    return Claim(found, Verdict.TARGET, known=target, result=result if is_beside else None)


def _printed(found: Found, facts: Facts) -> tuple[Printed, ...]:
    """Return what sources printed of that number, scope and day."""
    scope, codes = facts.scope(found), {SPOKEN_OF_WITH.get(code, code) for code in found.codes}
    return tuple(
        one
        for one in facts.printed
        if one.code in codes and one.scope == scope and one.as_of == found.on
    )


def is_true(found: Found, known: Known) -> bool:
    """True when the number may be said of what is known: exactly, hedged or rounded."""
    if found.value is None or known.value is None:
        return False
    if found.hedge.allows(found.value, known.value):
        return True
    # 1.2万 rounds to the last place it writes.
    said = Decimal(found.value)
    near = abs(Decimal(known.value) - said) <= last_place(said) / 2
    return found.is_rounded and found.hedge == Hedge.EXACT and near
