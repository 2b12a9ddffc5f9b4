"""What happened last in a programme: steps of its sites, and stations that opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Min, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.access import Viewer
from niukou.core.kept import Lot, Question, question_of
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Programme, ServiceStation, SiteStep

EVENTS = 8
OPENED = ""  # stands where a step has the status it led to


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a day, to one hospital or to several at once."""

    on: date
    title: str
    detail: str


def lot_of_happenings(programme: Programme, user: Viewer, *, as_of: date) -> Lot:
    """Return the question for the latest steps and openings ``user`` may read.

    The same step on the same day is one row. Its one answer is what ``happenings`` tells.
    """
    rows = _steps(programme, user, as_of).union(_openings(programme, user, as_of), all=True)

    def work_out(missing: Sequence[Question]) -> dict[Question, Any]:
        return {one: [[on.isoformat(), *rest] for on, *rest in rows] for one in missing}

    return Lot([question_of(rows, "happenings")], work_out)


def happenings(rows: Iterable[Sequence[Any]]) -> list[Happening]:
    """Return the latest of ``rows``, in words."""
    told = [Happening(date.fromisoformat(on), _title(*row), where) for on, where, *row in rows]
    return sorted(told, key=lambda one: one.on, reverse=True)[:EVENTS]


def _title(status: str, count: int, hospital: str, campus: str) -> str:
    if status == OPENED:
        where = {"hospital": hospital, "campus": campus}
        return _("%(hospital)s, %(campus)s: station opened") % where
    text = ngettext("%(count)d hospital", "%(count)d hospitals", count)
    who = hospital if count == 1 else text % {"count": count}
    return _("%(who)s: %(step)s") % {"who": who, "step": SiteStatus(status).label}


def _steps(programme: Programme, user: Viewer, as_of: date) -> QuerySet[SiteStep, Any]:
    steps = SiteStep.objects.visible_to(user).filter(
        site__branch__programme=programme, on__lte=as_of
    )
    return (
        steps.values("on", "site__branch__name", "to_status")
        .annotate(
            count=Count("pk"),
            hospital=Min("site__hospital__official_name"),
            campus=Value("", output_field=CharField()),
        )
        .order_by("-on", "to_status")
        .values_list("on", "site__branch__name", "to_status", "count", "hospital", "campus")[
            :EVENTS
        ]
    )


def _openings(programme: Programme, user: Viewer, as_of: date) -> QuerySet[ServiceStation, Any]:
    stations = ServiceStation.objects.visible_to(user).filter(
        site__branch__programme=programme, opened_on__lte=as_of
    )
    return (
        stations.annotate(
            status=Value(OPENED, output_field=CharField()),
            count=Value(1, output_field=IntegerField()),
            hospital=F("campus__organisation__official_name"),
            called=F("campus__name"),
        )
        .order_by("-opened_on", "pk")
        .values_list("opened_on", "site__branch__name", "status", "count", "hospital", "called")[
            :EVENTS
        ]
    )
