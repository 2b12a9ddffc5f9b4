"""Pictures of a station: before, during and after it was built."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.versions import version_field
from niukou.people.models import Account
from niukou.programmes.models.stations import ServiceStation


class Moment(models.TextChoices):
    """When in the building a picture was taken."""

    BEFORE = "BEFORE", _("Before")
    DURING = "DURING", _("While building")
    AFTER = "AFTER", _("After")


class DatedBy(models.TextChoices):
    """Who says when a picture was taken."""

    CAMERA = "CAMERA", _("dated by the camera")
    HAND = "HAND", _("dated by hand")


class StationPhotoQuerySet(models.QuerySet["StationPhoto"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to pictures of stations ``user`` works on, and to public ones of open stations."""
        worked_on = ServiceStation.objects.worked_on_by(user).values("pk")
        public = ServiceStation.objects.filter(ServiceStation.objects.shown_to_the_public())
        shown = Q(is_public=True, station__in=public.values("pk"))
        return self.filter(Q(station__in=worked_on) | shown)


@pghistory.track()
class StationPhoto(models.Model):
    """A picture as it came, and a smaller copy without hidden data that pages show."""

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="photos")
    moment = models.CharField(_("When"), max_length=6, choices=Moment)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    shown = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_on = models.DateField(_("Taken on"))
    dated_by = models.CharField(_("Dated by"), max_length=6, choices=DatedBy)
    caption = models.CharField(_("Caption"), max_length=120)
    shows_people = models.BooleanField(_("People can be recognised in it"), default=False)
    consent_note = models.CharField(_("Where their consent is kept"), max_length=200, blank=True)
    is_public = models.BooleanField(_("Shown to the public"), default=False)
    kept_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = version_field()

    objects = StationPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="photo_of_people_is_public_only_with_consent",
                condition=Q(is_public=False) | Q(shows_people=False) | ~Q(consent_note=""),
            )
        ]

    def __str__(self) -> str:
        return self.caption

    def get_absolute_url(self) -> str:
        return reverse("programmes:photo-list", args=[self.station_id])
