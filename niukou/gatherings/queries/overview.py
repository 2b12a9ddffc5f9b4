"""What the page of one gathering says to one reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import (
    AgendaItem,
    Attendance,
    Gathering,
    HeadCount,
    Hosting,
    HostingCapacity,
    Registration,
)
from niukou.people.models import Account


@dataclass(frozen=True, slots=True)
class HostGroup:
    """The organisations of one capacity, in published order."""

    label: str
    organisations: list[Hosting]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many registered, wait and were there; ``free`` None: no limit."""

    coming: int
    waiting: int
    there: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A gathering with its parts, and what its reader has to do with it."""

    hosts: list[HostGroup]
    agenda: list[AgendaItem]
    head_counts: list[HeadCount]
    counts: Counts
    own_registration: RegistrationStatus | None
    was_there: bool
    is_open: bool

    @property
    def class_minutes(self) -> int:
        return sum(item.class_minutes for item in self.agenda)

    @property
    def may_withdraw(self) -> bool:
        return self.own_registration in {RegistrationStatus.REGISTERED, RegistrationStatus.WAITING}

    @property
    def is_waiting(self) -> bool:
        return self.own_registration == RegistrationStatus.WAITING


def overview(gathering: Gathering, user: Account, *, at: datetime) -> Overview:
    """Collect what ``user`` may read of ``gathering``, which is visible to them."""
    known = _counted(gathering, person=user.person_id)
    own = RegistrationStatus(known.own_status) if known.own_status else None
    return Overview(
        hosts=hosts_of(gathering),
        agenda=list(gathering.agenda.select_related("speaker_person").order_by("starts_at", "pk")),
        head_counts=list(gathering.head_counts.order_by("pk")),
        counts=_counts(known),
        own_registration=own,
        was_there=known.was_there,
        is_open=takes_registrations(gathering, at=at),
    )


def hosts_of(gathering: Gathering) -> list[HostGroup]:
    """Return the hosts by capacity, in the order of the capacities, each in published order."""
    rows = list(gathering.hostings.select_related("organisation").order_by("position", "pk"))
    named = {one: [row for row in rows if row.capacity == one] for one in HostingCapacity}
    return [HostGroup(str(one.label), found) for one, found in named.items() if found]


def takes_registrations(gathering: Gathering, *, at: datetime) -> bool:
    """True while people may register themselves."""
    closes_at = gathering.registration_closes_at or gathering.ends_at
    return gathering.status == GatheringStatus.OPEN and at < closes_at


def counts_of(gathering: Gathering) -> Counts:
    """Return how many people are concerned."""
    return _counts(_counted(gathering, person=None))


def _counts(known: Any) -> Counts:
    free = None if known.capacity is None else max(0, known.capacity - known.coming)
    return Counts(known.coming, known.waiting, known.there, free)


def _counted(gathering: Gathering, *, person: Any) -> Any:
    """Return the gathering with its numbers, and what it has of one person, in one question."""
    registered = Registration.objects.filter(gathering=OuterRef("pk"))
    there = Attendance.objects.filter(gathering=OuterRef("pk"))
    rows = Gathering.objects.filter(pk=gathering.pk).only("capacity")
    return rows.annotate(
        coming=_how_many(registered.filter(status=RegistrationStatus.REGISTERED)),
        waiting=_how_many(registered.filter(status=RegistrationStatus.WAITING)),
        there=_how_many(there),
        own_status=Subquery(registered.filter(person=person).values("status")[:1]),
        was_there=Exists(there.filter(person=person)),
    ).get()


def _how_many(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("gathering").annotate(all=Count("pk")).values("all")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
