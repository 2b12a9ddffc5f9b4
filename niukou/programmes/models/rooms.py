"""What a station is made of and when its doors are open: zones and opening hours."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.programmes.models.stations import ServiceStation


class ZoneKind(models.TextChoices):
    RECEPTION = "RECEPTION", _("Reception")
    COUNSELLING = "COUNSELLING", _("Counselling room")
    GROUP = "GROUP", _("Group room")
    PLAY = "PLAY", _("Play area")
    READING = "READING", _("Reading corner")
    TRAINING = "TRAINING", _("Training room")
    OFFICE = "OFFICE", _("Office")
    STORE = "STORE", _("Store room")
    OTHER = "OTHER", _("Other")


class Weekday(models.IntegerChoices):
    """As ISO 8601 counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class ZoneQuerySet(models.QuerySet["Zone"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.visible_to(user).values("pk"))


@pghistory.track()
class Zone(models.Model):
    """A part of a station with a use of its own."""

    station = models.ForeignKey(ServiceStation, models.CASCADE, related_name="zones")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Use"), max_length=12, choices=ZoneKind)
    name = models.CharField(_("Name"), max_length=40)
    area_m2 = models.DecimalField(
        _("Area (m²)"), max_digits=7, decimal_places=1, null=True, blank=True
    )  # null: not known

    objects = ZoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="zone_name_is_unique_in_its_station", fields=["station", "name"]
            ),
            models.CheckConstraint(
                name="zone_area_is_positive", condition=Q(area_m2=None) | Q(area_m2__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHoursQuerySet(models.QuerySet["OpeningHours"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.visible_to(user).values("pk"))

    def in_force(self, *, on: date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


@pghistory.track()
class OpeningHours(models.Model):
    """A stretch of one weekday on which a station is open, and how long the timetable holds."""

    station = models.ForeignKey(ServiceStation, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("Weekday"), choices=Weekday)
    opens_at = models.TimeField(_("Opens at"))
    closes_at = models.TimeField(_("Closes at"))
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)  # null: open end

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="station_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="timetable_is_not_empty",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
            models.UniqueConstraint(
                name="station_opens_once_at_a_time",
                fields=["station", "weekday", "opens_at", "from_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"
