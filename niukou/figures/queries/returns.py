"""What pages show of returns: one with its sections, a site's list, a branch's board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from niukou.core.access import Viewer
from niukou.core.money import Money
from niukou.core.quantities import Unit
from niukou.figures.indicators import plain
from niukou.figures.lifecycle import ReturnStatus
from niukou.figures.models import NoteStatus, ReturnLine, ReturnNote, ReturnPlan, SiteReturn
from niukou.figures.queries.return_checks import before_of, stated_of
from niukou.figures.returns.checks import Finding, findings
from niukou.figures.returns.lines import LINES, LineDefinition, Section
from niukou.figures.returns.periods import period_name
from niukou.programmes.models import Branch, Site

PERIODS_SHOWN = 6


def typed(unit: str, value: Decimal | None) -> str:
    """Return a number as somebody types it: amounts in yuan; "" for none."""
    if value is None:
        return ""
    if unit == Unit.FEN:
        return str(Money(int(value)).yuan)
    return str(plain(value))


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A correction note with the number it gives."""

    note: ReturnNote
    says: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a return as a page shows it; "" where there is no number."""

    line: ReturnLine
    definition: LineDefinition | None
    stated: str
    known: str
    before: str
    change: str
    found: list[Finding]
    notes: list[ShownNote]

    @property
    def label(self) -> Any:
        return self.definition.label if self.definition else self.line.code

    @property
    def standing(self) -> str:
        """What counts now: the last approved note, else what was stated."""
        approved = [one for one in self.notes if one.note.is_approved]
        return approved[-1].says if approved else self.stated


@dataclass(frozen=True, slots=True)
class ShownSection:
    label: str
    lines: list[ShownLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A return with everything its page says."""

    sections: list[ShownSection]
    findings: list[Finding]
    satisfied_share: str
    has_before: bool

    @property
    def refused(self) -> list[Finding]:
        return [one for one in self.findings if one.stops]

    @property
    def answered(self) -> list[Finding]:
        return [one for one in self.findings if not one.stops]


def shown_return(one: SiteReturn, lines: list[ReturnLine], user: Viewer) -> ShownReturn:
    """Return the lines by section, with what was before and what does not add up."""
    before = before_of(one)
    found = findings(stated_of(one, lines=lines, before=before))
    notes = _notes(one, user) if one.is_accepted else {}
    sections = {section: ShownSection(str(section.label)) for section in Section}
    rest = ShownSection("—")
    for line in sorted(lines, key=_place):
        definition = LINES.get(line.code)
        section = sections[definition.section] if definition else rest
        section.lines.append(_shown(line, before.get(line.code), found, notes.get(line.pk, [])))
    return ShownReturn(
        sections=[part for part in (*sections.values(), rest) if part.lines],
        findings=found,
        satisfied_share=_share({line.code: line.stated_value for line in lines}),
        has_before=bool(before),
    )


def _place(line: ReturnLine) -> int:
    codes = list(LINES)
    return codes.index(line.code) if line.code in LINES else len(codes)


def _shown(
    line: ReturnLine, before: Decimal | None, found: list[Finding], notes: list[ReturnNote]
) -> ShownLine:
    stated = line.stated_value
    change = ""
    if stated is not None and before is not None and stated != before:
        change = ("+" if stated > before else "−") + typed(line.unit, abs(stated - before))
    return ShownLine(
        line=line,
        definition=LINES.get(line.code),
        stated=typed(line.unit, stated),
        known=typed(line.unit, line.prefilled_value),
        before=typed(line.unit, before),
        change=change,
        found=[one for one in found if one.code == line.code],
        notes=[ShownNote(note, typed(line.unit, note.says_value)) for note in notes],
    )


def _notes(one: SiteReturn, user: Viewer) -> dict[int, list[ReturnNote]]:
    notes: dict[int, list[ReturnNote]] = {}
    seen = ReturnNote.objects.visible_to(user).filter(line__site_return=one)
    for note in seen.exclude(status=NoteStatus.REJECTED).with_names().order_by("pk"):
        notes.setdefault(note.line_id, []).append(note)
    return notes


def _share(values: Mapping[str, Decimal | None]) -> str:
    """Return the share of satisfied answers in percent; "" where nobody answered."""
    answers, satisfied = (
        values.get(code) for code in ("satisfaction-answers", "satisfied-answers")
    )
    if not answers or satisfied is None or satisfied > answers:
        return ""
    return f"{satisfied / answers * 100:.1f}".removesuffix(".0")


