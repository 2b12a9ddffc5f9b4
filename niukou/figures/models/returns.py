"""How often sites report, and what each of them reported for a period."""

from datetime import date, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.ranges import DateRange
from niukou.core.versions import version_field
from niukou.figures.lifecycle import TO_FILE, ReturnStatus
from niukou.figures.models.readings import in_sight
from niukou.figures.returns.periods import Rhythm, period_name
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme, Site

MOST_WORKDAYS = 60


class Asked(models.TextChoices):
    """From when on a site reports."""

    SIGNED = "SIGNED", _("Every hospital that has signed")
    OPENED = "OPENED", _("Hospitals with an open station")


class ReturnPlanQuerySet(models.QuerySet["ReturnPlan"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to plans of programmes and branches ``user`` may read."""
        return self.filter(in_sight(user))

    def for_branch(self, branch: Branch) -> Self:
        """Narrow to a branch's own plans; where it has none, to those of its whole programme."""
        own = ReturnPlan.objects.filter(branch=branch)
        of_all = Q(programme=branch.programme_id, branch=None) & ~Exists(own)
        return self.filter(Q(branch=branch) | of_all)


@pghistory.track()
class ReturnPlan(models.Model):
    """How often the sites of a branch report, and how soon after the period's end."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="return_plans")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="return_plans"
    )  # null: each branch of the programme that has no plan of its own
    rhythm = models.CharField(_("How often"), max_length=10, choices=Rhythm)
    asked = models.CharField(_("Who reports"), max_length=10, choices=Asked, default=Asked.SIGNED)
    due_workdays = models.PositiveSmallIntegerField(_("Working days to hand in"))
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)  # null: until further notice

    objects = ReturnPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="return_plan_is_one_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (Coalesce("branch", Value(0)), RangeOperators.EQUAL),
                    (
                        DateRange("from_on", "until_on", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="return_plan_ends_after_beginning",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
            models.CheckConstraint(
                name="return_plan_gives_a_working_day_at_least",
                condition=Q(due_workdays__gte=1, due_workdays__lte=MOST_WORKDAYS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} {self.from_on}"

    def get_absolute_url(self) -> str:
        subject = self.branch or self.programme
        kind = "branch" if self.branch_id else "programme"
        return reverse(f"figures:{kind}-return-plan", args=[subject.slug])


class SiteReturnQuerySet(models.QuerySet["SiteReturn"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to returns of sites ``user`` works on: what a hospital states is no public page."""
        return self.filter(site__in=Site.objects.worked_on_by(user).values("pk"))

    def to_file(self) -> Self:
        """Narrow to those that wait for the hospital."""
        return self.filter(status__in=TO_FILE)

    def submitted(self) -> Self:
        return self.filter(status=ReturnStatus.SUBMITTED)

    def accepted(self) -> Self:
        return self.filter(status=ReturnStatus.ACCEPTED)

    def late(self, *, on: date) -> Self:
        """Narrow to those not handed in by the day they were due, seen from the end of ``on``."""
        in_time = Q(first_submitted_on__lte=F("deadline_on"))
        missing = Q(first_submitted_on=None) | ~in_time
        return self.filter(missing, deadline_on__lt=on)

    def with_names(self) -> Self:
        return self.select_related("site__hospital", "site__branch__programme", "plan")


@pghistory.track()
class SiteReturn(models.Model):
    """What a site reports for one period: filled in, handed in, sent back or accepted and locked."""

    plan = models.ForeignKey(ReturnPlan, models.PROTECT, related_name="returns")
    site = models.ForeignKey(Site, models.PROTECT, related_name="returns")
    start_on = models.DateField(_("From"))
    end_on = models.DateField(_("Until"))  # the first day after the period
    deadline_on = models.DateField(_("Due on"))
    status = models.CharField(
        _("Status"), max_length=10, choices=ReturnStatus, default=ReturnStatus.OPEN
    )
    # null: never handed in; the first time decides whether it was late
    first_submitted_on = models.DateField(_("First handed in on"), null=True)
    submitted_on = models.DateField(_("Handed in on"), null=True)
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("Handed in by"), null=True, related_name="+"
    )
    # null: nobody has checked it yet
    checked_on = models.DateField(pgettext_lazy("return", "Checked on"), null=True)
    checked_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("Checked by"), null=True, related_name="+"
    )
    remark = models.CharField(_("What is to be mended"), max_length=300, blank=True)
    version = version_field()

    objects = SiteReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="site_return_counts_no_day_twice",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    (DateRange("start_on", "end_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="site_return_period_is_not_empty", condition=Q(end_on__gt=F("start_on"))
            ),
            models.CheckConstraint(
                name="site_return_is_handed_in_by_somebody",
                condition=Q(status=ReturnStatus.OPEN)
                | Q(
                    submitted_on__isnull=False,
                    submitted_by__isnull=False,
                    first_submitted_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="site_return_is_accepted_by_another",
                condition=~Q(status=ReturnStatus.ACCEPTED)
                | (
                    Q(checked_by__isnull=False, checked_on__isnull=False)
                    & ~Q(checked_by=F("submitted_by"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["status", "deadline_on"], name="site_return_by_due_day")]
        triggers = [
            pgtrigger.Protect(
                name="site_return_is_frozen_once_accepted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status=ReturnStatus.ACCEPTED),
            ),
            pgtrigger.Protect(name="site_return_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.period_name

    def get_absolute_url(self) -> str:
        return reverse("figures:return-detail", args=[self.pk])

    @property
    def period_name(self) -> str:
        return period_name(self.start_on, self.end_on)

    @property
    def last_on(self) -> date:
        """The last day of the period."""
        return self.end_on - timedelta(days=1)

    @property
    def is_to_file(self) -> bool:
        return self.status in TO_FILE

    @property
    def is_submitted(self) -> bool:
        return self.status == ReturnStatus.SUBMITTED

    @property
    def is_accepted(self) -> bool:
        return self.status == ReturnStatus.ACCEPTED

    def is_late(self, on: date) -> bool:
        """True when it was not handed in by the day it was due, seen from the end of ``on``."""
        return self.deadline_on < on and (
            self.first_submitted_on is None or self.first_submitted_on > self.deadline_on
        )
