"""What happens when at a gathering."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.gatherings.models.gatherings import Gathering
from niukou.people.models import Person


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(gathering__in=Gathering.objects.visible_to(user).values("pk"))


@pghistory.track()
class AgendaItem(models.Model):
    """A part of a gathering; ``class_minutes`` are those that count as class hours."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="agenda")
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))
    title = models.CharField(_("Title"), max_length=120)
    speaker_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: not in the register, or nobody in particular
    speaker = models.CharField(_("Speaker"), max_length=120, blank=True)
    class_minutes = models.PositiveSmallIntegerField(_("Class minutes"), default=0)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agenda_item_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="agenda_item_has_less_class_minutes_than_a_day",
                condition=Q(class_minutes__lte=24 * 60),
            ),
        ]

    def __str__(self) -> str:
        return self.title
