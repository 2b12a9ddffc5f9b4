"""The life of a return and of a duty: their states and the only moves between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError


class ReturnStatus(TextChoices):
    OPEN = "OPEN", gettext_lazy("To be filled in")
    SUBMITTED = "SUBMITTED", gettext_lazy("Handed in")
    RETURNED = "RETURNED", gettext_lazy("Sent back with remarks")
    ACCEPTED = "ACCEPTED", gettext_lazy("Accepted and locked")


R = ReturnStatus
RETURN_MOVES: Mapping[str, frozenset[ReturnStatus]] = MappingProxyType(
    {
        R.OPEN: frozenset({R.SUBMITTED}),
        R.SUBMITTED: frozenset({R.RETURNED, R.ACCEPTED}),
        R.RETURNED: frozenset({R.SUBMITTED}),
        R.ACCEPTED: frozenset(),
    }
)
TO_FILE = (R.OPEN, R.RETURNED)


class ReturnMoveNotAllowed(DomainError):
    """The return is not in a state from which it can go there."""


def ensure_return_move(now: str, to: ReturnStatus) -> None:
    """Raise ``ReturnMoveNotAllowed`` unless a return may go from ``now`` to ``to``."""
    if to not in RETURN_MOVES[now]:
        states = {"now": ReturnStatus(now).label, "to": to.label}
        message = _("A return that is “%(now)s” cannot become “%(to)s”.")
        raise ReturnMoveNotAllowed(message % states)


class DutyStatus(TextChoices):
    OPEN = "OPEN", gettext_lazy("To be drafted")
    DRAFTED = "DRAFTED", gettext_lazy("Drafted")
    APPROVED = "APPROVED", gettext_lazy("Approved")
    PUBLISHED = "PUBLISHED", gettext_lazy("Published")
    LAPSED = "LAPSED", gettext_lazy("No longer due")


D = DutyStatus
DUTY_MOVES: Mapping[str, frozenset[DutyStatus]] = MappingProxyType(
    {
        D.OPEN: frozenset({D.DRAFTED, D.LAPSED}),
        D.DRAFTED: frozenset({D.DRAFTED, D.APPROVED, D.LAPSED}),
        # A text that is changed after its approval is approved anew.
        D.APPROVED: frozenset({D.DRAFTED, D.PUBLISHED, D.LAPSED}),
        D.PUBLISHED: frozenset(),
        D.LAPSED: frozenset({D.OPEN}),
    }
)


class DutyMoveNotAllowed(DomainError):
    """The duty is not in a state from which it can go there."""


def ensure_duty_move(now: str, to: DutyStatus) -> None:
    """Raise ``DutyMoveNotAllowed`` unless a duty may go from ``now`` to ``to``."""
    if to not in DUTY_MOVES[now]:
        states = {"now": DutyStatus(now).label, "to": to.label}
        raise DutyMoveNotAllowed(_("A duty that is “%(now)s” cannot become “%(to)s”.") % states)
