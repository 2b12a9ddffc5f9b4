"""What a donor reads, as a workbook: sums, masked as on their page."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.figures.exports.parts import (
    about_table,
    day_line,
    defined,
    number,
    provinces_table,
    targets_table,
    too_few,
    trend_table,
    unit,
)
from niukou.figures.queries.giving import GivingSummary, ToldFigure


def giving_tables(summary: GivingSummary) -> Iterator[Table]:
    """Return the page of a donor."""
    least, signed = summary.least, summary.by_branch[0]
    people = _("Numbers about people are told for the end of a month, and not below %(least)s.")
    yield about_table(
        summary.programme,
        [day_line(summary.as_of), (_("How to read it"), people % {"least": least})],
    )
    yield targets_table(summary.comparisons, hidden=summary.hidden, least=least)
    yield _told_table(_("Results"), summary.figures, least)
    yield _told_table(_("Money"), summary.money, least)
    yield provinces_table(summary.tiles, signed)
    fewer = _("fewer than %(least)s") % {"least": least}
    yield Table(
        _("By branch"),
        [_("Branch"), *(indicator.label for indicator in summary.by_branch)],
        [
            (line.branch, *(fewer if cell is None else cell for cell in line.cells))
            for line in summary.branches
        ],
        [24, 20, 20],
    )
    yield trend_table(_("Hospitals signed, by month"), summary.trend, indicator=signed)


def _told_table(name: Any, figures: Iterable[ToldFigure], least: int) -> Table:
    headings = [
        *(_("Figure"), _("Code"), _("Definition"), _("Value"), _("Unit"), _("Qualifier")),
        *(_("As of"), _("Remark")),
    ]
    rows = (_told(one, least) for one in figures)
    return Table(name, headings, rows, (34, 26, 10, 14, 12, 12, 12, 44))


def _told(one: ToldFigure, least: int) -> Sequence[object]:
    quantity = None if one.is_masked else one.quantity
    why = too_few(least) if one.is_masked else one.indicator.none_means
    return (
        *defined(one.indicator),
        *(number(quantity), unit(quantity), quantity.qualifier.label if quantity else ""),
        *(one.as_of, "" if quantity else why),
    )
