"""The life of a hospital in a programme: its states and the only moves between them."""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError


class SiteStatus(TextChoices):
    """Source: DOMAIN.md A6, the order of a station's life."""

    DRAFT = "DRAFT", gettext_lazy("Draft")
    APPLIED = "APPLIED", gettext_lazy("Applied")
    RETURNED = "RETURNED", gettext_lazy("Returned for documents")
    FORMAL_CHECK = "FORMAL_CHECK", gettext_lazy("Formal check")
    PANEL_REVIEW = "PANEL_REVIEW", gettext_lazy("Panel review")
    PUBLIC_NOTICE = "PUBLIC_NOTICE", gettext_lazy("Public notice")
    SIGNED = "SIGNED", gettext_lazy("Signed")
    DESIGN = "DESIGN", gettext_lazy("Design and budget")
    FIRST_PAYMENT = "FIRST_PAYMENT", gettext_lazy("First payment")
    BUILDING = "BUILDING", gettext_lazy("Building")
    SELF_CHECK = "SELF_CHECK", gettext_lazy("Self-check")
    ACCEPTANCE = "ACCEPTANCE", gettext_lazy("Acceptance inspection")
    LAST_PAYMENT = "LAST_PAYMENT", gettext_lazy("Last payment")
    UNVEILED = "UNVEILED", gettext_lazy("Plaque unveiled")
    OPERATING = "OPERATING", gettext_lazy("Operating")
    PAUSED = "PAUSED", gettext_lazy("Paused")
    EVALUATED = "EVALUATED", gettext_lazy("Evaluated")
    RENEWED = "RENEWED", gettext_lazy("Renewed")
    CLOSED = "CLOSED", gettext_lazy("Closed")
    REJECTED = "REJECTED", gettext_lazy("Rejected")
    WITHDRAWN = "WITHDRAWN", gettext_lazy("Withdrawn")


S = SiteStatus

BUILT_IN_ORDER = (
    S.SIGNED,
    S.DESIGN,
    S.FIRST_PAYMENT,
    S.BUILDING,
    S.SELF_CHECK,
    S.ACCEPTANCE,
    S.LAST_PAYMENT,
    S.UNVEILED,
    S.OPERATING,
)

# From the signature on, one step after the other; a site may leave at each of them.
WHILE_BUILT: Mapping[str, frozenset[SiteStatus]] = {
    now: frozenset({after, S.CLOSED}) for now, after in pairwise(BUILT_IN_ORDER)
}

# From here a site goes nowhere; its hospital may begin anew.
ENDED = (S.CLOSED, S.REJECTED, S.WITHDRAWN)

MOVES: Mapping[str, frozenset[SiteStatus]] = MappingProxyType(
    {
        S.DRAFT: frozenset({S.APPLIED, S.SIGNED, S.WITHDRAWN}),
        S.APPLIED: frozenset({S.FORMAL_CHECK, S.WITHDRAWN}),
        S.RETURNED: frozenset({S.APPLIED, S.WITHDRAWN}),
        S.FORMAL_CHECK: frozenset({S.PANEL_REVIEW, S.RETURNED, S.REJECTED, S.WITHDRAWN}),
        S.PANEL_REVIEW: frozenset({S.PUBLIC_NOTICE, S.RETURNED, S.REJECTED, S.WITHDRAWN}),
        S.PUBLIC_NOTICE: frozenset({S.SIGNED, S.REJECTED, S.WITHDRAWN}),
        **WHILE_BUILT,
        S.OPERATING: frozenset({S.PAUSED, S.EVALUATED, S.CLOSED}),
        S.PAUSED: frozenset({S.OPERATING, S.CLOSED}),
        S.EVALUATED: frozenset({S.RENEWED, S.CLOSED}),
        S.RENEWED: frozenset({S.OPERATING, S.CLOSED}),
        **dict.fromkeys(ENDED, frozenset()),
    }
)

# A station that opens takes its site along, whichever step of building was recorded last.
OPENINGS: Mapping[str, SiteStatus] = MappingProxyType(
    dict.fromkeys(BUILT_IN_ORDER[: BUILT_IN_ORDER.index(S.UNVEILED)], S.UNVEILED)
)

# Taken by handing in, checking or withdrawing an application, where a site has one.
AT_AN_APPLICATION = frozenset(
    {S.APPLIED, S.FORMAL_CHECK, S.RETURNED, S.PANEL_REVIEW, S.REJECTED, S.WITHDRAWN}
)

# Only what is signed may be shown to the public, and stays known when it closes.
PUBLIC = frozenset({*BUILT_IN_ORDER, S.PAUSED, S.EVALUATED, S.RENEWED, S.CLOSED})


