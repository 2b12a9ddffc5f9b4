"""The indicator book as a workbook: each definition, with its value for a scope on a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.figures.exports.parts import about_table, day_line, defined, never_added, number, unit
from niukou.figures.indicators import Scope
from niukou.figures.queries.proofs import Entry


def book_tables(scope: Scope | None, as_of: date, entries: Iterable[Entry]) -> Iterator[Table]:
    """Return the whole book; without a scope the definitions alone."""
    yield about_table(_("Indicator book"), _about(scope, as_of))
    headings = [
        *(_("Indicator"), _("Code"), _("Definition"), _("Value"), _("Unit"), _("Qualifier")),
        *(_("Remark"), _("What it counts"), _("Source")),
    ]
    rows = (_entry(one, has_scope=scope is not None) for one in entries)
    yield Table(_("Indicators"), headings, rows, [34, 26, 10, 12, 12, 12, 30, 70, 44])


def _about(scope: Scope | None, as_of: date) -> list[tuple[str, object]]:
    if scope is None:
        return [never_added()]
    return [(_("Scope"), scope), day_line(as_of), never_added()]


def _entry(one: Entry, *, has_scope: bool) -> Sequence[object]:
    indicator, value = one.indicator, one.value
    return (
        *defined(indicator),
        number(value),
        unit(value) if value else indicator.unit.label,
        value.qualifier.label if value else "",
        _why_empty(one) if has_scope else "",
        *(indicator.counts, indicator.source),
    )


def _why_empty(one: Entry) -> object:
    if one.value is not None:
        return ""
    return one.indicator.none_means if one.indicator.is_recorded else _("not recorded yet")
