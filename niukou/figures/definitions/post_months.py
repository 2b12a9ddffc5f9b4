"""What is counted of the months of posts: held, paid, and what was paid for them."""

from datetime import date, timedelta

from django.db.models import BigIntegerField, CharField, F, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally
from niukou.programmes.models import Post, PostMonth, PostPayment
from niukou.programmes.post_lifecycle import MonthStatus

ONE_DAY = timedelta(days=1)
SETTLED = gettext_lazy("Computed from the months of posts recorded and settled here")

HELD_LINE = line_of(
    F("post__number"), F("post__site__number"), day_part("month"), Cast("days_held", CharField())
)
PAID_LINE = line_of(
    F("post__number"), F("post__site__number"), day_part("month"), day_part("paid_on")
)
PAYMENT_LINE = line_of(
    Cast("pk", CharField()),
    F("post_month__post__site__number"),
    day_part("on"),
    F("post_month__post__number"),
    day_part("post_month__month"),
    Cast("amount", CharField()),
)


def months_held(scope: Scope, as_of: date) -> Evidence:
    """Months that were over at the end of the day, with a day at least on which the post was held."""
    not_over = (as_of + ONE_DAY).replace(day=1)  # the month of the day after
    months = PostMonth.objects.held().filter(scope.among("post__site__branch"), month__lt=not_over)
    return _named(months.annotate(line=HELD_LINE))


def months_paid(scope: Scope, as_of: date) -> Evidence:
    """Months whose subsidy was paid by the end of the day."""
    paid = PostMonth.objects.filter(
        scope.among("post__site__branch"), status=MonthStatus.PAID, paid_on__lte=as_of
    )
    return _named(paid.annotate(line=PAID_LINE))


def payments(scope: Scope, as_of: date) -> Evidence:
    """Payments and later corrections by the end of the day; what was taken back is below zero."""
    found = PostPayment.objects.filter(scope.among("post_month__post__site__branch"), on__lte=as_of)
    in_order = found.annotate(line=PAYMENT_LINE).order_by("on", "pk")
    return in_order.select_related("post_month__post__site__hospital")


def _named(months: Evidence) -> Evidence:
    return months.select_related("post__site__hospital").order_by("month", "post__number")


def own_months(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(post__in=Post.objects.visible_to(user).values("pk"))


def own_payments(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(post_month__post__in=Post.objects.visible_to(user).values("pk"))


def month_row(record: PostMonth) -> EvidenceRow:
    said = ngettext("%(month)s: %(days)d day", "%(month)s: %(days)d days", record.days_held)
    return EvidenceRow(
        reference=record.post.number,
        hospital=record.post.site.hospital.official_name,
        site=record.post.site.number,
        on=record.month,
        detail=said % {"month": f"{record.month:%Y-%m}", "days": record.days_held},
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def paid_row(record: PostMonth) -> EvidenceRow:
    row = month_row(record)
    on = record.paid_on or record.month
    return EvidenceRow(row.reference, row.hospital, row.site, on, detail=row.detail, line=row.line)


def payment_row(record: PostPayment) -> EvidenceRow:
    month = record.post_month
    return EvidenceRow(
        reference=month.post.number,
        hospital=month.post.site.hospital.official_name,
        site=month.post.site.number,
        on=record.on,
        detail=f"{month.month:%Y-%m} · {record.get_kind_display()} {record.amount}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


# The payments in fen, added up by the database; none is 0.
fen_in_all = Tally(Sum(Cast("amount", BigIntegerField())), of_none=0)

POST_MONTHS_HELD = Indicator(
    code="post-months-held",
    label=gettext_lazy("Post-months held"),
    unit=Unit.POST_MONTHS,
    source=SETTLED,
    counts=gettext_lazy(
        "Months of posts in which somebody held the post on a day at least, each counted once it "
        "is over. Two holders in turn in one month are one post-month. Vacant months do not count."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=months_held,
    shows=month_row,
    narrows=own_months,
)
POST_MONTHS_PAID = Indicator(
    code="post-months-paid",
    label=gettext_lazy("Post-months paid"),
    unit=Unit.POST_MONTHS,
    source=SETTLED,
    counts=gettext_lazy(
        "Months of posts whose subsidy was paid on that day or before, each with its proof. A "
        "month is paid once; one that was settled anew later still counts once."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=months_paid,
    shows=paid_row,
    narrows=own_months,
)
POST_SUBSIDIES_PAID = Indicator(
    code="post-subsidies-paid",
    label=gettext_lazy("Subsidies paid for posts"),
    unit=Unit.FEN,
    source=SETTLED,
    counts=gettext_lazy(
        "What was paid for months of posts on that day or before, with what was paid more or "
        "taken back later when the days in the post were corrected."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=payments,
    shows=payment_row,
    measure=fen_in_all,
    narrows=own_payments,
)

INDICATORS = (POST_MONTHS_HELD, POST_MONTHS_PAID, POST_SUBSIDIES_PAID)
