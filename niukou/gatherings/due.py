"""What is due about gatherings."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.gatherings.lifecycle import AHEAD, RegistrationStatus
from niukou.gatherings.models import Gathering, Registration
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of

NEAR = timedelta(days=30)


def own_gatherings(user: Any, on: date) -> Rows:
    """Gatherings somebody registered for, in the next thirty days."""
    person = getattr(user, "person_id", None)
    if person is None:
        return None
    coming = Registration.objects.filter(
        person=person,
        status=RegistrationStatus.REGISTERED,
        gathering__status__in=AHEAD,
        gathering__ends_at__gt=_midnight(on),
        gathering__starts_at__lt=_midnight(on + NEAR),
    )
    return coming.order_by("gathering__starts_at")[:FEW].annotate(
        due_what=F("gathering__title"),
        due_where=F("gathering__number"),
        due_on=TruncDate("gathering__starts_at"),
    )


def _own(row: DueRow) -> Due:
    return Due(_("You are registered: %s") % row.what, _page(row), "calendar-event", row.on)


def to_be_settled(user: Any, on: date) -> Rows:
    """Gatherings one runs that are over, and not marked as held or cancelled."""
    if not roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR):
        return None
    return unsettled(Gathering.objects.run_by(user), on)


def unsettled(gatherings: QuerySet[Gathering], on: date) -> Rows:
    """Return those of ``gatherings`` that ended before that day, and wait to be marked as held."""
    over = gatherings.filter(status__in=AHEAD, ends_at__lte=_midnight(on))
    return over.order_by("ends_at", "pk")[:FEW].annotate(
        due_what=F("title"), due_where=F("number"), due_on=TruncDate("starts_at")
    )


def tell_unsettled(row: DueRow) -> Due:
    return Due(_("Did it take place? %s") % row.what, _page(row), "calendar", row.on)


def _page(row: DueRow) -> str:
    return reverse("gatherings:gathering-detail", args=[row.where])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


add_due(own_gatherings, _own)
add_due(to_be_settled, tell_unsettled)
