"""What a programme pays for a month of a post: a setting with the months it is valid for."""

import calendar
from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.money import Money, MoneyField
from niukou.core.periods import add_months
from niukou.core.versions import version_field
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.models.posts import HELD_DAYS, PostKind
from niukou.programmes.models.programmes import Branch, Programme, ProgrammeInitiator, offices_of


class PartMonths(models.TextChoices):
    """What is paid for a month in which the post was held on some days only."""

    BY_DAY = "BY_DAY", _("For the days held")
    WHOLE_MONTH = "WHOLE_MONTH", _("The whole month")


class SubsidyRateQuerySet(models.QuerySet["SubsidyRate"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to rates of programmes ``user`` is an officer of or pays for; auditors see all."""
        roles = roles_of(user)
        if roles.is_platform_auditor:
            return self
        paying = ProgrammeInitiator.objects.filter(
            organisation__in=roles.organisations(RoleKind.FINANCE_OFFICER)
        )
        run = offices_of(user).programmes
        return self.filter(Q(programme__in=run) | Q(programme__in=paying.values("programme")))

    def in_force(self, *, month: date) -> Self:
        """Narrow to rates valid in the month that begins on ``month``."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=month), from_on__lte=month)


@pghistory.track()
class SubsidyRate(models.Model):
    """The monthly amount for one kind of post, in whole months; a branch's goes before the programme's."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="subsidy_rates")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        verbose_name=_("Branch"),
        null=True,
        blank=True,
        related_name="subsidy_rates",
    )  # null: every branch without one of its own
    kind = models.CharField(_("Kind of post"), max_length=10, choices=PostKind)
    is_full_time = models.BooleanField(_("Full time"), default=True)
    monthly = MoneyField(_("Amount for a month"))
    part_months = models.CharField(
        _("Months held in part"), max_length=12, choices=PartMonths, default=PartMonths.BY_DAY
    )
    from_on = models.DateField(_("First month"))
    until_on = models.DateField(_("No longer from"), null=True, blank=True)  # null: open end
    source = models.CharField(
        _("Where it was decided"), max_length=200, help_text=_("The paper that says so.")
    )
    version = version_field()

    objects = SubsidyRateQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="subsidy_rate_is_one_for_each_month",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (Coalesce("branch", Value(0)), RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (models.functions.Cast("is_full_time", models.IntegerField()), "="),
                    (HELD_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="subsidy_rate_is_an_amount", condition=Q(monthly__gt=Money(0))
            ),
            models.CheckConstraint(
                name="subsidy_rate_holds_for_whole_months",
                condition=Q(from_on__day=1) & (Q(until_on=None) | Q(until_on__day=1)),
            ),
            models.CheckConstraint(
                name="subsidy_rate_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.monthly}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:subsidy-list", args=[self.programme.slug])

    @property
    def last_month(self) -> date | None:
        """The first day of the last month it holds for; None: until further notice."""
        return add_months(self.until_on, -1) if self.until_on else None

    def amount_for(self, days: int, month: date) -> Money:
        """Return what is paid for a month in which the post was held on so many days.

        The days held and the days not held share the amount: together they are the whole.
        """
        if not days:
            return Money(0)
        if self.part_months == PartMonths.WHOLE_MONTH:
            return self.monthly
        return self.monthly.split_by_weights([days, days_of(month) - days])[0]


def days_of(month: date) -> int:
    """Return how many days the month of that day has."""
    return calendar.monthrange(month.year, month.month)[1]
