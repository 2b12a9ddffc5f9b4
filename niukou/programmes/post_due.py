"""What is due about posts: months to prove, to check and to pay, posts vacant for too long."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.models import Post, PostHolding, PostMonth, offices_of
from niukou.programmes.models.post_months import DaysBetween
from niukou.programmes.models.posts import vacant_since
from niukou.programmes.queries.post_months import to_check, to_pay, to_prove
from niukou.programmes.rules import branches_run_by, programmes_paid_by

AT_WORK = (RoleKind.HOSPITAL_COORDINATOR, RoleKind.ORGANISATION_ADMINISTRATOR)


class MonthText(Func):
    """A month as people write it in a list: 2025-04."""

    function = "to_char"
    template = "%(function)s(%(expressions)s, 'YYYY-MM')"
    output_field = TextField()


def pays_for_anything(user: Any) -> bool:
    """Tell whether ``user`` pays for a programme, as its officer or for one of its initiators."""
    runs_whole = bool(offices_of(user).whole_programmes)
    return runs_whole or bool(programmes_paid_by(user))


def proofs(user: Any, on: date) -> Rows:
    """Months whose proof one hands in, the earliest first."""
    if not roles_of(user).organisations(*AT_WORK):
        return None
    return _named(to_prove(user))


def _proof(row: DueRow) -> Due:
    label = _("Hand in the proof of %(post)s for %(month)s.")
    url = reverse("programmes:post-month-detail", args=[row.where])
    return Due(label % {"post": row.what, "month": row.more}, url, "upload")


def checks(user: Any, on: date) -> Rows:
    """Months one may check, by branch and month."""
    return _by_branch(to_check(user)) if branches_run_by(user) else None


def _check(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s, %(month)s: check %(count)d month of a post.",
        "%(branch)s, %(month)s: check %(count)d months of posts.",
        row.count,
    )
    said = {"branch": row.what, "month": row.more, "count": row.count}
    url = reverse("programmes:post-months-check", args=[row.where, *map(int, row.more.split("-"))])
    return Due(text % said, url, "circle-check")


def payments(user: Any, on: date) -> Rows:
    """Months one may pay, by branch and month."""
    return _by_branch(to_pay(user)) if pays_for_anything(user) else None


def _payment(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s, %(month)s: pay %(count)d month of a post.",
        "%(branch)s, %(month)s: pay %(count)d months of posts.",
        row.count,
    )
    said = {"branch": row.what, "month": row.more, "count": row.count}
    url = reverse("programmes:post-months-pay", args=[row.where, *map(int, row.more.split("-"))])
    return Due(text % said, url, "coin")


def unsettled_months(user: Any, on: date) -> Rows:
    """Months that were paid for other days than the post was held."""
    if not pays_for_anything(user):
        return None
    wholes = offices_of(user).whole_programmes
    paid_for = [*wholes, *programmes_paid_by(user)]
    months = PostMonth.objects.filter(post__site__branch__programme__in=paid_for)
    return _named(months.paid_for_other_days())


def _unsettled(row: DueRow) -> Due:
    label = _("%(post)s was paid for other days in %(month)s: settle it.")
    url = reverse("programmes:post-month-detail", args=[row.where])
    return Due(label % {"post": row.what, "month": row.more}, url, "coin")


def vacancies(user: Any, on: date) -> Rows:
    """Posts one can fill that are vacant for longer than the setting says."""
    branches = branches_run_by(user)
    coordinated = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    if not branches and not coordinated:
        return None
    own = Q(site__branch__in=branches) | Q(site__hospital__in=coordinated)
    long_ago = on - timedelta(days=settings.NIUKOU_VACANT_POST_DAYS)
    left_since = PostHolding.objects.filter(
        post=OuterRef("pk"), until_on__gt=long_ago, until_on__lte=on
    )
    vacant = Post.objects.filter(own, approved_on__lte=long_ago).vacant(on=on)
    longest = vacant.exclude(Exists(left_since)).annotate(vacant_since=vacant_since(on=on))
    return longest.order_by("vacant_since", "pk")[:FEW].annotate(
        due_what=F("site__hospital__official_name"),
        due_where=F("number"),
        due_count=DaysBetween(Cast(Value(on), DateField()), F("vacant_since")),
    )


def _vacancy(row: DueRow) -> Due:
    label = _("%(post)s at %(hospital)s is vacant for %(days)d days.")
    said = {"post": row.where, "hospital": row.what, "days": row.count}
    return Due(label % said, reverse("programmes:post-detail", args=[row.where]), "user")


def _named(months: QuerySet[PostMonth]) -> Rows:
    earliest = months.order_by("month", "post__number")[:FEW]
    return earliest.annotate(
        due_what=F("post__number"), due_more=MonthText("month"), due_where=F("pk")
    )


def _by_branch(months: QuerySet[PostMonth]) -> Rows:
    named = months.order_by("month").values(
        due_what=F("post__site__branch__name"),
        due_where=F("post__site__branch__slug"),
        due_more=MonthText("month"),
    )
    return named.annotate(due_count=Count("pk"))[:FEW]


add_due(proofs, _proof)
add_due(checks, _check)
add_due(payments, _payment)
add_due(unsettled_months, _unsettled)
add_due(vacancies, _vacancy)
