"""The board of a branch: its sites by stage."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from niukou.core.access import Viewer
from niukou.programmes.lifecycle import STAGES, Stage, stage_of
from niukou.programmes.models import Branch, ServiceStation, Site, SiteAgreement
from niukou.programmes.queries.due_dates import with_due


@dataclass(frozen=True, slots=True)
class Card:
    """A site on the board; a date is None as long as nothing of the kind happened.

    ``due_on`` None: the reader does not work on it, its step has no term, or ends in a year
    whose holidays are not known.
    """

    number: str
    url: str
    hospital: str
    status: str
    status_label: str
    signed_on: date | None
    opened_on: date | None
    due_on: date | None = None
    is_late: bool = False


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
    today = timezone.localdate()
    for site in with_due(with_dates(sites), user).order_by("number"):
        columns[stage_of(site.status)].sites.append(_card(site, today))
    return list(columns.values())


def _card(site: Any, today: date) -> Card:
    return Card(
        number=site.number,
        url=site.get_absolute_url(),
        hospital=site.hospital.official_name,
        status=site.status,
        status_label=site.get_status_display(),
        signed_on=site.signed_on,
        opened_on=site.opened_on,
        due_on=site.due_on,
        is_late=bool(site.due_on and site.due_on < today),
    )
