"""What does not add up in a return: refused, or asked about. Pure: it gets all it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from django.utils.translation import gettext as _

from niukou.core.quantities import counted
from niukou.figures.returns.lines import LINES, WHOLE, LineDefinition, label_of_line

Values: TypeAlias = Mapping[str, Decimal | None]

JUMP_FACTOR = 3  # more than three times last period's number, or less than a third of it
JUMP_LEAST = 10  # a difference up to this needs no word
LOWEST_MEAN, HIGHEST_MEAN = 1, 5

# The first can never be more than the second; both are lines of the same return.
NOT_MORE_THAN = (
    ("persons-served", "person-times"),
    ("inpatients", "persons-served"),
    ("outpatients", "persons-served"),
    ("groups", "group-sessions"),
    ("satisfied-answers", "satisfaction-answers"),
    ("satisfaction-answers", "persons-served"),
)
# Where there is some of the first, there is some of the second.
GO_TOGETHER = (
    ("relief-amount", "relief-persons"),
    ("volunteer-hours", "volunteers"),
    ("satisfaction-mean", "satisfaction-answers"),
)
ASKED_ONLY = {("satisfaction-answers", "persons-served")}  # relatives may answer, too


class Kind(StrEnum):
    """Whether a return with it can be handed in."""

    REFUSED = "REFUSED"
    ASKS = "ASKS"  # for a remark; once there is one, it can


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one line; ``is_answered`` where its remark says why."""

    kind: Kind
    code: str
    message: str
    is_answered: bool = False

    @property
    def label(self) -> str:
        return label_of_line(self.code)

    @property
    def stops(self) -> bool:
        """True when the return cannot be handed in with it."""
        return not self.is_answered


@dataclass(frozen=True, slots=True)
class Stated:
    """A return as the checks see it. A code that is absent was never asked; None: not filled in.

    ``before`` is the return of the period right before, {} where there was none.
    """

    start_on: date
    end_on: date
    values: Values
    known: Values
    remarks: Mapping[str, str]
    before: Values


def findings(stated: Stated) -> list[Finding]:
    """Return everything that is refused or asked about, in the order of the lines."""
    found = [*_single(stated), *_pairs(stated), *_cases(stated), *_asks(stated)]
    order = {code: place for place, code in enumerate(LINES)}
    return sorted(found, key=lambda one: order.get(one.code, len(order)))


def refused(stated: Stated) -> list[Finding]:
    """Return only what a return can never be handed in with."""
    return [found for found in findings(stated) if found.kind == Kind.REFUSED]


def _single(stated: Stated) -> Iterator[Finding]:
    """Numbers that cannot be right by themselves."""
    for code, value in stated.values.items():
        line = LINES.get(code)
        if line is None:
            continue
        message = _alone(line, value, stated)
        if message:
            yield Finding(Kind.REFUSED, code, message)


def _alone(line: LineDefinition, value: Decimal | None, stated: Stated) -> str:
    if value is None:
        return "" if line.may_be_empty else _("Fill it in. If there was none, write 0.")
    if value < 0:
        return _("A number cannot be below 0.")
    if line.unit in WHOLE and value != value.to_integral_value():
        return _("This is counted in whole numbers.")
    days = (stated.end_on - stated.start_on).days
    if line.code == "days-open" and value > days:
        return _("The period has only %(days)s days.") % {"days": days}
    if line.code == "satisfaction-mean" and not LOWEST_MEAN <= value <= HIGHEST_MEAN:
        return _("The mean lies between 1 and 5.")
    return ""


def _pairs(stated: Stated) -> Iterator[Finding]:
    for less, more in NOT_MORE_THAN:
        few, many = stated.values.get(less), stated.values.get(more)
        if few is None or many is None or few <= many:
            continue
        if (less, more) in ASKED_ONLY:
            yield _asked(stated, less, _more_than(less, few, more, many))
        else:
            yield Finding(Kind.REFUSED, less, _more_than(less, few, more, many))
    for some, needed in GO_TOGETHER:
        if stated.values.get(some) and stated.values.get(needed) == 0:
            message = _("There is some of this, and “%(other)s” says 0.")
            yield Finding(Kind.REFUSED, some, message % {"other": label_of_line(needed)})


def _more_than(less: str, few: Decimal, more: str, many: Decimal) -> str:
    said = {
        "one": label_of_line(less),
        "few": shown(less, few),
        "other": label_of_line(more),
        "many": shown(more, many),
    }
    if (less, more) == ("persons-served", "person-times"):
        message = _(
            "%(few)s cannot be more than %(many)s: each person was served at least once. "
            "Are the two exchanged?"
        )
    else:
        message = _("“%(one)s” (%(few)s) cannot be more than “%(other)s” (%(many)s).")
    return message % said


def _cases(stated: Stated) -> Iterator[Finding]:
    """Cases closed come from those active before and those opened since."""
    active_before = stated.before.get("cases-active")
    opened, closed = (stated.values.get(f"cases-{what}") for what in ("opened", "closed"))
    if active_before is None or opened is None or closed is None:
        return
    there = active_before + opened
    if closed > there:
        message = _(
            "%(closed)s closed, but only %(there)s were there: %(before)s active at the end of "
            "the last period, and %(opened)s opened since."
        )
        said = {"closed": _plain(closed), "there": _plain(there)}
        said |= {"before": _plain(active_before), "opened": _plain(opened)}
        yield Finding(Kind.REFUSED, "cases-closed", message % said)
        return
    active = stated.values.get("cases-active")
    if active is not None and active != there - closed:
        message = _("By opening and closing there should be %(count)s active. Say why not.")
        yield _asked(stated, "cases-active", message % {"count": _plain(there - closed)})


def _asks(stated: Stated) -> Iterator[Finding]:
    """What is known differently, and what jumped since last period."""
    for code, value in stated.values.items():
        known, before = stated.known.get(code), stated.before.get(code)
        if value is None or code not in LINES:
            continue
        if known is not None and value != known:
            message = _("The system knows %(known)s. Say why it differs.")
            yield _asked(stated, code, message % {"known": shown(code, known)})
        elif before is not None and known is None and _jumps(value, before):
            message = _("Last period it was %(before)s. Say what happened.")
            yield _asked(stated, code, message % {"before": shown(code, before)})


def _jumps(value: Decimal, before: Decimal) -> bool:
    if abs(value - before) <= JUMP_LEAST:
        return False
    return value > JUMP_FACTOR * before or before > JUMP_FACTOR * value


def _asked(stated: Stated, code: str, message: str) -> Finding:
    return Finding(Kind.ASKS, code, message, is_answered=bool(stated.remarks.get(code, "").strip()))


def shown(code: str, value: Decimal) -> str:
    """Return a line's number with its unit: 12 persons, 3,600.00 yuan."""
    number = int(value) if value == value.to_integral_value() else value.normalize()
    return counted(number, LINES[code].unit) if code in LINES else str(number)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
