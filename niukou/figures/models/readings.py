"""What others have published about our numbers, kept beside what we can prove."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.programmes.models import Branch, Programme


def in_sight(user: Viewer) -> Q:
    """Return which rows speak of programmes and branches ``user`` may read."""
    return Q(branch=None, programme__in=Programme.objects.visible_to(user).values("pk")) | Q(
        branch__in=Branch.objects.visible_to(user).values("pk")
    )


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to readings of programmes and branches ``user`` may read."""
        return self.filter(in_sight(user))

    def published_by(self, on: date) -> Self:
        return self.filter(published_on__lte=on)


@pghistory.track()
class Reading(models.Model):
    """A number as a source printed it. Sources that differ stay side by side (PRODUCT.md rule 1)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="readings")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="readings"
    )  # null: the programme as a whole
    indicator = models.SlugField(_("Indicator"), max_length=60)
    value = models.PositiveBigIntegerField(_("Value"))
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    qualifier = models.CharField(
        _("Qualifier"), max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    reads = models.CharField(
        _("How the source puts it"), max_length=80, help_text=_("For example: in four groups.")
    )
    as_of = models.DateField(_("As of"))
    source = models.CharField(_("Source"), max_length=200)
    source_url = models.URLField(_("Address of the source"), blank=True)
    published_on = models.DateField(_("Published on"))

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reading_is_kept_once_per_source",
                fields=["programme", "branch", "indicator", "as_of", "source"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value} ({self.source})"

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.value, Unit(self.unit), Qualifier(self.qualifier))
