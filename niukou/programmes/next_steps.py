"""Who does what next at a site, state by state, in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niukou.programmes.lifecycle import SiteStatus, moves_from
from niukou.programmes.models import Site

S = SiteStatus

NEXT: Mapping[str, str | Promise] = MappingProxyType(
    {
        S.DRAFT: _("The hospital applies. If it has signed already, record the agreement."),
        S.APPLIED: _("The programme officer checks whether the papers are complete."),
        S.RETURNED: _("The hospital completes its papers and applies again."),
        S.FORMAL_CHECK: _("The programme officer passes complete papers on to the panel."),
        S.PANEL_REVIEW: _("The panel decides; what it accepts goes to public notice."),
        S.PUBLIC_NOTICE: _("If nobody objects, both sides sign the agreement."),
        S.SIGNED: _("The hospital plans its station: campus, rooms, design and budget."),
        S.DESIGN: _("The programme officer agrees to design and budget; then money is paid."),
        S.FIRST_PAYMENT: _("The hospital begins to build."),
        S.BUILDING: _("The hospital builds, then checks the work itself."),
        S.SELF_CHECK: _("The programme officer sets a day for the acceptance inspection."),
        S.ACCEPTANCE: _("Both sides sign the acceptance; then the last payment is made."),
        S.LAST_PAYMENT: _("Hospital and programme unveil the plaque."),
        S.UNVEILED: _("The station begins its work; see that the day it opened is recorded."),
        S.OPERATING: _("The hospital serves and reports; the programme evaluates in time."),
        S.PAUSED: _("Hospital and programme officer agree when work goes on."),
        S.EVALUATED: _("The programme officer renews the site or closes it."),
        S.RENEWED: _("Work goes on under the renewed agreement."),
    }
)


# Where the next step is taken, for whoever works on the site.
BUILDING = (_("Open design and building"), "programmes:site-building")
STATION = (_("Open the station"), "programmes:site-stations")
NEXT_PAGE: Mapping[str, tuple[str | Promise, str]] = MappingProxyType(
    {
        S.PANEL_REVIEW: (_("Open review and notice"), "programmes:site-review"),
        S.PUBLIC_NOTICE: (_("Open the agreements"), "programmes:site-agreements"),
        S.SIGNED: BUILDING,
        S.DESIGN: BUILDING,
        S.FIRST_PAYMENT: BUILDING,
        S.BUILDING: BUILDING,
        S.SELF_CHECK: BUILDING,
        S.ACCEPTANCE: BUILDING,
        S.LAST_PAYMENT: STATION,
        S.UNVEILED: STATION,
        S.OPERATING: STATION,
        S.PAUSED: STATION,
    }
)


@dataclass(frozen=True, slots=True)
class NextPage:
    """A page of a site on which its next step is taken."""

    label: str
    url: str


def next_page(site: Site) -> NextPage | None:
    """Return where the next step of ``site`` is taken, if a page of its own is."""
    if site.status not in NEXT_PAGE:
        return None
    label, name = NEXT_PAGE[site.status]
    return NextPage(str(label), reverse(name, args=[site.number]))


def next_step(status: str) -> str:
    """Return who does what next; empty when the site has reached its end."""
    return str(NEXT.get(status, ""))


# Taken on the pages of the application, its panel and its notice, where a site has one.
AT_THE_APPLICATION: Mapping[str, frozenset[SiteStatus]] = MappingProxyType(
    {
        S.DRAFT: frozenset({S.APPLIED, S.SIGNED}),
        S.FORMAL_CHECK: frozenset({S.PANEL_REVIEW, S.RETURNED, S.REJECTED}),
        S.PANEL_REVIEW: frozenset({S.PUBLIC_NOTICE, S.RETURNED, S.REJECTED}),
    }
)
ALWAYS_THERE = frozenset({S.APPLIED, S.FORMAL_CHECK, S.WITHDRAWN})


def offered_moves(site: Site) -> list[SiteStatus]:
    """Return the moves to offer at ``site``, which was read with its application."""
    moves = moves_from(site.status)
    if not hasattr(site, "application"):
        return moves
    elsewhere = ALWAYS_THERE | AT_THE_APPLICATION.get(site.status, frozenset())
    return [to for to in moves if to not in elsewhere]
