"""What is due for somebody today, and what they find: computed from states, never typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.models import ImportRun, ImportStatus
from niukou.core.normalise import clean_text
from niukou.figures.definitions import HOSPITALS_SIGNED, HOSPITALS_WITH_STATION
from niukou.figures.indicators import Scope
from niukou.figures.models import Correction, CorrectionStatus, Publication
from niukou.figures.queries.figures import counted
from niukou.network.models import Agreement, Organisation, Role, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Programme,
    ProgrammeOfficer,
    ServiceStation,
    Site,
)
from niukou.programmes.rules import offices_of

SOON = timedelta(days=60)
FOUND_PER_KIND = 8
WITH_FIGURES = 4
ENDING_SHOWN = 5
ASKED_MOST = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits: what, how many, where to do it, by when (None: no date)."""

    label: str
    url: str
    icon: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A number somebody is asked for often, its unit, and where it is proved."""

    label: str | Promise
    count: int
    unit: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """A branch somebody runs; ``figures`` are those they are asked for most."""

    branch: Branch
    figures: list[OwnFigure]


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of record in the search's answer; ``icon`` names a picture of the kit.

    ``more_url`` leads to the whole list where there are more; empty where these are all.
    """

    label: str
    icon: str
    records: list[Any]
    more_url: str = ""


def due_for(user: Account, *, on: date) -> list[Due]:
    """Return what ``user`` should look at on that day, the most urgent first."""
    officer = offices_of(user)
    return [
        *_imports_waiting(user),
        *(_branches_due(user, on) if officer else ()),
        *(_publications_due(user) if officer else ()),
        *_own_sites_due(user),
        *_roles_ending(user, on),
    ]


def _imports_waiting(user: Account) -> Iterator[Due]:
    waiting = ImportRun.objects.visible_to(user).filter(status=ImportStatus.PREVIEWED)
    for run in waiting.select_related("file").order_by("-started_at")[:5]:
        label = _("The import of “%s” waits for your go-ahead.") % run.file.name
        yield Due(label, run.get_absolute_url(), "file-spreadsheet")


def _branches_due(user: Account, on: date) -> Iterator[Due]:
    own = Branch.objects.run_by(user).values("pk")
    planned = ServiceStation.objects.filter(site=OuterRef("pk"))
    signed = Site.objects.visible_to(user).filter(branch__in=own, status=SiteStatus.SIGNED)
    bare = signed.exclude(Exists(planned)).values("branch__name", "branch__slug")
    for line in bare.annotate(count=Count("pk")).order_by("branch__launched_on"):
        text = ngettext(
            "%(branch)s: %(count)d signed hospital has no station planned.",
            "%(branch)s: %(count)d signed hospitals have no station planned.",
            line["count"],
        )
        url = f"{reverse('programmes:site-list')}?branch={line['branch__slug']}&without=station"
        said = text % {"branch": line["branch__name"], "count": line["count"]}
        yield Due(said, url, "building-community")
    ending = Agreement.objects.visible_to(user).filter(
        ends_on__gt=on, ends_on__lte=on + SOON, site_link__site__branch__in=own, ended_on=None
    )
    for agreement in ending.order_by("ends_on", "pk")[:ENDING_SHOWN]:
        label = _("Agreement %s ends soon.") % agreement.number
        yield Due(label, agreement.get_absolute_url(), "file-text", agreement.ends_on)


def _publications_due(user: Account) -> Iterator[Due]:
    """Corrections to decide on, and published figures whose records changed since."""
    waiting = Correction.objects.filter(status=CorrectionStatus.PROPOSED)
    whole = ProgrammeOfficer.objects.of(user).filter(branch=None).values("programme")
    to_decide = waiting.filter(publication__programme__in=whole).exclude(requested_by=user.pk)
    for correction in to_decide.select_related("publication").order_by("pk")[:5]:
        label = _("A correction of %s waits for your decision.") % correction.publication.number
        yield Due(label, correction.get_absolute_url(), "signature")
    drifted = Publication.objects.run_by(user).filter(last_check__has_drifted=True)
    for publication in drifted.exclude(corrections__in=waiting).order_by("pk")[:5]:
        label = _("The records of %s have changed since it was published.") % publication.number
        yield Due(label, publication.get_absolute_url(), "alert-triangle")


def _own_sites_due(user: Account) -> Iterator[Due]:
    hospitals = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    sites = Site.objects.visible_to(user).filter(hospital__in=hospitals, contacts=None)
    for site in sites.select_related("hospital").order_by("number") if hospitals else ():
        label = _("Name somebody to call at %s.") % site.hospital
        yield Due(label, site.get_absolute_url(), "phone")


def _roles_ending(user: Account, on: date) -> Iterator[Due]:
    if not roles_of(user).held:
        return
    ending = Role.objects.visible_to(user).filter(until_on__gt=on, until_on__lte=on + SOON)
    for role in ending.select_related("account").order_by("until_on")[:5]:
        label = _("%(account)s: the role %(role)s ends soon.")
        text = label % {"account": role.account, "role": role.get_kind_display()}
        yield Due(text, role.get_absolute_url(), "key", role.until_on)


def branches_of(user: Account, *, on: date) -> list[OwnBranch]:
    """Return the branches ``user`` runs, the first few with their figures of that day."""
    if not offices_of(user):
        return []
    rows = Branch.objects.run_by(user).select_related("programme").order_by("launched_on", "pk")
    branches = list(rows)
    asked = {
        branch: [(indicator, Scope(branch.programme, branch), on) for indicator in ASKED_MOST]
        for branch in branches[:WITH_FIGURES]
    }
    counts = counted([one for group in asked.values() for one in group])
    return [
        OwnBranch(
            branch,
            [
                OwnFigure(one[0].label, counts[one], one[0].unit.label, one[0].url(one[1], on))
                for one in asked.get(branch, [])
            ],
        )
        for branch in branches
    ]


def search(text: str, *, user: Account) -> list[Found]:
    """Return the records ``user`` may read that bear ``text``, a few of each kind."""
    query = urlencode({"q": text})
    is_site = Q(number__istartswith=clean_text(text)) | Q(hospital__search__finds=text)
    kinds: list[tuple[str, str, QuerySet[Any], str]] = [
        (
            _("Organisations"),
            "building",
            Organisation.objects.visible_to(user).filter(search__finds=text),
            "network:organisation-list",
        ),
        (
            _("Sites"),
            "buildings",
            Site.objects.visible_to(user).select_related("hospital").filter(is_site),
            "programmes:site-list",
        ),
        (
            _("People"),
            "user",
            Person.objects.visible_to(user).filter(search__finds=text),
            "people:person-list",
        ),
        (
            _("Agreements"),
            "file-text",
            Agreement.objects.visible_to(user).filter(search__finds=text),
            "network:agreement-list",
        ),
        (
            _("Programmes"),
            "target-arrow",
            Programme.objects.visible_to(user).filter(search__finds=text),
            "",
        ),
    ]
    found = [
        _found(label, icon, rows, list_url=f"{reverse(name)}?{query}" if name else "")
        for label, icon, rows, name in kinds
    ]
    return [kind for kind in found if kind.records]


def _found(label: str, icon: str, rows: QuerySet[Any], *, list_url: str) -> Found:
    records = list(rows.order_by("pk")[: FOUND_PER_KIND + 1])
    more_url = list_url if len(records) > FOUND_PER_KIND else ""
    return Found(label, icon, records[:FOUND_PER_KIND], more_url)
