"""What is due for somebody today, and what they find: computed from states, never typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.models import ImportRun, ImportStatus
from niukou.core.normalise import clean_text
from niukou.figures.definitions import HOSPITALS_SIGNED, HOSPITALS_WITH_STATION
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import Figure, prove
from niukou.network.models import Agreement, Organisation, Role, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Branch, Programme, ServiceStation, Site

SOON = timedelta(days=60)
FOUND_PER_KIND = 8
WITH_FIGURES = 2  # each figure is a query
ASKED_MOST = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits: what, how many, where to do it, by when (None: no date)."""

    label: str
    url: str
    icon: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """A branch somebody runs, with the figures they are asked for most."""

    branch: Branch
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of record in the search's answer; ``icon`` names a picture of the kit."""

    label: str
    icon: str
    records: list[Any]


def due_for(user: Account, *, on: date) -> list[Due]:
    """Return what ``user`` should look at on that day, the most urgent first."""
    return [
        *_imports_waiting(user),
        *_branches_due(user, on),
        *_own_sites_due(user),
        *_roles_ending(user, on),
    ]


def _imports_waiting(user: Account) -> Iterator[Due]:
    waiting = ImportRun.objects.visible_to(user).filter(status=ImportStatus.PREVIEWED)
    for run in waiting.select_related("file").order_by("-started_at")[:5]:
        label = _("The import of “%s” waits for your go-ahead.") % run.file.name
        yield Due(label, run.get_absolute_url(), "file-spreadsheet")


def _branches_due(user: Account, on: date) -> Iterator[Due]:
    planned = ServiceStation.objects.filter(site=OuterRef("pk"))
    for branch in Branch.objects.run_by(user).order_by("launched_on"):
        signed = branch.sites.filter(status=SiteStatus.SIGNED)
        bare = signed.exclude(Exists(planned)).count()
        if bare:
            text = ngettext(
                "%(branch)s: %(count)d signed hospital has no station planned.",
                "%(branch)s: %(count)d signed hospitals have no station planned.",
                bare,
            )
            url = f"{reverse('programmes:site-list')}?branch={branch.slug}&without=station"
            yield Due(text % {"branch": branch, "count": bare}, url, "building-community")
        ending = Agreement.objects.filter(
            Q(ends_on__gt=on, ends_on__lte=on + SOON), site_link__site__branch=branch, ended_on=None
        )
        for agreement in ending.order_by("ends_on")[:5]:
            label = _("Agreement %s ends soon.") % agreement.number
            yield Due(label, agreement.get_absolute_url(), "file-text", agreement.ends_on)


def _own_sites_due(user: Account) -> Iterator[Due]:
    hospitals = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    sites = Site.objects.filter(hospital__in=hospitals).select_related("hospital")
    for site in sites.filter(contacts=None):
        label = _("Name somebody to call at %s.") % site.hospital
        yield Due(label, site.get_absolute_url(), "phone")


def _roles_ending(user: Account, on: date) -> Iterator[Due]:
    ending = Role.objects.visible_to(user).filter(until_on__gt=on, until_on__lte=on + SOON)
    for role in ending.select_related("account").order_by("until_on")[:5]:
        label = _("%(account)s: the role %(role)s ends soon.")
        text = label % {"account": role.account, "role": role.get_kind_display()}
        yield Due(text, role.get_absolute_url(), "key", role.until_on)


def branches_of(user: Account, *, on: date) -> list[OwnBranch]:
    """Return the branches ``user`` runs, the first few with their figures of that day."""
    branches = Branch.objects.run_by(user).select_related("programme").order_by("launched_on", "pk")
    return [
        OwnBranch(
            branch,
            [prove(indicator, Scope(branch.programme, branch), on) for indicator in ASKED_MOST]
            if place < WITH_FIGURES
            else [],
        )
        for place, branch in enumerate(branches)
    ]


def search(text: str, *, user: Account) -> list[Found]:
    """Return the records ``user`` may read that bear ``text``, a few of each kind."""
    kinds: list[tuple[str, str, QuerySet[Any]]] = [
        (_("Organisations"), "building", Organisation.objects.visible_to(user)),
        (_("People"), "user", Person.objects.visible_to(user)),
        (_("Agreements"), "file-text", Agreement.objects.visible_to(user)),
        (_("Programmes"), "target-arrow", Programme.objects.visible_to(user)),
    ]
    found = [
        Found(label, icon, list(rows.filter(search__finds=text).order_by("pk")[:FOUND_PER_KIND]))
        for label, icon, rows in kinds
    ]
    sites = Site.objects.visible_to(user).filter(number__istartswith=clean_text(text))
    found.append(Found(_("Sites"), "buildings", list(sites[:FOUND_PER_KIND])))
    return [kind for kind in found if kind.records]
