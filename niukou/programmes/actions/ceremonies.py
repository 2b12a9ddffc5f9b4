"""Which ceremony an act belongs to: its day is the ceremony's, so that nobody types it twice."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.programmes.models import Branch, ProgrammeGathering


class DayMissing(DomainError):
    """Neither a day is given nor a ceremony that has one."""

    field = "on"


class OtherDay(DomainError):
    """The ceremony was on another day."""

    field = "on"


class NoCeremonyHere(DomainError):
    """The ceremony is not one of this branch or its programme, or was cancelled."""

    field = "ceremony"


def day_of_act(branch: Branch, *, ceremony: ProgrammeGathering | None, on: date | None) -> date:
    """Return the day of what was done at ``ceremony``; ``on`` None: the first day of it.

    Raises:
        DayMissing: neither is given.
        NoCeremonyHere: the ceremony is of another branch, or was cancelled.
        OtherDay: ``on`` is not a day of the ceremony.
    """
    if ceremony is None:
        if on is None:
            raise DayMissing(_("Give the day, or the ceremony it was at."))
        return on
    if not ProgrammeGathering.objects.ceremonies_of(branch).filter(pk=ceremony.pk).exists():
        raise NoCeremonyHere(_("This is no ceremony of the branch, or it was cancelled."))
    gathering = ceremony.gathering
    on = on or gathering.first_on
    if not gathering.first_on <= on <= gathering.last_on:
        message = _("“%(title)s” was on %(day)s.")
        raise OtherDay(message % {"title": gathering.title, "day": date_format(gathering.first_on)})
    return on
