"""The service station a hospital opens on one of its campuses."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import Campus
from niukou.programmes.models.sites import Site


class ServiceStationQuerySet(models.QuerySet["ServiceStation"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to stations of visible sites; a planned one is seen only by who works on it."""
        worked_on = Site.objects.worked_on_by(user).values("pk")
        public = Site.objects.filter(Site.objects.shown_to_the_public()).values("pk")
        return self.filter(Q(site__in=worked_on) | Q(site__in=public, opened_on__isnull=False))


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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.site.get_absolute_url()
