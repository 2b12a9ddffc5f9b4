"""What is due about posts: months to prove, to check and to pay, posts vacant for too long."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, Due, add_due
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.models import Branch, Post, PostMonth
from niukou.programmes.models.posts import vacant_since
from niukou.programmes.queries.post_months import by_branch_and_month, to_check, to_pay, to_prove
from niukou.programmes.rules import branches_run_by, offices_of, programmes_paid_by

AT_WORK = {
    RoleKind.HOSPITAL_COORDINATOR,
    RoleKind.ORGANISATION_ADMINISTRATOR,
}


def months_due(user: Any, on: date) -> Iterator[Due]:
    """Months whose proof one hands in, that one checks, that one pays."""
    if roles_of(user).organisations(*AT_WORK):
        yield from _to_prove(user)
    if branches_run_by(user):
        yield from _in_bulk(to_check(user), "programmes:post-months-check", "circle-check")
    if programmes_paid_by(user) or any(branch is None for _programme, branch in offices_of(user)):
        yield from _in_bulk(to_pay(user), "programmes:post-months-pay", "coin")
        yield from _to_settle(user)


def _to_prove(user: Any) -> Iterator[Due]:
    months = to_prove(user).select_related("post").order_by("month", "post__number")
    for month in months[:FEW]:
        said = {"post": month.post.number, "month": f"{month.month:%Y-%m}"}
        label = _("Hand in the proof of %(post)s for %(month)s.") % said
        yield Due(label, month.get_absolute_url(), "upload")


def _in_bulk(months: QuerySet[PostMonth], address: str, icon: str) -> Iterator[Due]:
    paying = address.endswith("pay")
    for one in by_branch_and_month(months, most=FEW):
        if paying:
            text = ngettext(
                "%(branch)s, %(month)s: pay %(count)d month of a post.",
                "%(branch)s, %(month)s: pay %(count)d months of posts.",
                one.count,
            )
        else:
            text = ngettext(
                "%(branch)s, %(month)s: check %(count)d month of a post.",
                "%(branch)s, %(month)s: check %(count)d months of posts.",
                one.count,
            )
        said = {"branch": one.branch, "month": f"{one.month:%Y-%m}", "count": one.count}
        url = reverse(address, args=[one.slug, one.month.year, one.month.month])
        yield Due(text % said, url, icon)


def _to_settle(user: Any) -> Iterator[Due]:
    paid = PostMonth.objects.visible_to(user).paid_for_other_days().select_related("post")
    for month in paid.order_by("month")[:FEW]:
        said = {"post": month.post.number, "month": f"{month.month:%Y-%m}"}
        label = _("%(post)s was paid for other days in %(month)s: settle it.") % said
        yield Due(label, month.get_absolute_url(), "coin")


def vacancies_due(user: Any, on: date) -> Iterator[Due]:
    """Posts one can fill that are vacant for longer than the setting says."""
    coordinated = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    posts = Post.objects.none()
    if branches_run_by(user):
        posts = Post.objects.filter(site__branch__in=Branch.objects.run_by(user).values("pk"))
    elif coordinated:
        posts = Post.objects.filter(site__hospital__in=coordinated)
    else:
        return
    vacant = posts.vacant(on=on).select_related("site__hospital")
    dated = vacant.annotate(vacant_since=vacant_since(on=on))
    long_ago = on - timedelta(days=settings.NIUKOU_VACANT_POST_DAYS)
    for post in dated.filter(vacant_since__lte=long_ago).order_by("vacant_since", "pk")[:FEW]:
        days = (on - post.vacant_since).days  # type: ignore[attr-defined]  # annotated above
        said = {"post": post.number, "hospital": post.site.hospital, "days": days}
        label = _("%(post)s at %(hospital)s is vacant for %(days)d days.") % said
        yield Due(label, post.get_absolute_url(), "user")


add_due(months_due)
add_due(vacancies_due)