# --- lists ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ListedReturn:
    """A return in a list, seen on a day."""

    one: SiteReturn
    is_late: bool

    @property
    def is_overdue(self) -> bool:
        """True when it is late and still not there."""
        return self.is_late and self.one.first_submitted_on is None


def listed(returns: Iterable[SiteReturn], *, on: date) -> list[ListedReturn]:
    return [ListedReturn(one, one.is_late(on)) for one in returns]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A site's returns on the board, one cell for each period; None: nothing was asked."""

    site: Site
    cells: list[ListedReturn | None]

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """Late ones first, then what waits to be checked, then by number."""
        there = [cell for cell in self.cells if cell]
        is_overdue = any(cell.is_overdue for cell in there)
        waits = any(cell.one.is_submitted for cell in there)
        return not is_overdue, not waits, self.site.number


@dataclass(frozen=True, slots=True)
class ReturnBoard:
    """The returns of a branch: sites by periods, the newest period first."""

    periods: list[str]
    rows: list[BoardRow]
    counts: dict[str, int]
    late_count: int

    @property
    def has_submitted(self) -> bool:
        return bool(self.counts[ReturnStatus.SUBMITTED])


def board_of(branch: Branch, user: Viewer, *, on: date) -> ReturnBoard:
    """Return the last six periods of the sites of ``branch`` that ``user`` may read."""
    seen = SiteReturn.objects.visible_to(user).filter(site__branch=branch)
    found = seen.values_list("start_on", "end_on").distinct().order_by("-start_on", "-end_on")
    periods = list(found[:PERIODS_SHOWN])
    if not periods:
        return ReturnBoard([], [], dict.fromkeys(ReturnStatus.values, 0), 0)
    shown = seen.filter(start_on__gte=min(start for start, _end in periods))
    cells: dict[Site, dict[tuple[date, date], ListedReturn]] = {}
    for one in shown.select_related("site__hospital").order_by("site__number"):
        period = (one.start_on, one.end_on)
        cells.setdefault(one.site, {})[period] = ListedReturn(one, one.is_late(on))
    rows = [BoardRow(site, [of.get(one) for one in periods]) for site, of in cells.items()]
    return ReturnBoard(
        periods=[period_name(*one) for one in periods],
        rows=sorted(rows, key=lambda row: row.rank),
        **_counts(seen, on),
    )


def _counts(seen: Any, on: date) -> dict[str, Any]:
    late = Q(pk__in=SiteReturn.objects.late(on=on).to_file().values("pk"))
    states = {status: Count("pk", Q(status=status)) for status in ReturnStatus.values}
    found = seen.aggregate(late=Count("pk", late), **states)
    return {"late_count": found.pop("late"), "counts": found}


def plans_of(branch: Branch, *, on: date) -> tuple[ReturnPlan | None, ReturnPlan | None]:
    """Return the plan by which the sites of ``branch`` report on a day, and the one that follows."""
    plans = list(ReturnPlan.objects.for_branch(branch).order_by("from_on"))
    now = [one for one in plans if one.from_on <= on and (not one.until_on or one.until_on > on)]
    later = [one for one in plans if one.from_on > on]
    return (now[0] if now else None), (later[0] if later else None)


def clean_of(branch: Branch, user: Viewer) -> list[SiteReturn]:
    """Return the returns handed in by others in which nothing was asked about."""
    rows = SiteReturn.objects.visible_to(user).submitted().filter(site__branch=branch)
    waiting = list(
        rows.exclude(submitted_by=user.pk)
        .select_related("site__hospital")
        .order_by("start_on", "site__number")
    )
    lines: dict[int, list[ReturnLine]] = {one.pk: [] for one in waiting}
    for line in ReturnLine.objects.filter(site_return__in=list(lines)):
        lines[line.site_return_id].append(line)
    before = _all_before(waiting)
    return [
        one
        for one in waiting
        if not findings(stated_of(one, lines=lines[one.pk], before=before.get(one.pk, {})))
    ]


def _all_before(returns: list[SiteReturn]) -> dict[int, dict[str, Decimal | None]]:
    """Return, in one question, what the same sites stated for the periods right before."""
    wanted = {(one.site_id, one.start_on): one.pk for one in returns}
    told = ReturnLine.objects.filter(
        site_return__site__in={site for site, _start in wanted},
        site_return__end_on__in={start for _site, start in wanted},
        site_return__status__in=(ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED),
    )
    found: dict[int, dict[str, Decimal | None]] = {}
    for site, end, code, standing in told.with_standing().values_list(
        "site_return__site", "site_return__end_on", "code", "standing"
    ):
        if (site, end) in wanted:
            found.setdefault(wanted[site, end], {})[code] = standing
    return found
