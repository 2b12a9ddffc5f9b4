"""What the shell around every page shows: the areas one may enter, the banner of the demo."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  # a context processor is called with the request
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.network.models import RoleKind
from niukou.network.queries import roles_of

AREAS = (
    (_("Desk"), "desk:home", "home"),
    (_("Programmes"), "programmes:programme-list", "target-arrow"),
    (_("Applications"), "programmes:application-list", "send"),
    (_("Sites"), "programmes:site-list", "buildings"),
    (_("Posts"), "programmes:post-list", "id-badge-2"),
    (_("Gatherings"), "gatherings:gathering-list", "calendar-event"),
    (_("Figures"), "figures:indicator-list", "chart-bar"),
    (_("Check a draft"), "figures:claim-check", "checklist"),
    (_("Organisations"), "network:organisation-list", "building"),
    (_("Agreements"), "network:agreement-list", "file-text"),
    (_("People"), "people:person-list", "users"),
)
# What somebody who only looks on has a use for; everybody else may go everywhere.
FOR_LOOKING_ON = frozenset(
    {"desk:home", "figures:giving-list", "programmes:programme-list", "figures:indicator-list"}
)
GIVING = ((_("Your giving"), "figures:giving-list", "heart-handshake"),)
# Pages that stand under another address than the area they belong to.
ALSO = {
    "programmes:programme-list": (
        *("/start-programme/", "/branches/", "/calls/", "/panels/", "/notices/", "/objections/"),
        *("/grants/", "/donations/", "/bank-batches/", "/duties/"),
    ),
    "programmes:application-list": ("/recommendations/", "/reviews/"),
    "programmes:site-list": (
        *("/stations/", "/designs/", "/self-checks/", "/acceptances/", "/defects/", "/photos/"),
        *("/assets/", "/tranches/", "/returns/", "/return-notes/"),
    ),
    "programmes:post-list": ("/post-months/",),
    "gatherings:gathering-list": ("/plan-gathering/",),
    "figures:indicator-list": ("/publications/", "/corrections/"),
}
ADMINISTRATION = (
    (_("Accounts"), "people:account-list", "key"),
    (_("Holidays"), "network:holiday-list", "calendar"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One line of the side navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what ``templates/layouts`` need on every page."""
    return {
        "navigation": areas(request) if request.user.is_authenticated else [],
        "demo_world": settings.NIUKOU_DEMO,
    }


def areas(request: HttpRequest) -> list[Area]:
    """Return the side navigation of who is signed in, the area of this page marked."""
    roles = roles_of(request.user)
    giving = GIVING if roles.organisations(RoleKind.DONOR) else ()
    shown = (
        AREAS[:1] + giving + AREAS[1:] + (ADMINISTRATION if roles.is_platform_administrator else ())
    )
    found = []
    for label, name, icon in shown:
        if roles.only_looks_on and name not in FOR_LOOKING_ON:
            continue
        url = reverse(name)
        current = request.path.startswith((url, *ALSO.get(name, ())))
        found.append(Area(str(label), url, icon, current))
    return found
