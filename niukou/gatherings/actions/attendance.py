"""What can be done to what is on record of who was there: correct, strike, count heads."""

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.normalise import clean_text
from niukou.core.quantities import Qualifier
from niukou.core.versions import lock_version
from niukou.gatherings.lifecycle import ensure_not_cancelled
from niukou.gatherings.models import Attendance, Gathering, HeadCount
from niukou.gatherings.rules import Can
from niukou.people.models import Account


class MoreThanAll(DomainError):
    """Nobody is there for more than all of it."""

    field = "minutes_present"


class StruckOffAlready(DomainError):
    """Somebody struck it off meanwhile."""


class GroupCounted(DomainError):
    """The group was counted already."""

    field = "group"


class PlansAreNoHeads(DomainError):
    """What is planned was not counted."""

    field = "qualifier"


@transaction.atomic
def correct_attendance(
    attendance: Attendance,
    *,
    version: int,
    minutes_present: int | None,
    unit: str,
    why: str,
    by: Account,
) -> Attendance:
    """Correct for how many class minutes somebody was there; None: not measured.

    Raises:
        PermissionDenied: ``by`` does not run the gathering.
        EditConflict: somebody saved it since ``version`` was read.
        MoreThanAll: the agenda has fewer class minutes.
    """
    authorize(by, Can.CORRECT_ATTENDANCE, attendance.gathering)

    attendance = lock_version(attendance, version)
    most = sum(attendance.gathering.agenda.values_list("class_minutes", flat=True))
    if minutes_present is not None and minutes_present > most:
        raise MoreThanAll(_("The agenda has %s class minutes in all.") % most)

    attendance.minutes_present, attendance.unit = minutes_present, clean_text(unit)
    with because(why):
        attendance.save(update_fields=["minutes_present", "unit", "version"])
    return attendance


@transaction.atomic
def strike_attendance(attendance: Attendance, *, why: str, by: Account) -> None:
    """Strike an attendance off that was recorded by mistake; the history keeps it and why.

    Raises:
        PermissionDenied: ``by`` does not run the gathering.
        StruckOffAlready: somebody did it meanwhile.
    """
    authorize(by, Can.CORRECT_ATTENDANCE, attendance.gathering)

    locked = Attendance.objects.select_for_update().filter(pk=attendance.pk).first()
    if locked is None:
        raise StruckOffAlready(_("It was struck off already."))

    with because(why):
        locked.delete()


@transaction.atomic
def record_head_count(
    gathering: Gathering,
    *,
    group: str,
    value: int,
    qualifier: Qualifier,
    source: str,
    by: Account,
) -> HeadCount:
    """Record how many of a group were there, where names are not kept.

    Raises:
        PermissionDenied: ``by`` does not run it.
        IsCancelled: it did not take place.
        PlansAreNoHeads: the qualifier is "planned".
        GroupCounted: the group was counted already; correct that count.
    """
    authorize(by, Can.RECORD_HEAD_COUNT, gathering)
    _ensure_counted(qualifier)
    ensure_not_cancelled(gathering.status)

    with refusing({"head_count_counts_a_group_once": _counted_already()}):
        return HeadCount.objects.create(
            gathering=gathering,
            group=clean_text(group),
            value=value,
            qualifier=qualifier,
            source=clean_text(source),
            recorded_by=by,
        )


@transaction.atomic
def correct_head_count(
    count: HeadCount,
    *,
    version: int,
    group: str,
    value: int,
    qualifier: Qualifier,
    source: str,
    why: str,
    by: Account,
) -> HeadCount:
    """Correct a count of heads.

    Raises:
        PermissionDenied: ``by`` does not run the gathering.
        EditConflict: somebody saved it since ``version`` was read.
        PlansAreNoHeads: the qualifier is "planned".
        GroupCounted: another count has this group.
    """
    authorize(by, Can.RECORD_HEAD_COUNT, count.gathering)
    _ensure_counted(qualifier)

    count = lock_version(count, version)

    count.group, count.value = clean_text(group), value
    count.qualifier, count.source = qualifier, clean_text(source)
    with because(why), refusing({"head_count_counts_a_group_once": _counted_already()}):
        count.save()
    return count


def _ensure_counted(qualifier: Qualifier) -> None:
    if qualifier == Qualifier.PLANNED:
        raise PlansAreNoHeads(_("What is planned was not counted."))


def _counted_already() -> GroupCounted:
    return GroupCounted(_("This group was counted already: correct that count."))
