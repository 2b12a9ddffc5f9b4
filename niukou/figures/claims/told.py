"""A verdict in plain words, as data, and as rows of a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.excel import write_xlsx
from niukou.figures.claims.checking import Checked
from niukou.figures.claims.matching import Claim, Known, Printed, Reason, Verdict
from niukou.figures.claims.units import Counted

WIDTHS = (8, 8, 8, 20, 14, 16, 14, 24, 28, 24, 14, 18, 60)
TONES = {
    Verdict.PROVED: "good",
    Verdict.TARGET: "planned",
    Verdict.DIFFERS: "bad",
    Verdict.APPROXIMATE: "info",
    Verdict.NO_YEAR: "wait",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A claim as a page lists it."""

    number: int
    claim: Claim

    @property
    def says(self) -> str:
        return sentence(self.claim)

    @property
    def tone(self) -> str:
        return TONES.get(self.claim.verdict, "plain")


def rows_of(checked: Checked) -> list[Row]:
    return [Row(number, one) for number, one in enumerate(checked.claims, start=1)]


def tallies(checked: Checked) -> list[tuple[str, str, int]]:
    """Return label, tone and number of each verdict that was given."""
    return [
        (str(verdict.label), TONES.get(verdict, "plain"), count)
        for verdict, count in checked.counts
        if count
    ]


def sentence(claim: Claim) -> str:
    """Return why the verdict is what it is, in the language now active."""
    said = _main(claim)
    if claim.result is not None and claim.result.value is not None:
        said += " " + _("Counted on %(day)s: %(value)s.") % _words(claim.result)
    if claim.printed:
        said += " " + _("Printed about that day: %s.") % "; ".join(map(_source, claim.printed))
    return said


def _main(claim: Claim) -> str:
    if claim.verdict == Verdict.NO_CLAIM:
        return _("A date, a place, an order or a name: nothing is counted.")
    if claim.known is None or claim.verdict in {Verdict.NO_YEAR, Verdict.UNKNOWN}:
        return _without_figure(claim.reason)
    words = _words(claim.known) | {"draft": _draft(claim)}
    return _with_figure(claim, claim.known) % words


def _with_figure(claim: Claim, known: Known) -> str:
    if claim.reason == Reason.PERIOD:
        return _("The time the targets of %(scope)s run for, until %(day)s.")
    if claim.verdict == Verdict.DIFFERS and known.is_target:
        return _("The draft says %(draft)s; %(scope)s has planned %(value)s.")
    return {
        Verdict.TARGET: _("%(label)s, %(scope)s: %(value)s are planned until %(day)s."),
        Verdict.PROVED: _("%(label)s, %(scope)s, on %(day)s: %(value)s."),
        Verdict.APPROXIMATE: _(
            "%(label)s, %(scope)s, on %(day)s: %(value)s. The draft says it less exactly."
        ),
    }.get(
        claim.verdict,
        _("The draft says %(draft)s; on %(day)s %(scope)s has %(value)s (%(label)s)."),
    )


def _without_figure(reason: Reason) -> str:
    return {
        Reason.DATE_WITHOUT_YEAR: _("This date has no year. Write the year."),
        Reason.DAY_UNKNOWN: _("The date beside it has no year: which day is counted is not known."),
        Reason.NO_SUCH_DAY: _("There is no such day."),
        Reason.OTHER_PLACE: _("No branch that you may read has this name."),
        Reason.PART: _("A part, or what was added: the figures count totals."),
        Reason.NOT_RECORDED: _("Nothing is recorded for it yet: it cannot be proved here."),
        Reason.NO_TARGET: _("No published target says so."),
    }.get(reason, _("No figure counts this. Name its source in the draft."))


def _words(known: Known) -> dict[str, str]:
    day = date_format(known.as_of)
    return {"label": known.label, "scope": known.scope, "value": known.said, "day": day}


def _draft(claim: Claim) -> str:
    found = claim.found
    if found.value is None or found.unit is None:
        return found.text
    return found.unit.said(found.value)


def _source(printed: Printed) -> str:
    return f"{printed.source} ({printed.reads})"


def as_data(claim: Claim) -> dict[str, Any]:
    """Return a claim as plain values; a share is 0 to 1, null is "not known"."""
    found = claim.found
    return {
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "value": found.value,
        "unit": found.unit.value if found.unit else None,
        "qualifier": found.hedge.qualifier.value if found.unit else None,
        "verdict": claim.verdict.value,
        "reason": claim.reason.value,
        "says": sentence(claim),
        "figure": _figure(claim.known),
        "result": _figure(claim.result),
        "printed": [
            {"source": one.source, "reads": one.reads, "value": one.value} for one in claim.printed
        ],
    }


def _figure(known: Known | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "code": known.code,
        "label": known.label,
        "scope": known.scope,
        "as_of": known.as_of,
        "value": known.value,
        "unit": known.unit.value,
        "is_target": known.is_target,
        "source": known.source,
        "url": known.url,
    }


def in_words(checked: Checked) -> str:
    """Return the verdicts, one on a line, and how many there are of each."""
    lines = [
        f"{claim.found.start:>5}  {claim.found.text}  {claim.verdict.label}: {sentence(claim)}"
        for claim in checked.claims
    ]
    counts = ", ".join(f"{verdict.label} {count}" for verdict, count in checked.counts if count)
    return "\n".join([*lines, counts or _("No number in this draft claims anything.")])


def write_claims(to: IO[bytes], checked: Checked) -> None:
    """Write the claims to ``to``; places count from 0, the end is not included."""
    headings = [
        _("No."),
        _("From"),
        _("To"),
        _("In the draft"),
        _("Value"),
        _("Unit"),
        _("Qualifier"),
        _("Verdict"),
        _("Figure or target"),
        _("Scope"),
        _("As of"),
        _("Value there"),
        _("In words"),
    ]
    write_xlsx(to, name=_("Claims"), headings=headings, rows=_rows(checked), widths=WIDTHS)


def _rows(checked: Checked) -> Iterator[tuple[object, ...]]:
    for number, claim in enumerate(checked.claims, start=1):
        found, known = claim.found, claim.known
        unit = found.unit.label if found.unit and found.unit != Counted.OTHER else ""
        qualifier = found.hedge.label if found.unit else ""
        place = (number, found.start, found.end, found.text, found.value, unit, qualifier)
        there = (known.label, known.scope, known.as_of, known.said) if known else ("", "", "", "")
        yield (*place, claim.verdict.label, *there, sentence(claim))
