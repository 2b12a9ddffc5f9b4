"""The board of a branch: its sites by stage."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from niukou.core.access import Viewer
from niukou.programmes.lifecycle import STAGES, Stage
from niukou.programmes.models import Branch, ServiceStation, Site, SiteAgreement
from niukou.programmes.queries.due_dates import with_due

COLUMN_OF_SITE = Case(
    *(When(status__in=statuses, then=Value(stage.value)) for stage, statuses in STAGES.items()),
    output_field=CharField(),
)


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


@dataclass(slots=True)
class Column:
    """One stage of the board: how many sites are in it, and the first of them by their numbers."""

    stage: Stage
    label: str
    count: int = 0
    sites: list[Card] = field(default_factory=list)


def with_dates(sites: QuerySet[Site]) -> QuerySet[Site]:
    """Add ``signed_on``, the day of the first agreement, and ``opened_on``, of the first station."""
    links = SiteAgreement.objects.filter(site=OuterRef("pk")).order_by().values("site")
    stations = ServiceStation.objects.filter(site=OuterRef("pk")).order_by().values("site")
    return sites.annotate(
        signed_on=Subquery(links.annotate(on=Min("agreement__signed_on")).values("on")),
        opened_on=Subquery(stations.annotate(on=Min("opened_on")).values("on")),
    )


def board(branch: Branch, user: Viewer, *, most: int | None = None) -> list[Column]:
    """Return the sites of ``branch`` that ``user`` may read, one column for each stage.

    ``most``: no more sites in a column than these; None: all. Two reads either way.
    """
    columns = {stage: Column(stage, str(stage.label)) for stage in STAGES}
    own = Site.objects.visible_to(user).filter(branch=branch).annotate(column=COLUMN_OF_SITE)
    by_column = own.order_by().values_list("column").annotate(count=Count("pk"))
    for stage, count in by_column:
        columns[Stage(stage)].count = count
    shown = own
    if most is not None:
        place = Window(RowNumber(), partition_by=[F("column")], order_by=F("number").asc())
        first = own.annotate(place=place).filter(place__lte=most)
        shown = Site.objects.filter(pk__in=first.values("pk")).annotate(column=COLUMN_OF_SITE)
    today = timezone.localdate()
    sites = with_due(with_dates(shown.select_related("hospital")), user)
    for site in sites.order_by("number"):
        columns[Stage(site.column)].sites.append(_card(site, today))
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
