"""Reads that no single queryset says: the board of a branch, the life of a site."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import Viewer
from niukou.network.models import Agreement, Campus
from niukou.programmes.lifecycle import PUBLIC, STAGES, SiteStatus, Stage, stage_of
from niukou.programmes.models import (
    JOINING,
    Branch,
    Programme,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteContact,
    SiteFile,
    SiteStep,
    Target,
)


# --- the board -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Card:
    """A site on the board; a date is None as long as nothing of the kind happened."""

    number: str
    url: str
    hospital: str
    status: str
    status_label: str
    signed_on: date | None
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board with its sites, in the order of their numbers."""

    stage: Stage
    label: str
    sites: list[Card] = field(default_factory=list)


def with_dates(sites: QuerySet[Site]) -> QuerySet[Site]:
    """Add ``signed_on``, the day of the first agreement, and ``opened_on``, of the first station."""
    links = SiteAgreement.objects.filter(site=OuterRef("pk")).order_by().values("site")
    stations = ServiceStation.objects.filter(site=OuterRef("pk")).order_by().values("site")
    return sites.annotate(
        signed_on=Subquery(links.annotate(on=Min("agreement__signed_on")).values("on")),
        opened_on=Subquery(stations.annotate(on=Min("opened_on")).values("on")),
    )


def board(branch: Branch, user: Viewer) -> list[Column]:
    """Return the sites of ``branch`` that ``user`` may read, one column for each stage."""
    columns = {stage: Column(stage, str(stage.label)) for stage in STAGES}
    sites = Site.objects.visible_to(user).filter(branch=branch).select_related("hospital")
    for site in with_dates(sites).order_by("number"):
        columns[stage_of(site.status)].sites.append(_card(site))
    return list(columns.values())


def _card(site: Any) -> Card:
    return Card(
        number=site.number,
        url=site.get_absolute_url(),
        hospital=site.hospital.official_name,
        status=site.status,
        status_label=site.get_status_display(),
        signed_on=site.signed_on,
        opened_on=site.opened_on,
    )


# --- one site --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a site.

    ``kind`` is one of step, agreement, station, contact, file; ``step_id`` is set for steps
    whose day can be corrected.
    """

    on: date
    kind: str
    title: str
    text: str = ""
    url: str = ""
    step_id: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one person may read of a site; each list holds visible rows only."""

    site: Site
    is_worked_on: bool
    steps: list[SiteStep]
    agreements: list[Agreement]
    stations: list[ServiceStation]
    contacts: list[SiteContact]
    files: list[SiteFile]

    @property
    def note(self) -> str:
        """The working note, only for those who work on the site."""
        return self.site.note if self.is_worked_on else ""

    def moments(self) -> list[Moment]:
        """Return what happened, the newest first; on one day, the later recorded first."""
        found = [*_steps(self), *_agreements(self), *_stations(self)]
        found += [*_contacts(self), *_files(self)]
        return sorted(found, key=lambda moment: moment.on)[::-1]


def dossier(site: Site, user: Viewer) -> Dossier:
    """Collect what ``user`` may read of ``site``, which is visible to them."""
    agreements = Agreement.objects.visible_to(user).filter(site_link__site=site)
    stations = ServiceStation.objects.visible_to(user).filter(site=site)
    contacts = SiteContact.objects.visible_to(user).filter(site=site)
    files = SiteFile.objects.visible_to(user).filter(site=site)
    steps = SiteStep.objects.visible_to(user).filter(site=site)
    worked_on = Site.objects.worked_on_by(user).filter(pk=OuterRef("pk"))
    known = Site.objects.filter(pk=site.pk).annotate(is_worked_on=Exists(worked_on))
    return Dossier(
        site=site,
        is_worked_on=known.values_list("is_worked_on", flat=True).get(),
        steps=list(steps.order_by("on", "pk")),
        agreements=list(agreements.order_by("signed_on", "pk")),
        stations=list(stations.select_related("campus", "site").order_by("pk")),
        contacts=list(contacts.select_related("person").order_by("from_on", "pk")),
        files=list(files.select_related("file").order_by("file__uploaded_at", "pk")),
    )


