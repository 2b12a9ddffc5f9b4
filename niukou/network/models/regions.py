"""Administrative divisions and how their codes changed over the years."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer


class RegionLevel(models.TextChoices):
    PROVINCE = "PROVINCE", _("Province")
    CITY = "CITY", _("City")
    COUNTY = "COUNTY", _("County")


# How many places of a code a division shares with everything below it.
PLACES: dict[str, int] = {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 4, RegionLevel.COUNTY: 6}


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: Viewer) -> Self:
        """Divisions are public: everybody may read them."""
        return self

    def in_force(self, year: int) -> Self:
        """Narrow to divisions that existed at the end of ``year``."""
        return self.filter(from_year__lte=year).filter(Q(until_year=None) | Q(until_year__gt=year))

    def within(self, region: "Region") -> Self:
        """Narrow to ``region`` and everything below it; a region's code begins with its parent's."""
        return self.filter(code__startswith=region.code[: PLACES[region.level]])


class Region(models.Model):
    """A division under one code and name, from year to year (GB/T 2260 codes)."""

    code = models.CharField(_("Code"), max_length=6)
    name = models.CharField(_("Name"), max_length=60)
    level = models.CharField(max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    from_year = models.PositiveSmallIntegerField()
    until_year = models.PositiveSmallIntegerField(
        null=True
    )  # null: in force; else the first year it was gone

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="region_code_begins_once", fields=["code", "from_year"]),
            models.CheckConstraint(
                name="region_ends_after_it_begins",
                condition=Q(until_year=None) | Q(until_year__gt=F("from_year")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionRecode(models.Model):
    """From ``year`` on, what was ``old`` bears the code of ``new``."""

    old = models.ForeignKey(Region, models.PROTECT, related_name="became")
    new = models.ForeignKey(Region, models.PROTECT, related_name="was")
    year = models.PositiveSmallIntegerField()

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="region_recode_is_said_once", fields=["old", "new"])
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} ({self.year})"
