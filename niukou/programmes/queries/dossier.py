"""The life of one site, as far as its reader may read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import Viewer
from niukou.network.models import Agreement
from niukou.programmes.lifecycle import AT_AN_APPLICATION, SiteStatus
from niukou.programmes.models import (
    PublicNotice,
    ServiceStation,
    Site,
    SiteContact,
    SiteFile,
    SiteStep,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a site.

    ``kind`` is one of step, agreement, station, contact, file; ``step_id`` is set for steps
    whose day can be corrected; ``evidence_url`` leads to the file kept with a step.
    """

    on: date
    kind: str
    title: str
    text: str = ""
    url: str = ""
    step_id: int | None = None
    evidence_url: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one person may read of a site; each list holds visible rows only."""

    site: Site
    is_worked_on: bool
    is_noticed: bool
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
    stations = ServiceStation.objects.visible_to(user).with_status(on=timezone.localdate())
    stations = stations.filter(site=site)
    contacts = SiteContact.objects.visible_to(user).filter(site=site)
    files = SiteFile.objects.visible_to(user).filter(site=site)
    steps = SiteStep.objects.visible_to(user).filter(site=site)
    worked_on = Site.objects.worked_on_by(user).filter(pk=OuterRef("pk"))
    noticed = PublicNotice.objects.exclude(from_on=None).filter(notice_sites__site=OuterRef("pk"))
    known = Site.objects.filter(pk=site.pk).annotate(
        is_worked_on=Exists(worked_on), is_noticed=Exists(noticed)
    )
    is_worked_on, is_noticed = known.values_list("is_worked_on", "is_noticed").get()
    return Dossier(
        site=site,
        is_worked_on=is_worked_on,
        is_noticed=is_noticed,
        steps=list(steps.select_related("evidence").order_by("on", "pk")),
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
    applied = AT_AN_APPLICATION if hasattr(known.site, "application") else frozenset()
    noticed = {SiteStatus.PUBLIC_NOTICE} if known.is_noticed else set()
    dated_elsewhere = applied | noticed | {SiteStatus.SIGNED}
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
            correctable = step.pk if step.to_status not in dated_elsewhere else None
            attached = step.evidence if known.is_worked_on else None
            url = attached.get_absolute_url() if attached else ""
            yield Moment(step.on, "step", title, note, step_id=correctable, evidence_url=url)


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
