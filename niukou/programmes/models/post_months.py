"""The months of a post: how many days it was held, what proves it, what was paid for it."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.money import Money, MoneyField
from niukou.core.periods import add_months
from niukou.core.versions import version_field
from niukou.people.models import Account
from niukou.programmes.models.posts import Post, PostHolding
from niukou.programmes.models.subsidies import SubsidyRate
from niukou.programmes.post_lifecycle import MonthStatus


class MonthEnd(models.Func):
    """The first day after a month, from its first day."""

    template = "(%(expressions)s + interval '1 month')::date"
    output_field = models.DateField()


class DaysBetween(models.Func):
    """How many days lie between two, as a number."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


class PostMonthQuerySet(models.QuerySet["PostMonth"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to months of posts ``user`` works with."""
        return self.filter(post__in=Post.objects.visible_to(user).values("pk"))

    def held(self) -> Self:
        """Narrow to months in which the post was held on a day at least."""
        return self.filter(days_held__gt=0)

    def with_days_now(self) -> Self:
        """Add ``days_now``, by the holdings as they stand, and ``days_told``, by the last payment.

        They differ where a holding was corrected after its month was paid.
        """
        end = MonthEnd(OuterRef("month"))
        first = Greatest(F("from_on"), OuterRef("month"))
        last = Least(Coalesce(F("until_on"), end), end)
        held = PostHolding.objects.filter(post=OuterRef("post"), from_on__lt=end)
        within = held.filter(Q(until_on=None) | Q(until_on__gt=OuterRef("month")))
        days = within.order_by().values("post").annotate(sum=models.Sum(DaysBetween(last, first)))
        told = PostPayment.objects.filter(post_month=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            days_now=Coalesce(Subquery(days.values("sum")), Value(0)),
            days_told=Subquery(told.values("days_held")[:1]),
        )

    def paid_for_other_days(self) -> Self:
        """Narrow to months that were paid for more or fewer days than they were held."""
        paid = self.filter(status=MonthStatus.PAID).with_days_now()
        return paid.exclude(days_now=F("days_told"))


@pghistory.track()
class PostMonth(models.Model):
    """One month of a post, once it is over. When it is paid it does not change any more."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="months")
    month = models.DateField(_("Month"))  # its first day
    days_held = models.PositiveSmallIntegerField(_("Days held"))
    rate = models.ForeignKey(
        SubsidyRate, models.PROTECT, null=True, blank=True, related_name="months"
    )  # null: no rate was set for this month
    subsidy: Any = MoneyField(_("Subsidy"), null=True, blank=True)  # type: ignore[misc]  # null: no rate was set
    status = models.CharField(
        _("Status"), max_length=10, choices=MonthStatus, default=MonthStatus.OPEN
    )
    proof = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="post_months"
    )  # null: nothing was handed in yet
    proved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proved_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    returned_why = models.CharField(_("Why it was returned"), max_length=200, blank=True)
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    version = version_field()

    objects = PostMonthQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "month"], name="post_month_by_status")]
        constraints = [
            models.UniqueConstraint(name="post_month_is_opened_once", fields=["post", "month"]),
            models.CheckConstraint(name="post_month_is_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="post_month_has_no_more_days_than_a_month",
                condition=Q(days_held__lte=31),
            ),
            models.CheckConstraint(
                name="post_month_has_a_rate_for_its_subsidy",
                condition=Q(rate=None, subsidy=None) | Q(rate__isnull=False, subsidy__isnull=False),
            ),
            models.CheckConstraint(
                name="post_month_is_proved_by_a_file_and_somebody",
                condition=Q(status__in=[MonthStatus.OPEN, MonthStatus.RETURNED])
                | Q(proof__isnull=False, proved_by__isnull=False, days_held__gt=0),
            ),
            models.CheckConstraint(
                name="post_month_is_returned_with_a_reason",
                condition=~Q(status=MonthStatus.RETURNED) | ~Q(returned_why=""),
            ),
            models.CheckConstraint(
                name="post_month_is_checked_by_somebody_else",
                condition=(
                    ~Q(status__in=[MonthStatus.CHECKED, MonthStatus.PAID]) & Q(checked_by=None)
                )
                | Q(status__in=[MonthStatus.CHECKED, MonthStatus.PAID], checked_by__isnull=False)
                & ~Q(checked_by=F("proved_by")),
            ),
            models.CheckConstraint(
                name="post_month_is_paid_when_held_and_by_a_third",
                condition=(~Q(status=MonthStatus.PAID) & Q(paid_on=None, paid_by=None))
                | Q(
                    status=MonthStatus.PAID,
                    paid_on__isnull=False,
                    paid_by__isnull=False,
                    days_held__gt=0,
                    subsidy__gt=Money(0),
                )
                & ~Q(paid_by=F("checked_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="paid_post_month_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=MonthStatus.PAID.value),
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:post-month-detail", args=[self.pk])

    @property
    def end(self) -> date:
        """The first day after the month."""
        return add_months(self.month, 1)


class PaymentKind(models.TextChoices):
    PAYMENT = "PAYMENT", _("Payment")
    CORRECTION = "CORRECTION", _("Correction")


class PostPaymentQuerySet(models.QuerySet["PostPayment"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to what was paid for months of posts ``user`` works with."""
        posts = Post.objects.visible_to(user).values("pk")
        return self.filter(post_month__post__in=posts)


@pghistory.track()
class PostPayment(models.Model):
    """What was paid for a month, or paid more or taken back later. Never changed, only followed."""

    post_month = models.ForeignKey(PostMonth, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=PaymentKind)
    on = models.DateField(_("Date"))
    days_held = models.PositiveSmallIntegerField(_("Days held"))  # what it settles, in all
    amount = MoneyField(_("Amount"))  # of a correction: the difference, below zero if taken back
    reference = models.CharField(_("Bank reference"), max_length=60, blank=True)
    why = models.CharField(_("Why"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PostPaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="post_month_is_paid_once",
                fields=["post_month"],
                condition=Q(kind=PaymentKind.PAYMENT),
            ),
            models.CheckConstraint(
                name="post_payment_is_an_amount",
                condition=Q(kind=PaymentKind.CORRECTION) | Q(amount__gt=Money(0)),
            ),
            models.CheckConstraint(
                name="post_payment_is_corrected_with_a_reason",
                condition=Q(kind=PaymentKind.PAYMENT) | ~Q(why=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="post_payment_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_month_id} {self.amount}"

    def get_absolute_url(self) -> str:
        return self.post_month.get_absolute_url()
