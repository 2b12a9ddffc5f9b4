"""Tables that several dashboards have: figures, targets, readings, a trend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.core.quantities import Quantity
from niukou.figures.indicators import Indicator
from niukou.figures.models import Reading
from niukou.figures.queries.dashboards import Point, Told, province_names
from niukou.figures.queries.figures import Comparison, Figure

COMPARED = (34, 26, 10, 12, 12, 14, 12, 12, 44, 44)


def number(quantity: Quantity | None) -> object:
    """Return the number as it stands beside its unit: money in yuan, a share in percent."""
    return quantity.number if quantity else None


def unit(quantity: Quantity | None) -> object:
    """Return the unit ``number`` speaks of."""
    return quantity.unit_said if quantity else ""


def about_table(page: Any, lines: Iterable[tuple[Any, object]]) -> Table:
    """Return what page a workbook is of, of which day, and how to read it."""
    told = [(_("Page"), page), *lines]
    return Table(_("About this workbook"), [_("What"), _("Detail")], told, [28, 80])


def figures_table(name: Any, figures: Iterable[Figure]) -> Table:
    """Return figures with unit, definition and day; one without a number says why."""
    headings = [
        *(_("Figure"), _("Code"), _("Definition"), _("Value"), _("Unit"), _("Qualifier")),
        *(_("Records"), _("As of"), _("Scope"), _("Remark")),
    ]
    widths = (34, 26, 10, 12, 12, 12, 10, 12, 34, 44)
    return Table(name, headings, (_figure(one) for one in figures), widths)


def _figure(one: Figure) -> Sequence[object]:
    quantity = one.quantity
    return (
        *defined(one.indicator),
        *(number(quantity), unit(quantity), quantity.qualifier.label if quantity else ""),
        *(one.evidence_count, one.as_of, one.scope),
        "" if quantity else one.indicator.none_means,
    )


def told_table(name: Any, told: Iterable[Told]) -> Table:
    """Return results that stand beside the figures of a page; one without a number is empty."""
    rows = ((*defined(one.indicator), number(one.quantity), unit(one.quantity)) for one in told)
    headings = [_("Figure"), _("Code"), _("Definition"), _("Value"), _("Unit")]
    return Table(name, headings, rows, [34, 26, 10, 14, 12])


def defined(indicator: Indicator | None, label: object = "") -> tuple[object, object, object]:
    """Return name, code and version of a definition; a target may name none that is known."""
    if indicator is None:
        return label, label, None
    return indicator.label, indicator.code, indicator.version


def targets_table(
    comparisons: Iterable[Comparison], *, hidden: Iterable[str] = (), least: int = 0
) -> Table:
    """Return targets beside results; ``hidden`` names results that are below ``least``."""
    headings = [
        *(_("Figure"), _("Code"), _("Definition"), _("Target"), _("Unit"), _("Result")),
        *(_("Qualifier"), _("As of"), _("Remark"), _("Source of the target")),
    ]
    rows = _compared(comparisons, frozenset(hidden), least)
    return Table(_("Targets and results"), headings, rows, COMPARED)


def _compared(
    comparisons: Iterable[Comparison], hidden: frozenset[str], least: int
) -> Iterator[Sequence[object]]:
    for one in comparisons:
        result = one.result if one.is_comparable else None
        yield (
            *defined(one.indicator, one.target.indicator),
            *(number(one.planned), unit(one.planned), number(result)),
            *(result.qualifier.label if result else "", one.as_of),
            "" if result else _why_not_compared(one, hidden, least),
            one.target.source,
        )


def _why_not_compared(one: Comparison, hidden: frozenset[str], least: int) -> str:
    if one.indicator and one.indicator.code in hidden:
        return too_few(least)
    if one.result:
        return _("The target counts something else than the result: they are not compared.")
    return _("Results are not recorded yet: nothing is shown, not 0.")


def too_few(least: int) -> str:
    return _("Fewer than %(least)s: not told, to protect people.") % {"least": least}


def trend_table(name: Any, points: Iterable[Point], indicator: Indicator) -> Table:
    rows = ((point.day, point.count, indicator.unit.label) for point in points)
    return Table(name, [_("At the end of"), indicator.label, _("Unit")], rows, [14, 24, 12])


def provinces_table(tiles: Mapping[str, Mapping[str, Any]], indicator: Indicator) -> Table:
    """Return the tiles of a map: those with a value, by the code of their province."""
    names = province_names(tiles)
    rows = (
        (f"{code}0000", names.get(code, ""), tiles[code]["value"], indicator.unit.label)
        for code in sorted(tiles)
    )
    headings = [_("Region code"), _("Province"), indicator.label, _("Unit")]
    return Table(_("By province"), headings, rows, [14, 24, 20, 12])


def readings_table(name: Any, readings: Iterable[Sequence[Reading]]) -> Table:
    """Return what sources say, each as it was printed; what speaks of one number stays together."""
    headings = [
        *(_("Branch"), _("Code"), _("As printed"), _("Value"), _("Unit"), _("Qualifier")),
        *(_("As of"), _("Source"), _("Web address"), _("Published on")),
    ]
    rows = (_reading(one) for group in readings for one in group)
    return Table(name, headings, rows, [20, 26, 20, 10, 12, 12, 12, 30, 44, 12])


def _reading(one: Reading) -> Sequence[object]:
    return (
        *(one.branch or "", one.indicator, one.reads, one.value, one.get_unit_display()),
        *(one.get_qualifier_display(), one.as_of, one.source, one.source_url, one.published_on),
    )


def day_line(as_of: date) -> tuple[str, date]:
    return _("As of"), as_of


def never_added() -> tuple[str, str]:
    return _("How to read it"), _(
        "Hospitals, posts and persons are different things: their targets stand apart and are "
        "never added up."
    )
