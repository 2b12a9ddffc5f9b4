"""What is wrong with a station, until it was mended and the other side has seen it."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.people.models import Account
from niukou.programmes.models.checks import Acceptance, SelfCheck
from niukou.programmes.models.stations import ServiceStation


class Severity(models.TextChoices):
    BLOCKING = "BLOCKING", _("Blocks the last payment")
    SERIOUS = "SERIOUS", _("Serious")
    MINOR = "MINOR", _("Minor")


class Side(models.TextChoices):
    """The two who sign: the one that mended a defect does not confirm it."""

    HOSPITAL = "HOSPITAL", _("Hospital")
    PROGRAMME = "PROGRAMME", _("Programme")


class DefectQuerySet(models.QuerySet["Defect"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))

    def still_open(self) -> Self:
        return self.filter(confirmed_on=None)

    def open_on(self, on: date) -> Self:
        """Narrow to defects found by the end of ``on`` and not confirmed as mended by then."""
        return self.filter(Q(confirmed_on=None) | Q(confirmed_on__gt=on), found_on__lte=on)


MENDED = Q(mended_on__isnull=False, mended_by__isnull=False) & ~Q(mended_side="")
NOT_MENDED = Q(mended_on=None, mended_by=None, mended_side="")
CONFIRMED = Q(confirmed_on__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_side="")
NOT_CONFIRMED = Q(confirmed_on=None, confirmed_by=None, confirmed_side="")


@pghistory.track()
class Defect(models.Model):
    """Something that is not in order; it is open until the other side confirms the mending."""

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="defects")
    self_check = models.ForeignKey(SelfCheck, models.PROTECT, null=True, related_name="defects")
    acceptance = models.ForeignKey(Acceptance, models.PROTECT, null=True, related_name="defects")
    words = models.CharField(_("What is wrong"), max_length=320)
    severity = models.CharField(_("How serious"), max_length=8, choices=Severity)
    found_on = models.DateField(_("Found on"))
    due_on = models.DateField(_("To be mended by"), null=True, blank=True)  # null: no day was set
    reported_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    mended_on = models.DateField(_("Mended on"), null=True)
    mended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    mended_side = models.CharField(max_length=9, choices=Side, blank=True)
    mending = models.CharField(_("How it was mended"), max_length=200, blank=True)
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, related_name="+"
    )  # null: nothing was attached
    sent_back_because = models.CharField(_("Why it was sent back"), max_length=200, blank=True)
    confirmed_on = models.DateField(_("Confirmed on"), null=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_side = models.CharField(max_length=9, choices=Side, blank=True)

    objects = DefectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="defect_was_found_by_one_check_at_most",
                condition=Q(self_check=None) | Q(acceptance=None),
            ),
            models.CheckConstraint(
                name="defect_is_mended_by_somebody_on_a_day", condition=MENDED | NOT_MENDED
            ),
            models.CheckConstraint(
                name="defect_is_confirmed_by_somebody_on_a_day",
                condition=CONFIRMED | NOT_CONFIRMED,
            ),
            models.CheckConstraint(
                name="defect_is_confirmed_after_it_was_mended_by_the_other_side",
                condition=NOT_CONFIRMED
                | (
                    Q(confirmed_on__gte=F("mended_on"))
                    & ~Q(confirmed_side=F("mended_side"))
                    & ~Q(confirmed_by=F("mended_by"))
                ),
            ),
            models.CheckConstraint(
                name="defect_is_not_mended_before_it_was_found",
                condition=Q(mended_on=None) | Q(mended_on__gte=F("found_on")),
            ),
            models.CheckConstraint(
                name="defect_is_not_due_before_it_was_found",
                condition=Q(due_on=None) | Q(due_on__gte=F("found_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("programmes:site-building", args=[self.station.site.number])

    @property
    def state(self) -> str:
        """``open``, ``mended`` (waits for the other side) or ``confirmed``."""
        if self.confirmed_on:
            return "confirmed"
        return "mended" if self.mended_on else "open"
