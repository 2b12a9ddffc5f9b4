"""The life of a gathering, and of a registration: their states and the only moves between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from niukou.core.errors import DomainError


class GatheringStatus(TextChoices):
    PLANNED = "PLANNED", gettext_lazy("Planned")
    OPEN = "OPEN", gettext_lazy("Open for registration")
    HELD = "HELD", pgettext_lazy("gathering", "Held")
    CANCELLED = "CANCELLED", gettext_lazy("Cancelled")


S = GatheringStatus

# Back from HELD leads only what was marked by mistake: a gathering that took place stays so.
MOVES: Mapping[str, frozenset[GatheringStatus]] = MappingProxyType(
    {
        S.PLANNED: frozenset({S.OPEN, S.HELD, S.CANCELLED}),
        S.OPEN: frozenset({S.PLANNED, S.HELD, S.CANCELLED}),
        S.HELD: frozenset({S.PLANNED}),
        S.CANCELLED: frozenset(),
    }
)
AHEAD = (S.PLANNED, S.OPEN)  # it has still to be marked as held, or is off


class RegistrationStatus(TextChoices):
    REGISTERED = "REGISTERED", pgettext_lazy("gathering", "Registered")
    WAITING = "WAITING", gettext_lazy("On the waiting list")
    WITHDRAWN = "WITHDRAWN", gettext_lazy("Withdrawn")


class MoveNotAllowed(DomainError):
    """The gathering is not in a state from which it can go there."""


class IsCancelled(DomainError):
    """What does not take place stays as it was when it was called off."""


def ensure_not_cancelled(status: str) -> None:
    """Raise ``IsCancelled`` if a gathering in that state was called off."""
    if status == GatheringStatus.CANCELLED:
        raise IsCancelled(_("This gathering is cancelled."))


def ensure_move(now: str, to: GatheringStatus) -> None:
    """Raise ``MoveNotAllowed`` unless a gathering may go from ``now`` to ``to``."""
    if to not in MOVES[now]:
        states = {"now": GatheringStatus(now).label, "to": to.label}
        raise MoveNotAllowed(_("A gathering that is “%(now)s” cannot become “%(to)s”.") % states)
