"""How an opened station pauses, opens again, is handed over or closes."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past, ensure_site_runs
from niukou.programmes.events import StationMoved
from niukou.programmes.lifecycle import (
    OperatingStatus,
    StationMoveNotAllowed,
    ensure_paused,
    ensure_station_move,
)
from niukou.programmes.models import ServiceStation, Site, StationSpell
from niukou.programmes.rules import Can

ENDS = frozenset({OperatingStatus.HANDED_OVER, OperatingStatus.CLOSED})


class BeforeLastSpell(DomainError):
    """What happened later is recorded already."""

    field = "on"


class StationHasEnded(DomainError):
    """A station that has left the programme is not built, checked or furnished any more."""

    field = "on"


class PausedThatDay(DomainError):
    """A pause lasts a day at least."""

    field = "on"


class SpellsOverlap(DomainError):
    """A station is in one spell at a time."""

    field = "from_on"


class BeforeOpening(DomainError):
    """A station pauses only after it opened."""

    field = "from_on"


class EndsBeforeItBegins(DomainError):
    """A pause ends after it began."""

    field = "until_on"


class LastsToThisDay(DomainError):
    """Opening again is a verb of its own, and an end has no end."""

    field = "until_on"


@transaction.atomic
def pause_station(station: ServiceStation, *, on: date, reason: str, by: Account) -> ServiceStation:
    """Record that ``station`` is not open from ``on`` on, until further notice.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        StationMoveNotAllowed: it was not open on that day.
        BeforeLastSpell: something later is recorded.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.OPERATE_STATION, station)
    ensure_past(on)

    station = _lock(station, on)
    ensure_station_move(station.status, OperatingStatus.PAUSED)  # type: ignore[attr-defined]  # annotated

    return _begin(station, OperatingStatus.PAUSED, on=on, reason=reason, by=by)


@transaction.atomic
def reopen_station(
    station: ServiceStation, *, on: date, reason: str, by: Account
) -> ServiceStation:
    """Record that ``station`` is open again from ``on`` on.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        StationMoveNotAllowed: it was not paused on that day.
        PausedThatDay: the pause begins on that day.
        BeforeLastSpell: something later is recorded.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.OPERATE_STATION, station)
    ensure_past(on)

    station = _lock(station, on)
    ensure_paused(station.status)  # type: ignore[attr-defined]  # annotated
    pause = station.spells.get(until_on=None)
    _end_pause(pause, on=on, reason=reason)

    publish(StationMoved(station_id=station.pk, to=OperatingStatus.OPEN, on=on))
    return station


@transaction.atomic
def end_station(
    station: ServiceStation, *, to: OperatingStatus, on: date, reason: str, by: Account
) -> ServiceStation:
    """Hand ``station`` over to its hospital, or close it: from ``on`` it leaves the programme.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        StationMoveNotAllowed: it was not open or paused on that day, or ``to`` is no end.
        PausedThatDay: a pause begins on that day.
        BeforeLastSpell: something later is recorded.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.OPERATE_STATION, station)
    ensure_past(on)

    station = _lock(station, on)
    if to not in ENDS:
        raise StationMoveNotAllowed(_("This is no end of a station."))
    ensure_station_move(station.status, to)  # type: ignore[attr-defined]  # annotated
    pause = station.spells.filter(until_on=None).first()
    if pause:
        _end_pause(pause, on=on, reason=reason)

    return _begin(station, to, on=on, reason=reason, by=by)


@transaction.atomic
def correct_spell(
    spell: StationSpell,
    *,
    version: int,
    from_on: date,
    until_on: date | None,
    reason: str,
    why: str,
    by: Account,
) -> StationSpell:
    """Put the days or the reason of a spell right; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        EditConflict: somebody saved it since ``version`` was read.
        BeforeOpening: the station opened later.
        EndsBeforeItBegins: it would end on or before the day it began.
        LastsToThisDay: a spell that lasts would end, or one that ended would last.
        SpellsOverlap: the station was in another spell then.
        DayToCome: a day is in the future.
    """
    authorize(by, Can.OPERATE_STATION, spell.station)
    ensure_past(until_on or from_on)

    station = ServiceStation.objects.select_for_update().get(pk=spell.station_id)
    spell = lock_version(spell, version)
    if station.opened_on is None or from_on < station.opened_on:
        raise BeforeOpening(_("The station had not opened by then."))
    if until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("It ends after the day on which it begins."))
    if (until_on is None) != (spell.until_on is None):
        raise LastsToThisDay(_("To open the station again, use “Open again”."))

    spell.from_on, spell.until_on, spell.reason = from_on, until_on, reason
    overlap = SpellsOverlap(_("The station was paused, or had ended, at that time already."))
    with refusing({"station_is_in_one_spell_at_a_time": overlap}), because(why):
        spell.save(update_fields=["from_on", "until_on", "reason", "version"])
    return spell


def ensure_in_programme(station: ServiceStation, *, on: date) -> None:
    """Raise unless ``station``, which is locked, belonged to the programme on that day.

    Raises:
        StationHasEnded: it was handed over or closed by then.
        SiteHasEnded: its hospital had left the programme by then.
    """
    ensure_site_runs(Site.objects.get(pk=station.site_id), on=on)
    end = station.spells.filter(kind__in=ENDS, from_on__lte=on).first()
    if end:
        message = _("This station is “%(status)s” since %(on)s.")
        said = {"status": end.get_kind_display(), "on": date_format(end.from_on)}
        raise StationHasEnded(message % said)


def _lock(station: ServiceStation, on: date) -> ServiceStation:
    """Lock the station and return it with its status on that day; nothing later may be recorded."""
    ServiceStation.objects.select_for_update().get(pk=station.pk)
    # A question of its own: one asked with the lock would know the spells from before the wait.
    station = ServiceStation.objects.with_status(on=on).get(pk=station.pk)
    later = station.spells.filter(Q(from_on__gt=on) | Q(until_on__gt=on)).order_by("from_on")
    last = later.last()
    if last:
        said = {"what": last.get_kind_display(), "on": date_format(last.until_on or last.from_on)}
        message = _("“%(what)s” until or from %(on)s is recorded already: correct that first.")
        raise BeforeLastSpell(message % said)
    return station


def _begin(
    station: ServiceStation, kind: OperatingStatus, *, on: date, reason: str, by: Account
) -> ServiceStation:
    StationSpell.objects.create(
        station=station, kind=kind, from_on=on, reason=reason, recorded_by=by
    )
    publish(StationMoved(station_id=station.pk, to=kind, on=on))
    return station


def _end_pause(pause: StationSpell, *, on: date, reason: str) -> None:
    if on <= pause.from_on:
        raise PausedThatDay(_("The pause begins on that day: choose a later one."))
    pause.until_on, pause.reopened_because = on, reason
    pause.version += 1
    pause.save(update_fields=["until_on", "reopened_because", "version"])
