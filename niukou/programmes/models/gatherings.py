"""Which gatherings a programme counts as its own, and what it asks of who attends."""

from decimal import Decimal
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Gathering, GatheringKind
from niukou.programmes.models.programmes import Branch, Programme, Workstream, offices_of


class ProgrammeGatheringQuerySet(models.QuerySet["ProgrammeGathering"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(gathering__in=Gathering.objects.visible_to(user).values("pk"))

    def run_by(self, user: Viewer) -> Self:
        """Narrow to gatherings of branches ``user`` runs, and of whole programmes they run."""
        branches = offices_of(user).branches
        whole = offices_of(user).whole_programmes
        return self.filter(Q(branch__in=branches) | Q(programme__in=whole))

    def ceremonies_of(self, branch: Branch) -> Self:
        """Narrow to ceremonies at which something of ``branch`` may have been done, newest first."""
        own = Q(branch=branch) | Q(branch=None, programme=branch.programme_id)
        ceremonies = self.filter(own, gathering__kind=GatheringKind.CEREMONY)
        held = ceremonies.exclude(gathering__status=GatheringStatus.CANCELLED)
        return held.select_related("gathering").order_by("-gathering__starts_at", "-pk")

    @staticmethod
    def shown_to_the_public() -> Q:
        """Marked public, of a published programme, and of no unpublished branch."""
        return Q(gathering__is_public=True, programme__is_public=True) & (
            Q(branch=None) | Q(branch__is_public=True)
        )


@pghistory.track()
class ProgrammeGathering(models.Model):
    """A gathering of a programme, in one of its workstreams.

    A training counts for the workers' figure if it ``is_for_workers``. Somebody completed it
    who was there: for at least ``completion_share`` of its class minutes, where that is asked.
    """

    gathering = models.OneToOneField(Gathering, models.PROTECT, related_name="programme_link")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="gatherings")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="gatherings"
    )  # null: the programme as a whole
    workstream = models.CharField(_("Workstream"), max_length=15, choices=Workstream)
    is_for_workers = models.BooleanField(
        _("Its participants are medical social workers"), default=True
    )
    completion_share = models.DecimalField(
        _("Share of class minutes to complete it"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(1))],
    )  # null: whoever was there completed it
    version = version_field()

    objects = ProgrammeGatheringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_gathering_asks_for_a_share_of_the_minutes",
                condition=Q(completion_share=None)
                | Q(completion_share__gt=0, completion_share__lte=1),
            )
        ]

    def __str__(self) -> str:
        return str(self.gathering_id)

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()


def link_of(gathering: Gathering) -> ProgrammeGathering | None:
    """Return what makes ``gathering`` a programme's, with programme and branch; None: nothing does.

    Read once and kept with the gathering: its page asks who runs it more than once.
    """
    if not hasattr(gathering, "_link"):
        links = ProgrammeGathering.objects.select_related("programme", "branch")
        gathering._link = links.filter(gathering=gathering.pk).first()  # type: ignore[attr-defined]  # noqa: SLF001  # our own memo
    return gathering._link  # type: ignore[no-any-return, attr-defined]  # noqa: SLF001
