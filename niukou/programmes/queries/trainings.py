"""Who completed a training of a programme."""

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import AgendaItem, Attendance, GatheringKind

LINK = "gathering__programme_link__"


def at_trainings() -> QuerySet[Attendance]:
    """Return the attendances at trainings of a programme that took place."""
    return Attendance.objects.filter(
        gathering__kind=GatheringKind.TRAINING,
        gathering__status=GatheringStatus.HELD,
        gathering__programme_link__isnull=False,
    )


def completed() -> QuerySet[Attendance]:
    """Return the attendances by which somebody completed a training for medical social workers.

    They were there; where the training asks for a share of its class minutes, for at least
    that share. Minutes nobody measured complete nothing then, nor does an agenda without any.
    """
    agenda = AgendaItem.objects.filter(gathering=OuterRef("gathering")).order_by()
    minutes = agenda.values("gathering").annotate(all=Sum("class_minutes")).values("all")
    asked = Cast(Subquery(minutes), DecimalField(max_digits=9, decimal_places=2))
    enough = Q(
        class_minutes__gt=0, minutes_present__gte=F("class_minutes") * F(f"{LINK}completion_share")
    )
    return (
        at_trainings()
        .filter(gathering__programme_link__is_for_workers=True)
        .annotate(class_minutes=asked)
        .filter(Q(**{f"{LINK}completion_share__isnull": True}) | enough)
    )
