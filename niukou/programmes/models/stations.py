"""The service station a hospital opens on one of its campuses, and the times it did not work."""

from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import Campus
from niukou.people.models import Account
from niukou.programmes.lifecycle import OperatingStatus
from niukou.programmes.models.gatherings import ProgrammeGathering
from niukou.programmes.models.sites import Site


class ServiceStationQuerySet(models.QuerySet["ServiceStation"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to stations of visible sites; a planned one is seen only by who works on it."""
        worked_on = Site.objects.worked_on_by(user).values("pk")
        return self.filter(Q(site__in=worked_on) | self.shown_to_the_public())

    @staticmethod
    def shown_to_the_public() -> Q:
        public = Site.objects.filter(Site.objects.shown_to_the_public()).values("pk")
        return Q(site__in=public, opened_on__isnull=False)

    def worked_on_by(self, user: Viewer) -> Self:
        """Narrow to stations of sites ``user`` works on: only they see how one is built."""
        return self.filter(site__in=Site.objects.worked_on_by(user).values("pk"))

    def with_status(self, *, on: date) -> Self:
        """Add ``status`` at the end of ``on``, and ``spell_from_on`` and ``spell_reason`` if in a spell."""
        spells = StationSpell.objects.filter(station=OuterRef("pk")).covering(on)
        return self.annotate(
            spell_from_on=Subquery(spells.values("from_on")[:1]),
            spell_reason=Subquery(spells.values("reason")[:1]),
            status=Case(
                When(~Q(opened_on__lte=on), then=Value(OperatingStatus.PLANNED)),
                When(Exists(spells), then=Subquery(spells.values("kind")[:1])),
                default=Value(OperatingStatus.OPEN),
                output_field=models.CharField(),
            ),
        )

    def open_on(self, on: date) -> Self:
        """Narrow to stations that had opened by the end of ``on`` and were in no spell then."""
        covering = StationSpell.objects.filter(station=OuterRef("pk")).covering(on)
        return self.filter(~Exists(covering), opened_on__lte=on)


@pghistory.track()
class ServiceStation(models.Model):
    """A Bo'ai Social Work Station: it stands on a campus, not on a hospital (DOMAIN.md A1.13)."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="stations")
    campus = models.ForeignKey(
        Campus, models.PROTECT, verbose_name=_("Campus"), related_name="stations"
    )
    name = models.CharField(_("Name"), max_length=60)
    location = models.CharField(_("Building, floor and room"), max_length=120, blank=True)
    area_m2 = models.DecimalField(
        _("Area (m²)"), max_digits=7, decimal_places=1, null=True, blank=True
    )  # null: not known
    opened_on = models.DateField(_("Opened on"), null=True, blank=True)  # null: not open yet
    ceremony = models.ForeignKey(
        ProgrammeGathering,
        models.PROTECT,
        verbose_name=_("Ceremony"),
        null=True,
        blank=True,
        related_name="unveiled_stations",
    )  # null: unveiled without one
    plaque_number = models.CharField(_("Plaque number"), max_length=40, blank=True)
    bears_emblem = models.BooleanField(_("The plaque bears the red-cross emblem"), default=False)
    emblem_approval_ref = models.CharField(
        _("Approval to use the emblem"), max_length=80, blank=True
    )
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    is_phone_public = models.BooleanField(_("The public may see the telephone"), default=False)
    version = version_field()

    objects = ServiceStationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="station_name_is_unique_on_its_campus", fields=["campus", "name"]
            ),
            models.CheckConstraint(
                name="station_area_is_positive", condition=Q(area_m2=None) | Q(area_m2__gt=0)
            ),
            # The emblem is protected by law: DOMAIN.md C8.
            models.CheckConstraint(
                name="station_bears_the_emblem_only_with_approval",
                condition=Q(bears_emblem=False) | ~Q(emblem_approval_ref=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:site-stations", args=[self.site.number])


class StationSpellQuerySet(models.QuerySet["StationSpell"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to spells of stations ``user`` works on; their reasons are not for the public."""
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))

    def covering(self, on: date) -> Self:
        """Narrow to spells that hold at the end of ``on``."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


SPELLS = (OperatingStatus.PAUSED, OperatingStatus.HANDED_OVER, OperatingStatus.CLOSED)


@pghistory.track()
class StationSpell(models.Model):
    """A time in which a station that had opened was not open: paused, handed over, closed.

    From ``opened_on`` on a station is open on each day that no spell covers.
    """

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="spells")
    kind = models.CharField(
        _("What it was"), max_length=12, choices=[(one.value, one.label) for one in SPELLS]
    )
    from_on = models.DateField(_("From"))
    until_on = models.DateField(
        _("Open again from"), null=True, blank=True
    )  # null: it holds to this day
    reason = models.CharField(_("Why"), max_length=200)
    reopened_because = models.CharField(_("Why it opened again"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = version_field()

    objects = StationSpellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="station_spell_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
            models.CheckConstraint(
                name="station_spell_ends_only_if_it_is_a_pause",
                condition=Q(until_on=None) | Q(kind=OperatingStatus.PAUSED),
            ),
            ExclusionConstraint(
                name="station_is_in_one_spell_at_a_time",
                expressions=[
                    ("station", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.kind} {self.from_on}"

    def get_absolute_url(self) -> str:
        return self.station.get_absolute_url()
