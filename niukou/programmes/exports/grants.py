"""The money of a site or a programme as a workbook: sums, grants, budgets, tranches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.programmes.queries.grants import ShownCondition, ShownGrant, ShownTranche
from niukou.programmes.queries.money import Bar, Given, Picture, Sums

Grants: TypeAlias = Callable[[], Iterable[ShownGrant]]  # read anew for each sheet


def picture_tables(picture: Picture, given: Given) -> Iterator[Table]:
    """Return what the money of a programme amounts to, as on its page, and what was given."""
    yield Table(
        _("Money"),
        [_("Sum"), _("Amount (yuan)"), _("Count")],
        [
            (_("Budgeted"), picture.total.planned.yuan),
            (_("Committed"), picture.total.committed.yuan),
            (_("Released and not paid yet"), picture.total.waiting.yuan),
            (_("Paid"), picture.total.paid.yuan),
            (_("Returned"), picture.total.returned.yuan),
            (_("Donations in money"), given.money.yuan),
            (_("Goods of known value"), given.goods.yuan),
            (_("Number of donations"), None, given.count),
        ],
        [30, 18, 10],
    )
    yield _bars(_("By branch"), _("Branch"), picture.by_branch)
    yield _bars(_("By purpose"), _("Purpose"), picture.by_purpose)


def grant_tables(grants: Grants) -> Iterator[Table]:
    """Return the grants with their sums, then the lines of their budgets, then their tranches."""
    yield Table(
        _("Grants"),
        [
            *(_("Grant"), _("Title"), _("Site"), _("Hospital"), _("Branch"), _("Status")),
            *(_("Committed on"), _("Agreement"), _("Donation"), *_sum_headings()),
        ],
        (_grant(shown) for shown in grants()),
        [18, 36, 16, 36, 18, 12, 12, 18, 18, 16, 16, 16, 16],
    )
    yield Table(
        _("Budget"),
        [_("Grant"), _("Purpose"), _("What it pays for"), _("Budgeted (yuan)")],
        (
            (shown.grant.number, line.get_purpose_display(), line.words, line.planned.yuan)
            for shown in grants()
            for line in shown.lines
        ),
        [18, 14, 40, 16],
    )
    yield Table(
        _("Tranches"),
        [
            *(_("Grant"), _("Hospital"), _("Tranche"), _("Amount (yuan)"), _("Status")),
            *(_("Planned for"), _("Released on"), _("Paid on"), _("Bank reference")),
            _("What it waits for"),
        ],
        (_tranche(shown, one) for shown in grants() for one in shown.tranches),
        [18, 36, 8, 16, 12, 12, 12, 12, 20, 60],
    )


def _bars(name: Any, heading: Any, bars: Iterable[Bar]) -> Table:
    rows = ((bar.name, *_sums(bar.sums)) for bar in bars)
    return Table(name, [heading, *_sum_headings()], rows, [24, 16, 16, 16, 16])


def _sum_headings() -> list[str]:
    return [
        *(_("Budgeted (yuan)"), _("Committed (yuan)"), _("Paid (yuan)"), _("Returned (yuan)")),
    ]


def _sums(sums: Sums) -> Sequence[object]:
    return sums.planned.yuan, sums.committed.yuan, sums.paid.yuan, sums.returned.yuan


def _grant(shown: ShownGrant) -> Sequence[object]:
    grant, sums = shown.grant, shown.sums
    return (
        *(grant.number, grant.title, grant.site.number, grant.site.hospital.official_name),
        *(grant.site.branch, grant.get_status_display(), grant.awarded_on),
        *(grant.agreement or "", grant.donation or ""),
        *(shown.budget.yuan, *_sums(sums)[1:]),
    )


def _tranche(shown: ShownGrant, one: ShownTranche) -> Sequence[object]:
    tranche = one.tranche
    return (
        *(shown.grant.number, shown.grant.site.hospital.official_name, tranche.position),
        *(tranche.planned.yuan, tranche.get_status_display(), tranche.planned_on),
        *(tranche.released_on, tranche.paid_on, tranche.bank_reference),
        "；".join(_condition(known) for known in one.conditions),
    )


def _condition(known: ShownCondition) -> str:
    met_on = known.waiting.met_on
    if met_on is None:
        return known.label
    return _("%(what)s (met on %(day)s)") % {"what": known.label, "day": met_on.isoformat()}
