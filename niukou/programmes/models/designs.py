"""The design of a station: what is to be built, agreed before money is paid."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.people.models import Account
from niukou.programmes.models.stations import ServiceStation


class DesignStatus(models.TextChoices):
    SUBMITTED = "SUBMITTED", _("Waits for the programme")
    AGREED = "AGREED", _("Agreed")
    RETURNED = "RETURNED", _("Returned to the hospital")


class DesignQuerySet(models.QuerySet["Design"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))


@pghistory.track()
class Design(models.Model):
    """What a hospital wants to build; one officer of the programme agrees to it or returns it."""

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="designs")
    description = models.TextField(_("What is to be built"))
    floor_plan = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: none was attached
    budget = models.TextField(_("Budget in words"), blank=True)
    status = models.CharField(
        _("Status"), max_length=10, choices=DesignStatus, default=DesignStatus.SUBMITTED
    )
    submitted_on = models.DateField(_("Submitted on"))
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)  # null: it waits
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: it waits
    decision_note = models.CharField(_("Note on the decision"), max_length=400, blank=True)

    objects = DesignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="design_waits_or_was_decided_by_somebody_on_a_day",
                condition=Q(status=DesignStatus.SUBMITTED, decided_on=None, decided_by=None)
                | (
                    ~Q(status=DesignStatus.SUBMITTED)
                    & Q(decided_on__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="design_is_decided_by_somebody_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="design_is_returned_with_a_reason",
                condition=~Q(status=DesignStatus.RETURNED) | ~Q(decision_note=""),
            ),
            models.UniqueConstraint(
                name="station_has_one_design_waiting",
                fields=["station"],
                condition=Q(status=DesignStatus.SUBMITTED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.submitted_on}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:design-detail", args=[self.pk])
