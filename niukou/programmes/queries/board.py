"""The board of a branch: its sites by stage."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery

from niukou.core.access import Viewer
from niukou.programmes.lifecycle import STAGES, Stage, stage_of
from niukou.programmes.models import Branch, ServiceStation, Site, SiteAgreement


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
