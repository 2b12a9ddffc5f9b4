"""Who wants to come."""

from typing import Self

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import EVERYTHING, NOTHING, Viewer, sight_of
from niukou.gatherings.lifecycle import RegistrationStatus
from niukou.gatherings.models.gatherings import Gathering
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person


def of_oneself_or_run(user: Viewer) -> models.Q:
    """Return the rows about ``user`` and those of gatherings ``user`` runs; auditors: all."""
    if not user.is_authenticated:
        return NOTHING
    if roles_of(user).is_platform_auditor:
        return EVERYTHING
    run = models.Q(gathering__in=Gathering.objects.run_by(user).values("pk"))
    person = getattr(user, "person_id", None)
    return run | models.Q(person=person) if person else run


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to one's own and those of gatherings one runs; auditors see all."""
        return self.filter(sight_of(Registration, user, own=of_oneself_or_run(user)))

    def coming(self) -> Self:
        return self.filter(status=RegistrationStatus.REGISTERED)

    def waiting(self) -> Self:
        """Narrow to the waiting list, who came first on top."""
        rows = self.filter(status=RegistrationStatus.WAITING)
        return rows.order_by("registered_at", "pk")


@pghistory.track()
class Registration(models.Model):
    """A person who wants to come to a gathering; withdrawn ones stay on record."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    unit = models.CharField(_("Unit"), max_length=120, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=RegistrationStatus)
    registered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("Registered"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_is_one_per_person_and_gathering",
                fields=["gathering", "person"],
            )
        ]
        indexes = [
            models.Index(fields=["gathering", "status"], name="registration_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering-detail", args=[self.gathering.number])
