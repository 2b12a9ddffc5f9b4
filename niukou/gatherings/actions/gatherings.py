"""What can be done to a gathering: plan, edit, name its hosts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.gatherings.actions.places import fill_places
from niukou.gatherings.events import GatheringEdited
from niukou.gatherings.lifecycle import ensure_not_cancelled
from niukou.gatherings.models import (
    RUNNING,
    Gathering,
    GatheringKind,
    Hosting,
    HostingCapacity,
)
from niukou.gatherings.rules import Can
from niukou.network.models import Campus, Organisation, Region
from niukou.people.models import Account

SERIES, PATTERN = "gathering", "HD-{year}-{number:04d}"  # HD: 活动

Host = tuple[Organisation, HostingCapacity]


class EndsBeforeItStarts(DomainError):
    """A gathering lasts for a while."""

    field = "ends_at"


class ClosesTooLate(DomainError):
    """Nobody registers for what is over."""

    field = "registration_closes_at"


class AgendaOutside(DomainError):
    """A part of the agenda lies outside the gathering."""

    field = "starts_at"


class HostNeeded(DomainError):
    """Somebody hosts it."""


class HostNamedTwice(DomainError):
    """An organisation has a capacity, or it has it not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a gathering. None: not said, or no limit."""

    kind: GatheringKind
    title: str
    starts_at: datetime
    ends_at: datetime
    is_by_day: bool = False
    about: str = ""
    venue: str = ""
    campus: Campus | None = None
    region: Region | None = None
    capacity: int | None = None
    registration_closes_at: datetime | None = None
    contact: str = ""
    is_public: bool = False


@transaction.atomic
def plan_gathering(host: Organisation, facts: Facts, *, by: Account) -> Gathering:
    """Plan a gathering that ``host`` hosts.

    Raises:
        PermissionDenied: ``by`` does not administer ``host``.
        EndsBeforeItStarts, ClosesTooLate: its times are in disorder.
    """
    authorize(by, Can.PLAN_GATHERING, host)

    return enter_gathering(facts, hosts=[(host, HostingCapacity.HOST)])


def enter_gathering(facts: Facts, *, hosts: Sequence[Host]) -> Gathering:
    """Write a gathering with its hosts, in the caller's transaction: the caller says who may.

    Raises:
        EndsBeforeItStarts, ClosesTooLate: its times are in disorder.
        HostNeeded, HostNamedTwice: as on naming the hosts.
    """
    _ensure_times(facts)
    _ensure_hosts(hosts)

    gathering = Gathering()
    _say(gathering, facts)
    year = timezone.localtime(facts.starts_at).year
    gathering.number = next_number(SERIES, year=year, pattern=PATTERN)
    gathering.save()
    _write_hosts(gathering, hosts)
    return gathering


@transaction.atomic
def edit_gathering(
    gathering: Gathering, facts: Facts, *, version: int, why: str, by: Account
) -> Gathering:
    """Change what is said of ``gathering``; more places let the next on the waiting list in.

    Raises:
        PermissionDenied: ``by`` does not run it.
        EditConflict: somebody saved it since ``version`` was read.
        IsCancelled: it was called off.
        EndsBeforeItStarts, ClosesTooLate: its times are in disorder.
        AgendaOutside: a part of its agenda would lie outside.
        Whatever an app above refuses: something was done there on its day.
    """
    authorize(by, Can.EDIT_GATHERING, gathering)
    _ensure_times(facts)

    gathering = lock_version(gathering, version)
    ensure_not_cancelled(gathering.status)
    outside = gathering.agenda.exclude(starts_at__gte=facts.starts_at, ends_at__lte=facts.ends_at)
    if outside.exists():
        raise AgendaOutside(_("A part of the agenda lies outside these times. Change it first."))

    _say(gathering, facts)
    with because(why):
        gathering.save()
        fill_places(gathering)

    publish(GatheringEdited(gathering_id=gathering.pk))
    return gathering


@transaction.atomic
def name_hosts(
    gathering: Gathering, *, version: int, hosts: Sequence[Host], why: str, by: Account
) -> Gathering:
    """Say which organisations stand behind ``gathering``, in which capacity, in published order.

    Raises:
        PermissionDenied: ``by`` does not run it.
        EditConflict: somebody saved it since ``version`` was read.
        IsCancelled: it was called off.
        HostNeeded: nobody hosts or organises it.
        HostNamedTwice: one stands there twice in the same capacity.
    """
    authorize(by, Can.NAME_HOSTS, gathering)
    _ensure_hosts(hosts)

    gathering = lock_version(gathering, version)
    ensure_not_cancelled(gathering.status)

    with because(why):
        gathering.save(update_fields=["version", "updated_at"])
        _write_hosts(gathering, hosts)
    return gathering


def _ensure_times(facts: Facts) -> None:
    if facts.ends_at <= facts.starts_at:
        raise EndsBeforeItStarts(_("It ends before it starts."))
    closes_at = facts.registration_closes_at
    if closes_at and closes_at > facts.ends_at:
        raise ClosesTooLate(_("Registration closes at the latest when the gathering ends."))


def _ensure_hosts(hosts: Sequence[Host]) -> None:
    if not any(capacity in RUNNING for _organisation, capacity in hosts):
        raise HostNeeded(_("Name at least one organisation that hosts or organises it."))
    if len(set(hosts)) < len(hosts):
        raise HostNamedTwice(_("An organisation is named twice in the same capacity."))


def _say(gathering: Gathering, facts: Facts) -> None:
    for name in Facts.__dataclass_fields__:
        setattr(gathering, name, getattr(facts, name))


def _write_hosts(gathering: Gathering, hosts: Sequence[Host]) -> None:
    named = {(organisation.pk, capacity) for organisation, capacity in hosts}
    for hosting in gathering.hostings.all():
        if (hosting.organisation_id, hosting.capacity) not in named:
            hosting.delete()
    for position, (organisation, capacity) in enumerate(hosts, start=1):
        Hosting.objects.update_or_create(
            gathering=gathering,
            organisation=organisation,
            capacity=capacity,
            defaults={"position": position},
        )