def timeline(site: Site, user: Viewer) -> list[Moment]:
    """Return what happened at ``site`` as far as ``user`` may read it, the newest first."""
    return dossier(site, user).moments()


def _steps(known: Dossier) -> Iterator[Moment]:
    signed = {agreement.signed_on: agreement for agreement in reversed(known.agreements)}
    opened = {station.pk for station in known.stations}
    for step in known.steps:
        if step.station_id in opened:
            continue  # it stands with the opening of the station
        title = step.get_to_status_display()
        agreement = signed.get(step.on) if step.to_status == SiteStatus.SIGNED else None
        if agreement:
            text = _("Agreement %s") % agreement.number
            yield Moment(step.on, "step", title, text, agreement.get_absolute_url())
        else:
            note = step.note if known.is_worked_on else ""
            correctable = step.pk if step.to_status != SiteStatus.SIGNED else None
            yield Moment(step.on, "step", title, note, step_id=correctable)


def _agreements(known: Dossier) -> Iterator[Moment]:
    told = {step.on for step in known.steps if step.to_status == SiteStatus.SIGNED}
    first = next((one.pk for one in known.agreements if one.signed_on in told), None)
    for agreement in known.agreements:
        if agreement.pk != first:  # that one stands with the step of the signature
            title = _("Agreement %s signed") % agreement.number
            url = agreement.get_absolute_url()
            yield Moment(agreement.signed_on, "agreement", title, agreement.title, url)


def _stations(known: Dossier) -> Iterator[Moment]:
    taken = {step.station_id: step.get_to_status_display() for step in known.steps}
    for station in known.stations:
        if station.opened_on:
            said = [station.campus.name, taken.get(station.pk)]
            text = " · ".join(filter(None, said))
            yield Moment(station.opened_on, "station", _("%s opened") % station.name, text)


def _contacts(known: Dossier) -> Iterator[Moment]:
    for contact in known.contacts:
        names = {"person": contact.person, "matter": contact.matter}
        title = _("%(person)s named as contact for %(matter)s") % names
        yield Moment(contact.from_on, "contact", title)
        if contact.until_on:
            title = _("%(person)s is no longer contact for %(matter)s") % names
            yield Moment(contact.until_on, "contact", title)


def _files(known: Dossier) -> Iterator[Moment]:
    for attached in known.files:
        on = timezone.localdate(attached.file.uploaded_at)
        url = attached.file.get_absolute_url()
        yield Moment(on, "file", _("File kept: %s") % attached.title, url=url)


# --- what may be chosen ----------------------------------------------------------------------
def joining_agreements(site: Site, user: Viewer) -> QuerySet[Agreement]:
    """Return the agreements that may be linked to ``site``: its hospital's, and no site's yet."""
    visible = Agreement.objects.visible_to(user).filter(site_link=None)
    mine = visible.filter(parties__organisation=site.hospital_id, kind__in=JOINING)
    return Agreement.objects.filter(pk__in=mine.values("pk")).order_by("-signed_on", "number")


def campuses_of(site: Site, user: Viewer) -> QuerySet[Campus]:
    """Return the campuses on which a station of ``site`` may stand."""
    return Campus.objects.visible_to(user).filter(organisation=site.hospital_id).order_by("name")


# --- what publishing shows -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Shown:
    """How much the public sees once a programme, or a branch with it, is published."""

    branches: list[str]
    sites_count: int
    stations_count: int
    targets_count: int


def shown_by_publishing(subject: Programme | Branch) -> Shown:
    """Return what the public will see of ``subject`` while it is published."""
    if isinstance(subject, Programme):
        branches = Branch.objects.filter(programme=subject, is_public=True)
        targets = Target.objects.filter(programme=subject)
    else:
        branches = Branch.objects.filter(pk=subject.pk)
        targets = Target.objects.filter(branch=subject)
    sites = Site.objects.filter(branch__in=branches.values("pk"), status__in=PUBLIC)
    stations = ServiceStation.objects.filter(site__in=sites.values("pk"), opened_on__isnull=False)
    return Shown(
        branches=list(branches.order_by("launched_on").values_list("name", flat=True)),
        sites_count=sites.count(),
        stations_count=stations.count(),
        targets_count=targets.count(),
    )
