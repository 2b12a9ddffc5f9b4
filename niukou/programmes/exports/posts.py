"""Posts and their months, written out row by row."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of


def _yuan(month: Any) -> object:
    return month.subsidy.yuan if month.subsidy is not None else None


POSTS = (
    ExportColumn(_("Number"), lambda post: post.number, 16),
    ExportColumn(_("Hospital"), lambda post: post.site.hospital.official_name, 36),
    ExportColumn(_("Kind of post"), lambda post: post.get_kind_display(), 10),
    ExportColumn(_("Employer"), lambda post: post.employer.official_name, 32),
    ExportColumn(_("Title of the post"), lambda post: post.title, 20),
    ExportColumn(_("Full time"), lambda post: _("yes") if post.is_full_time else _("no"), 8),
    ExportColumn(_("Wards it covers"), lambda post: post.wards, 24),
    ExportColumn(_("Status"), lambda post: post.get_status_display(), 10),
    ExportColumn(_("Approved on"), lambda post: post.approved_on, 12),
    ExportColumn(_("Ended on"), lambda post: post.ended_on, 12),
    ExportColumn(_("Holder"), lambda post: post.holder, 16),
    ExportColumn(_("First day in the post"), lambda post: post.held_since, 12),
    ExportColumn(
        _("Vacant since"),
        lambda post: None if post.holder or post.ended_on else post.vacant_since,
        12,
    ),
)
MONTHS = (
    ExportColumn(_("Month"), lambda month: f"{month.month:%Y-%m}", 10),
    ExportColumn(_("Post"), lambda month: month.post.number, 16),
    ExportColumn(_("Hospital"), lambda month: month.post.site.hospital.official_name, 36),
    ExportColumn(_("Kind of post"), lambda month: month.post.get_kind_display(), 10),
    ExportColumn(_("Employer"), lambda month: month.post.employer.official_name, 32),
    ExportColumn(_("Holder"), lambda month: month.holder, 16),
    ExportColumn(_("Days held"), lambda month: month.days_held, 10),
    ExportColumn(_("Subsidy (yuan)"), _yuan, 14),
    ExportColumn(_("Status"), lambda month: month.get_status_display(), 16),
    ExportColumn(_("Paid on"), lambda month: month.paid_on, 12),
)


def posts_tables(posts: Iterable[Any], months: Iterable[Any]) -> Iterator[Table]:
    """Return the posts of a hospital as they are today, then each month they were held."""
    yield table_of(_now("Posts"), posts, POSTS)
    yield table_of(_now("Months of posts"), months, MONTHS)
