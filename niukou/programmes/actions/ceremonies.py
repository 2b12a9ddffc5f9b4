"""Which ceremony an act belongs to: its day is the ceremony's, so that nobody types it twice."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.errors import DomainError
from niukou.gatherings.models import Gathering, GatheringKind
from niukou.programmes.models import AgreementDraft, Branch, ProgrammeGathering, ServiceStation


class DayMissing(DomainError):
    """Neither a day is given nor a ceremony that has one."""

    field = "on"


class OtherDay(DomainError):
    """The ceremony was on another day."""

    field = "on"


class NoCeremonyHere(DomainError):
    """The ceremony is not one of this branch or its programme, or was cancelled."""

    field = "ceremony"


class DaysGiven(DomainError):
    """Agreements and stations have their day from this ceremony."""

    field = "starts_at"


def day_of_act(branch: Branch, *, ceremony: ProgrammeGathering | None, on: date | None) -> date:
    """Return the day of what was done at ``ceremony``; ``on`` None: the first day of it.

    In the caller's transaction, and before any other lock: until its end the ceremony stays
    when it is.

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
    gathering = Gathering.objects.select_for_update().get(pk=ceremony.gathering_id)
    on = on or gathering.first_on
    if not gathering.first_on <= on <= gathering.last_on:
        message = _("“%(title)s” was on %(day)s.")
        raise OtherDay(message % {"title": gathering.title, "day": date_format(gathering.first_on)})
    return on


def keep_days(gathering_id: int) -> None:
    """Keep a ceremony on the days that were given to what was done at it.

    Raises:
        DaysGiven: it would move away from such a day, or be no ceremony any more.
    """
    gathering = Gathering.objects.get(pk=gathering_id)
    if gathering.kind == GatheringKind.CEREMONY:
        days = gathering.first_on, gathering.last_on
        done = _done_at(gathering_id, outside=days)
    else:
        done = _done_at(gathering_id)
    if done:
        message = _(
            "%(acts)s took their day from this ceremony. Correct the day of the signing or the "
            "opening first, there without the ceremony; then move it, and name it there again."
        )
        raise DaysGiven(message % {"acts": done})


def keep_called_off(gathering_id: int) -> None:
    """Keep a ceremony from being cancelled at which something was done.

    Raises:
        DaysGiven: an agreement was signed there, or a station unveiled.
    """
    if done := _done_at(gathering_id):
        message = _(
            "%(acts)s took their day from this ceremony, so it took place. If it did not, "
            "correct the signing or the opening first."
        )
        raise DaysGiven(message % {"acts": done})


def _done_at(gathering_id: int, *, outside: tuple[date, date] | None = None) -> str:
    """Return how many were signed and unveiled there, only those not on these days; "": none."""
    signed = AgreementDraft.objects.filter(signing__ceremony__gathering=gathering_id)
    unveiled = ServiceStation.objects.filter(ceremony__gathering=gathering_id)
    if outside:
        signed = signed.exclude(signing__on__range=outside)
        unveiled = unveiled.exclude(opened_on__range=outside)
    agreements, stations = signed.count(), unveiled.count()
    told = []
    if agreements:
        told.append(ngettext("%d agreement", "%d agreements", agreements) % agreements)
    if stations:
        told.append(ngettext("%d station", "%d stations", stations) % stations)
    return _(" and ").join(told)
