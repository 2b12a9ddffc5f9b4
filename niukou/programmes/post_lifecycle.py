"""The life of a post and of each of its months: states and the only moves between them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError


class PostStatus(TextChoices):
    """Where a post stands now; on which day it was held is told by its holdings."""

    APPROVED = "APPROVED", gettext_lazy("Approved")
    ADVERTISED = "ADVERTISED", gettext_lazy("Advertised")
    FILLED = "FILLED", gettext_lazy("Filled")
    VACANT = "VACANT", gettext_lazy("Vacant")
    ENDED = "ENDED", gettext_lazy("Ended")


P = PostStatus

POST_MOVES: Mapping[str, frozenset[PostStatus]] = MappingProxyType(
    {
        P.APPROVED: frozenset({P.ADVERTISED, P.FILLED, P.ENDED}),
        P.ADVERTISED: frozenset({P.FILLED, P.ENDED}),
        P.FILLED: frozenset({P.VACANT, P.ENDED}),
        P.VACANT: frozenset({P.ADVERTISED, P.FILLED, P.ENDED}),
        P.ENDED: frozenset(),
    }
)


class MonthStatus(TextChoices):
    """How far a month of a post has come on its way to being paid."""

    OPEN = "OPEN", gettext_lazy("Waits for proof")
    RETURNED = "RETURNED", gettext_lazy("Returned")
    PROVED = "PROVED", gettext_lazy("Waits for the check")
    CHECKED = "CHECKED", gettext_lazy("Waits for payment")
    PAID = "PAID", gettext_lazy("Paid")


M = MonthStatus

MONTH_MOVES: Mapping[str, frozenset[MonthStatus]] = MappingProxyType(
    {
        M.OPEN: frozenset({M.PROVED}),
        M.RETURNED: frozenset({M.PROVED}),
        M.PROVED: frozenset({M.PROVED, M.CHECKED, M.RETURNED}),  # a better proof replaces one
        M.CHECKED: frozenset({M.PAID, M.RETURNED}),
        M.PAID: frozenset(),
    }
)


class PostMoveNotAllowed(DomainError):
    """The post is not in a state from which it can go there."""


class MonthMoveNotAllowed(DomainError):
    """The month is not in a state from which it can go there."""


def ensure_post_move(now: str, to: PostStatus) -> None:
    """Raise ``PostMoveNotAllowed`` unless a post may go from ``now`` to ``to``."""
    if to not in POST_MOVES[now]:
        states = {"now": PostStatus(now).label, "to": to.label}
        message = _("A post that is “%(now)s” cannot become “%(to)s”.")
        raise PostMoveNotAllowed(message % states)


def ensure_month_move(now: str, to: MonthStatus) -> None:
    """Raise ``MonthMoveNotAllowed`` unless a month may go from ``now`` to ``to``."""
    if to not in MONTH_MOVES[now]:
        states = {"now": MonthStatus(now).label, "to": to.label}
        message = _("A month in the state “%(now)s” cannot come to “%(to)s”.")
        raise MonthMoveNotAllowed(message % states)
