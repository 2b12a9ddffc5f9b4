"""The dashboards as workbooks: a sheet for each table of the page, and nothing the page has not."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.figures.exports.parts import (
    about_table,
    day_line,
    defined,
    figures_table,
    never_added,
    provinces_table,
    readings_table,
    targets_table,
    told_table,
    trend_table,
)
from niukou.figures.queries.dashboards import BranchSummary, ProgrammeSummary
from niukou.figures.queries.sites import SiteSummary
from niukou.programmes.models import Site
from niukou.programmes.queries.board import Column


def programme_tables(summary: ProgrammeSummary) -> Iterator[Table]:
    """Return the overview of a programme."""
    signed = summary.signed.indicator
    yield about_table(summary.scope, [day_line(summary.as_of), never_added()])
    yield targets_table(summary.comparisons)
    yield figures_table(_("Figures"), [summary.signed])
    yield told_table(_("Posts"), summary.posts)
    yield told_table(_("Money"), summary.money)
    yield provinces_table(summary.tiles, signed)
    yield Table(
        _("Branches"),
        [_("Branch"), _("Region code"), _("Region"), _("Launched on"), signed.label, _("Remark")],
        [
            (
                *(line.branch, line.branch.region.code, line.branch.region),
                *(line.branch.launched_on, line.count),
                _("Not public: not in this figure") if line.count is None else "",
            )
            for line in summary.branches
        ],
        [24, 14, 20, 14, 20, 30],
    )
    yield readings_table(_("Sources that differ"), summary.readings)
    yield Table(
        _("Latest events"),
        [_("Date"), _("What"), _("Detail")],
        [(one.on, one.title, one.detail) for one in summary.happenings],
        [12, 60, 30],
    )


def branch_tables(summary: BranchSummary, columns: Sequence[Column]) -> Iterator[Table]:
    """Return the board of a branch; its stages are those of today, as on the page."""
    yield about_table(summary.scope, [day_line(summary.as_of), never_added()])
    yield figures_table(_("Results"), [summary.signed, summary.with_station, summary.waiting])
    yield told_table(_("Posts"), summary.posts)
    yield told_table(_("Money"), summary.money)
    yield targets_table(summary.comparisons)
    yield Table(
        _("By signing group"),
        [_("Signing group"), summary.signed.indicator.label, _("Unit")],
        [
            (group.name, group.count, summary.signed.indicator.unit.label)
            for group in summary.groups
        ],
        [24, 16, 12],
    )
    yield readings_table(_("What other sources say"), summary.readings)
    yield Table(
        _("Stations opened"),
        [_("Hospital"), _("Station"), _("Opened on"), _("Detail")],
        [(row.hospital, row.reference, row.on, row.detail) for row in summary.stations],
        [36, 30, 12, 44],
    )
    yield trend_table(
        _("Hospitals signed, by month"), summary.trend, indicator=summary.signed.indicator
    )
    yield Table(
        _("Sites by stage, today"),
        [_("Stage"), _("Number"), _("Hospital"), _("Status"), _("Due by")],
        [
            (column.label, site.number, site.hospital, site.status_label, site.due_on)
            for column in columns
            for site in column.sites
        ],
        [16, 16, 36, 20, 12],
    )


def site_tables(summary: SiteSummary, site: Site) -> Iterator[Table]:
    """Return the figures of one hospital: now, a year before, and one of them by month."""
    yield about_table(
        site.hospital,
        [
            (_("Number"), site.number),
            day_line(summary.as_of),
            (_("By month"), summary.shown.label),
            (_("How it is counted"), summary.shown.counts),
        ],
    )
    yield Table(
        _("Figures of this hospital"),
        [
            *(_("Figure"), _("Code"), _("Definition"), _("Value"), _("A year before"), _("Unit")),
            _("As of"),
        ],
        [
            (
                *defined(one.indicator),
                *(one.count, one.year_ago, one.indicator.unit.label, summary.as_of),
            )
            for one in summary.figures
        ],
        [34, 26, 10, 12, 14, 12, 12],
    )
    yield trend_table(_("By month"), summary.trend, indicator=summary.shown)
