"""The nouns of a gathering: itself, its hosts and agenda, who registered, who was there."""

from niukou.gatherings.models.agenda import AgendaItem
from niukou.gatherings.models.attendance import Attendance, CheckedIn, HeadCount
from niukou.gatherings.models.gatherings import (
    ONE_MOMENT,
    RUNNING,
    Gathering,
    GatheringKind,
    Hosting,
    HostingCapacity,
)
from niukou.gatherings.models.keys import CheckInKey
from niukou.gatherings.models.registrations import Registration

__all__ = [
    "ONE_MOMENT",
    "RUNNING",
    "AgendaItem",
    "Attendance",
    "CheckInKey",
    "CheckedIn",
    "Gathering",
    "GatheringKind",
    "HeadCount",
    "Hosting",
    "HostingCapacity",
    "Registration",
]
