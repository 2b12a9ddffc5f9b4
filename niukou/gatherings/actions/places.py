"""The places of a gathering, and who gets one that is free."""

from niukou.gatherings.lifecycle import AHEAD, RegistrationStatus
from niukou.gatherings.models import Gathering, Registration


def free_places(gathering: Gathering) -> int | None:
    """Return how many places are free; None: there is no limit."""
    if gathering.capacity is None:
        return None
    return max(0, gathering.capacity - gathering.registrations.coming().count())


def fill_places(gathering: Gathering) -> list[Registration]:
    """Let in whoever waited longest, as far as places are free; return them.

    The caller holds the gathering's row.
    """
    if gathering.status not in AHEAD:
        return []
    free = free_places(gathering)
    let_in = list(gathering.registrations.waiting()[:free])
    for registration in let_in:
        registration.status = RegistrationStatus.REGISTERED
        registration.save(update_fields=["status"])
    return let_in
