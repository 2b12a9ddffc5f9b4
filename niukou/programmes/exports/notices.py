"""Public notices as workbooks: those of a branch, and one with its sites and objections."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.programmes.exports.panels import WAITING
from niukou.programmes.models import NoticeExtension, Objection, PublicNotice, Site


def _outcome(objection: Objection) -> str:
    return objection.get_outcome_display() or _("Not answered")


NOTICES = (
    ExportColumn(gettext_lazy("Number"), lambda notice: notice.number, 18),
    ExportColumn(gettext_lazy("Title"), lambda notice: notice.title, 40),
    ExportColumn(gettext_lazy("Status"), lambda notice: notice.get_status_display(), 12),
    ExportColumn(gettext_lazy("Working days"), lambda notice: notice.workdays, 12),
    ExportColumn(gettext_lazy("Published on"), lambda notice: notice.from_on, 12),
    ExportColumn(gettext_lazy("Last day"), lambda notice: notice.last_on, 12),
    ExportColumn(gettext_lazy("Ended on"), lambda notice: notice.ended_on, 12),
)
COUNTS = (
    ExportColumn(gettext_lazy("Objections"), lambda notice: notice.objections_count, 10),
    ExportColumn(gettext_lazy("To answer"), lambda notice: notice.open_count, 10),
)
NAMED = (
    *WAITING,
    ExportColumn(gettext_lazy("Stage"), lambda site: site.stage.label, 14),
    ExportColumn(gettext_lazy("Status"), lambda site: site.get_status_display(), 20),
)
OBJECTIONS = (
    ExportColumn(gettext_lazy("Number"), lambda one: one.number, 22),
    ExportColumn(
        gettext_lazy("Objects to"),
        lambda one: one.site.number if one.site else gettext_lazy("The whole notice"),
        18,
    ),
    ExportColumn(gettext_lazy("Received on"), lambda one: one.received_on, 12),
    ExportColumn(gettext_lazy("Came by"), lambda one: one.get_channel_display(), 14),
    ExportColumn(gettext_lazy("Outcome"), _outcome, 14),
    ExportColumn(gettext_lazy("Answered on"), lambda one: one.answered_on, 12),
)
EXTENSIONS = (
    ExportColumn(gettext_lazy("Extended on"), lambda one: one.extended_on, 12),
    ExportColumn(gettext_lazy("Last day"), lambda one: one.last_on, 12),
    ExportColumn(gettext_lazy("Why"), lambda one: one.why, 60),
)


def notices_table(notices: Iterable[Any]) -> Table:
    return table_of(_("Public notices"), notices, (*NOTICES, *COUNTS))


def accepted_table(sites: Iterable[Site]) -> Table:
    return table_of(_("Sites that wait for a notice"), sites, WAITING)


def notice_tables(
    notice: PublicNotice,
    *,
    sites: Iterable[Site],
    objections: Iterable[Objection],
    extensions: Iterable[NoticeExtension],
) -> Iterator[Table]:
    """Return the notice as its page shows it: who objected, and in which words, is not in it."""
    yield table_of(_("Public notice"), [notice], NOTICES)
    yield table_of(_("Sites on the notice"), sites, NAMED)
    yield table_of(_("Objections"), objections, OBJECTIONS)
    yield table_of(_("Extensions"), extensions, EXTENSIONS)
