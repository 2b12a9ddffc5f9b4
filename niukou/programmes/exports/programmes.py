"""Programmes and what they are run by, written out row by row: officers, targets, terms, texts."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.programmes.models import AgreementTemplate, Checklist, ChecklistItem, Programme


def _yes_or_no(value: object) -> object:
    return _("yes") if value else _("no")


def _where(record: Any) -> object:
    """Return the branch a record is about; without one it is about the programme as a whole."""
    return record.branch or _("The whole programme")


def _edition_status(template: AgreementTemplate) -> str:
    if template.is_retired:
        return _now("Retired")
    return _now("Published") if template.is_published else _now("Being written")


PROGRAMMES = (
    ExportColumn(_("Official name"), lambda one: one.official_name, 36),
    ExportColumn(_("Other names"), lambda one: "、".join(one.aliases), 36),
    ExportColumn(_("Slogan"), lambda one: one.slogan, 30),
    ExportColumn(_("Launched on"), lambda one: one.launched_on, 12),
    ExportColumn(_("Last day"), lambda one: one.ends_on, 12),
    ExportColumn(_("Shown to the public"), lambda one: _yes_or_no(one.is_public), 12),
)
BRANCHES = (
    ExportColumn(_("Programme"), lambda one: one.programme, 36),
    ExportColumn(_("Branch"), lambda one: one.name, 20),
    ExportColumn(_("Code"), lambda one: one.code, 8),
    ExportColumn(_("Region"), lambda one: one.region.name, 14),
    ExportColumn(_("Launched on"), lambda one: one.launched_on, 12),
    ExportColumn(_("Shown to the public"), lambda one: _yes_or_no(one.is_public), 12),
)
OFFICERS = (
    ExportColumn(pgettext_lazy("person", "Name"), lambda one: one.account.person, 14),
    ExportColumn(_("Account"), lambda one: one.account, 30),
    ExportColumn(_("Runs"), _where, 20),
    ExportColumn(_("From"), lambda one: one.from_on, 12),
    ExportColumn(_("No longer from"), lambda one: one.until_on, 12),
)
TARGETS = (
    ExportColumn(_("What is counted"), lambda one: one.indicator_label, 36),
    ExportColumn(_("Where"), _where, 20),
    ExportColumn(_("Planned value"), lambda one: one.planned.number, 12),
    ExportColumn(_("Unit"), lambda one: one.planned.unit_said, 12),
    ExportColumn(_("From"), lambda one: one.from_on, 12),
    ExportColumn(_("Last day"), lambda one: one.last_on, 12),
    ExportColumn(_("Source"), lambda one: one.source, 44),
    ExportColumn(_("Published on"), lambda one: one.published_on, 12),
)
TERMS = (
    ExportColumn(_("A site that is"), lambda one: one.get_status_display(), 24),
    ExportColumn(_("Working days"), lambda one: one.workdays, 12),
    ExportColumn(_("From"), lambda one: one.from_on, 12),
    ExportColumn(_("No longer from"), lambda one: one.until_on, 12),
)
TEMPLATES = (
    ExportColumn(_("Name"), lambda one: one.name, 30),
    ExportColumn(_("Edition"), lambda one: one.edition, 8),
    ExportColumn(_("Kind"), lambda one: one.get_kind_display(), 16),
    ExportColumn(_("Status"), _edition_status, 12),
    ExportColumn(_("Published on"), lambda one: one.published_at, 18),
    ExportColumn(_("Text"), lambda one: one.body, 80),
)
RATES = (
    ExportColumn(_("Kind of post"), lambda one: one.get_kind_display(), 12),
    ExportColumn(_("Full time"), lambda one: _yes_or_no(one.is_full_time), 8),
    ExportColumn(_("Where"), _where, 20),
    ExportColumn(_("Yuan for a month"), lambda one: one.monthly.yuan, 16),
    ExportColumn(_("Months held in part"), lambda one: one.get_part_months_display(), 24),
    ExportColumn(_("First month"), lambda one: f"{one.from_on:%Y-%m}", 12),
    ExportColumn(
        _("Last month"), lambda one: f"{one.last_month:%Y-%m}" if one.last_month else "", 12
    ),
    ExportColumn(_("Where it was decided"), lambda one: one.source, 44),
)


def programme_tables(programmes: QuerySet[Programme]) -> Iterator[Table]:
    """Return programmes fetched with ``visible_branches``, then each of these branches."""
    known = list(programmes)
    yield table_of(_("Programmes"), known, PROGRAMMES)
    branches = (
        branch
        for one in known
        for branch in one.visible_branches  # type: ignore[attr-defined]  # prefetched
    )
    yield table_of(_("Branches"), branches, BRANCHES)


def checklist_table(lists: Iterable[Checklist]) -> Table:
    """Return each version of each list, line by line."""
    lines = ((one, item) for one in lists for item in one.items.all())
    return Table(
        _("Checklists"),
        [_("For"), _("Version"), _("Used from"), _("Line"), _("Text"), _("Must be in order")],
        (_checked(one, item) for one, item in lines),
        [14, 8, 12, 8, 60, 14],
    )


def _checked(one: Checklist, item: ChecklistItem) -> list[object]:
    kind = one.get_kind_display()
    must = _yes_or_no(item.is_blocking)
    return [kind, one.number, one.from_on, item.position, item.text, must]