class OperatingStatus(TextChoices):
    """How a service station stands on a day: told by its opening and its spells."""

    PLANNED = "PLANNED", gettext_lazy("Planned")
    OPEN = "OPEN", gettext_lazy("Operating")
    PAUSED = "PAUSED", gettext_lazy("Paused")
    HANDED_OVER = "HANDED_OVER", gettext_lazy("Handed over")
    CLOSED = "CLOSED", gettext_lazy("Closed")


# Handed over to its hospital, or closed, a station leaves the programme for good.
STATION_MOVES: Mapping[str, frozenset[OperatingStatus]] = MappingProxyType(
    {
        OperatingStatus.PLANNED: frozenset({OperatingStatus.OPEN}),
        OperatingStatus.OPEN: frozenset(
            {OperatingStatus.PAUSED, OperatingStatus.HANDED_OVER, OperatingStatus.CLOSED}
        ),
        OperatingStatus.PAUSED: frozenset(
            {OperatingStatus.OPEN, OperatingStatus.HANDED_OVER, OperatingStatus.CLOSED}
        ),
        OperatingStatus.HANDED_OVER: frozenset(),
        OperatingStatus.CLOSED: frozenset(),
    }
)


class Stage(TextChoices):
    """The columns of the board: several states a person thinks of as one."""

    PREPARING = "PREPARING", gettext_lazy("Preparing")
    REVIEWING = "REVIEWING", gettext_lazy("Under review")
    SIGNED = "SIGNED", gettext_lazy("Signed")
    BUILDING = "BUILDING", gettext_lazy("Building")
    OPERATING = "OPERATING", gettext_lazy("Operating")
    ENDED = "ENDED", gettext_lazy("Ended")


STAGES: Mapping[Stage, tuple[SiteStatus, ...]] = MappingProxyType(
    {
        Stage.PREPARING: (S.DRAFT, S.RETURNED),
        Stage.REVIEWING: (S.APPLIED, S.FORMAL_CHECK, S.PANEL_REVIEW, S.PUBLIC_NOTICE),
        Stage.SIGNED: (S.SIGNED, S.DESIGN, S.FIRST_PAYMENT),
        Stage.BUILDING: (S.BUILDING, S.SELF_CHECK, S.ACCEPTANCE, S.LAST_PAYMENT),
        Stage.OPERATING: (S.UNVEILED, S.OPERATING, S.PAUSED, S.EVALUATED, S.RENEWED),
        Stage.ENDED: ENDED,
    }
)


def stage_of(status: str) -> Stage:
    """Return the column of the board in which a site of that status stands."""
    return next(stage for stage, statuses in STAGES.items() if status in statuses)


class MoveNotAllowed(DomainError):
    """The site is not in a state from which it can go there."""

    field = "to"


def ensure_move(now: str, to: SiteStatus) -> None:
    """Raise ``MoveNotAllowed`` unless a site may go from ``now`` to ``to``."""
    if to not in MOVES[now]:
        states = {"now": SiteStatus(now).label, "to": to.label}
        raise MoveNotAllowed(_("A site that is “%(now)s” cannot become “%(to)s”.") % states)


class SiteHasEnded(DomainError):
    """Nothing is begun at a site that was closed, rejected or withdrawn."""


def ensure_running(now: str) -> None:
    """Raise ``SiteHasEnded`` if a site that is ``now`` goes nowhere any more."""
    if now in ENDED:
        message = _("This site is “%s”: nothing new begins at it.")
        raise SiteHasEnded(message % SiteStatus(now).label)


class StationMoveNotAllowed(DomainError):
    """The station is not in a state from which it can go there."""

    field = "on"


def ensure_station_move(now: str, to: OperatingStatus) -> None:
    """Raise ``StationMoveNotAllowed`` unless a station may go from ``now`` to ``to``."""
    if to not in STATION_MOVES[now]:
        states = {"now": OperatingStatus(now).label, "to": to.label}
        message = _("A station that is “%(now)s” on that day cannot become “%(to)s”.")
        raise StationMoveNotAllowed(message % states)


def ensure_paused(now: str) -> None:
    """Raise ``StationMoveNotAllowed`` unless a station is paused: only then it opens again."""
    if now != OperatingStatus.PAUSED:
        message = _("A station that is “%s” on that day is not paused, so it cannot open again.")
        raise StationMoveNotAllowed(message % OperatingStatus(now).label)


def moves_from(now: str) -> list[SiteStatus]:
    """Return where a site may go next, in the order of a station's life."""
    return [status for status in SiteStatus if status in MOVES[now]]
