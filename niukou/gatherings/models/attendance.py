"""Who was there: by name, or counted where names are not kept."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer, sight_of
from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.core.versions import version_field
from niukou.gatherings.models.gatherings import Gathering
from niukou.gatherings.models.registrations import of_oneself_or_run
from niukou.people.models import Account, Person


class CheckedIn(models.TextChoices):
    """How an attendance came on record."""

    QR = "QR", _("By the code on the screen")
    HAND = "HAND", _("By hand")
    IMPORT = "IMPORT", _("From a list")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to one's own and those of gatherings one runs; auditors see all."""
        return self.filter(sight_of(Attendance, user, own=of_oneself_or_run(user)))


@pghistory.track()
class Attendance(models.Model):
    """A person who was at a gathering, once, however often they checked in."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    unit = models.CharField(_("Unit"), max_length=120, blank=True)
    how = models.CharField(_("How"), max_length=6, choices=CheckedIn)
    checked_in_at = models.DateTimeField(
        _("Checked in"), null=True, blank=True
    )  # null: a list, or the desk after it ended, does not say when
    minutes_present = models.PositiveIntegerField(
        _("Minutes present"), null=True, blank=True
    )  # of the class minutes; null: not measured
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+"
    )  # null: they checked in themselves, without an account
    version = version_field()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attendance_is_one_per_person_and_gathering", fields=["gathering", "person"]
            ),
            models.CheckConstraint(
                name="attendance_by_code_has_its_moment",
                condition=~Q(how=CheckedIn.QR) | Q(checked_in_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.get_how_display()}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:participants", args=[self.gathering.number])


class HeadCountQuerySet(models.QuerySet["HeadCount"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(gathering__in=Gathering.objects.visible_to(user).values("pk"))


@pghistory.track()
class HeadCount(models.Model):
    """How many of a group were there, where names are not kept; as exact as its source."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="head_counts")
    group = models.CharField(_("Who was counted"), max_length=60)
    value = models.PositiveIntegerField(_("How many"))
    qualifier = models.CharField(_("Qualifier"), max_length=10, choices=Qualifier)
    source = models.CharField(_("Source"), max_length=120)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = version_field()

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="head_count_counts_a_group_once", fields=["gathering", "group"]
            ),
            models.CheckConstraint(
                name="head_count_is_a_result", condition=~Q(qualifier=Qualifier.PLANNED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.value}"

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.value, Unit.PERSON_TIMES, Qualifier(self.qualifier))
