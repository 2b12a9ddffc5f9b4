"""What the building of a station asks for before a site moves on and before money is paid."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError
from niukou.programmes.actions.gates import guard
from niukou.programmes.conditions import offer_condition
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site
from niukou.programmes.queries.building import (
    acceptance_signed_on,
    blocking_mended_on,
    defects_mended_on,
    design_agreed_on,
    is_kept_back,
    proved_on,
    self_check_passed_on,
    station_opened_on,
)


class DesignNotAgreed(DomainError):
    """A station has a design, and the programme has not agreed to it."""

    field = "to"


class SelfCheckNotPassed(DomainError):
    """The hospital has not checked its station, or found something out of order."""

    field = "to"


class NotAccepted(DomainError):
    """The acceptance is not signed by both sides."""

    field = "to"


class BlockedByDefect(DomainError):
    """A defect that blocks the last payment is open."""

    field = "to"


def asks_for_design(site: Site) -> None:
    """Keep a site from its first payment until its designs are agreed."""
    if is_kept_back(site, design_agreed_on):
        raise DesignNotAgreed(_("The design of the station is not agreed yet."))


def asks_for_self_check(site: Site) -> None:
    """Keep a site from the acceptance until its self-check passed."""
    if is_kept_back(site, self_check_passed_on):
        raise SelfCheckNotPassed(_("The self-check is missing, or found something not in order."))


def asks_for_acceptance(site: Site) -> None:
    """Keep a site from its last payment until the acceptance is signed and nothing blocks it."""
    if is_kept_back(site, acceptance_signed_on):
        raise NotAccepted(_("The acceptance is not signed by both sides yet."))
    if is_kept_back(site, blocking_mended_on):
        raise BlockedByDefect(_("A defect that blocks the last payment is still open."))


guard(SiteStatus.FIRST_PAYMENT, asks_for_design)
guard(SiteStatus.ACCEPTANCE, asks_for_self_check)
guard(SiteStatus.LAST_PAYMENT, asks_for_acceptance)

offer_condition(
    "design-agreed",
    label=gettext_lazy("The design of the station is agreed"),
    met_on=lambda site: proved_on(site, design_agreed_on),
)
offer_condition(
    "self-check-passed",
    label=gettext_lazy("The hospital's self-check passed"),
    met_on=lambda site: proved_on(site, self_check_passed_on),
)
offer_condition(
    "acceptance-signed",
    label=gettext_lazy("The acceptance is signed by both sides"),
    met_on=lambda site: proved_on(site, acceptance_signed_on),
)
offer_condition(
    "defects-mended",
    label=gettext_lazy("Every defect is mended and confirmed"),
    met_on=lambda site: proved_on(site, defects_mended_on),
)
offer_condition(
    "station-opened",
    label=gettext_lazy("A station of the hospital has opened"),
    met_on=station_opened_on,
)
