"""Panels as workbooks: those of a branch, and one with its scores as its officers see them."""

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.programmes.models import Criterion, Panel, Panelist, PanelStatus, Review, Score, Site
from niukou.programmes.queries.panels import Cell, Line, Matrix

PANELS = (
    ExportColumn(gettext_lazy("Number"), lambda panel: panel.number, 18),
    ExportColumn(gettext_lazy("Title"), lambda panel: panel.title, 40),
    ExportColumn(gettext_lazy("Status"), lambda panel: panel.get_status_display(), 14),
    ExportColumn(
        gettext_lazy("Blinded"),
        lambda panel: gettext_lazy("yes") if panel.is_blinded else gettext_lazy("no"),
        8,
    ),
    ExportColumn(gettext_lazy("Scores due on"), lambda panel: panel.scores_due_on, 14),
    ExportColumn(gettext_lazy("Reviews began on"), lambda panel: panel.opened_on, 14),
    ExportColumn(gettext_lazy("Reviews closed on"), lambda panel: panel.closed_on, 14),
    ExportColumn(gettext_lazy("Sites"), lambda panel: panel.sites_count, 8),
    ExportColumn(gettext_lazy("Decided"), lambda panel: panel.decided_count, 8),
    ExportColumn(gettext_lazy("Reviewers"), lambda panel: panel.panelists_count, 10),
)
WAITING = (
    ExportColumn(gettext_lazy("Number"), lambda site: site.number, 16),
    ExportColumn(gettext_lazy("Hospital"), lambda site: site.hospital.official_name, 36),
)
CRITERIA = (
    ExportColumn(gettext_lazy("Criterion"), lambda one: one.label, 24),
    ExportColumn(gettext_lazy("Weight"), lambda one: one.weight, 8),
    ExportColumn(gettext_lazy("Most points"), lambda one: one.most, 12),
    ExportColumn(gettext_lazy("What to look at"), lambda one: one.look_at, 60),
)
HANDED_IN = (
    ExportColumn(gettext_lazy("Site"), lambda one: one.panel_site.site.number, 16),
    ExportColumn(
        gettext_lazy("Hospital"), lambda one: one.panel_site.site.hospital.official_name, 36
    ),
    ExportColumn(gettext_lazy("Reviewer"), lambda one: one.panelist.name, 14),
    ExportColumn(
        gettext_lazy("Declared free of conflict"),
        lambda one: timezone.localtime(one.declared_at),
        18,
    ),
    ExportColumn(gettext_lazy("Submitted on"), lambda one: one.submitted_on, 14),
    ExportColumn(gettext_lazy("Remark on the whole"), lambda one: one.comment, 80),
)
POINTS = (
    ExportColumn(gettext_lazy("Site"), lambda one: one.review.panel_site.site.number, 16),
    ExportColumn(gettext_lazy("Reviewer"), lambda one: one.review.panelist.name, 14),
    ExportColumn(gettext_lazy("Criterion"), lambda one: one.criterion.label, 24),
    ExportColumn(gettext_lazy("Weight"), lambda one: one.criterion.weight, 8),
    ExportColumn(gettext_lazy("Points"), lambda one: one.points, 8),
    ExportColumn(gettext_lazy("Most points"), lambda one: one.criterion.most, 12),
    ExportColumn(gettext_lazy("Remark"), lambda one: one.remark, 60),
)
KEPT_OUT = (
    ExportColumn(gettext_lazy("Kept out since"), lambda one: one.kept_out_on, 14),
    ExportColumn(gettext_lazy("Reviewer"), lambda one: one.panelist.name, 14),
    ExportColumn(gettext_lazy("Site"), lambda one: one.panel_site.site.number, 16),
    ExportColumn(gettext_lazy("Why"), lambda one: one.reason, 40),
    ExportColumn(gettext_lazy("How it came to light"), lambda one: one.get_how_display(), 20),
)


def panels_table(panels: Iterable[Panel]) -> Table:
    return table_of(_("Panels"), panels, PANELS)


def unplaced_table(sites: Iterable[Site]) -> Table:
    return table_of(_("Sites that wait for a panel"), sites, WAITING)


def panel_tables(
    panel: Panel,
    found: Matrix,
    *,
    handed_in: Iterable[Review],
    scores: Iterable[Score],
    criteria: Iterable[Criterion],
) -> Iterator[Table]:
    """Return the panel as its page shows it, then what its score sheets say one by one."""
    yield _matrix(panel, found)
    yield table_of(_("Reviews handed in"), handed_in, HANDED_IN)
    yield table_of(_("Points by criterion"), scores, POINTS)
    yield table_of(_("Recusals on record"), found.kept_out, KEPT_OUT)
    yield table_of(_("Criteria"), criteria, CRITERIA)


def _matrix(panel: Panel, found: Matrix) -> Table:
    """Return sites × reviewers; means, ranks and decisions stand only once reviews are closed."""
    is_closed = panel.status == PanelStatus.CLOSED
    headings: list[str] = [_("Site"), _("Hospital")]
    headings += [_heading(one) for one in found.panelists]
    widths = [16, 36, *(16 for _one in found.panelists)]
    if is_closed:
        headings = [_("Rank"), *headings, _("Mean"), _("Reviews that count")]
        headings += [_("Reviews a site needs"), _("Decision"), _("Number of the decision")]
        widths = [8, *widths, 10, 12, 12, 20, 20]
    rows = (_line(panel, line) if is_closed else _begin(line) for line in found.lines)
    return Table(_("Sites and reviews"), headings, rows, widths)


def _heading(panelist: Panelist) -> str:
    spoken_for = panelist.organisation
    return f"{panelist.name} · {spoken_for}" if spoken_for else panelist.name


def _begin(line: Line) -> list[object]:
    site = line.panel_site.site
    return [site.number, site.hospital.official_name, *(_said(cell) for cell in line.cells)]


def _line(panel: Panel, line: Line) -> list[object]:
    stands, made, site = line.standing, line.determination, line.panel_site.site
    return [
        stands.rank,
        *_begin(line),
        *(stands.mean, stands.reviews_count, panel.least_reviews),
        made.get_outcome_display() if made else site.get_status_display(),
        made.number if made else "",
    ]


def _said(cell: Cell) -> object:
    """Return the score, or how far the review is; None: nobody was asked."""
    review = cell.review
    if cell.score is not None or review is None:
        return cell.score
    is_reading = review.declared_at and not review.kept_out_on
    return _("Reading") if is_reading else review.get_status_display()
