"""How long a step may take: a setting of a programme, in working days."""

from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models.programmes import Programme


class StepTermQuerySet(models.QuerySet["StepTerm"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to terms of programmes ``user`` may read."""
        return self.filter(programme__in=Programme.objects.visible_to(user).values("pk"))

    def in_force(self, *, on: date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


@pghistory.track()
class StepTerm(models.Model):
    """A site that enters ``status`` while this holds is due ``workdays`` working days later."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="step_terms")
    status = models.CharField(_("Status"), max_length=15, choices=SiteStatus)
    workdays = models.PositiveSmallIntegerField(_("Working days"))
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)  # null: open end

    objects = StepTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_term_is_one_to_thousand_days",
                condition=Q(workdays__gte=1, workdays__lte=1000),
            ),
            models.CheckConstraint(
                name="step_term_is_not_empty",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
            ExclusionConstraint(
                name="step_has_one_term_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("status", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.workdays}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:term-list", args=[self.programme.slug])
