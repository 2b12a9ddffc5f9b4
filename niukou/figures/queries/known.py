"""As known on a day: the same questions, answered by the rows as they were recorded then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from niukou.figures.models import ReturnLine, ReturnNote, SiteReturn
from niukou.gatherings.models import AgendaItem, Attendance, Gathering, HeadCount
from niukou.network.models import Agreement
from niukou.people.models import Licence
from niukou.programmes.models import (
    Acceptance,
    Asset,
    AssetMove,
    BudgetLine,
    Defect,
    Determination,
    Donation,
    FormalCheck,
    Grant,
    LedgerEntry,
    LedgerLine,
    Objection,
    Post,
    PostHolding,
    PostMonth,
    PostPayment,
    ProgrammeGathering,
    PublicNotice,
    Review,
    ServiceStation,
    SiteAgreement,
    SiteStep,
    StationSpell,
    Submission,
    Tranche,
)

# Facts that get corrected. Who may read what, and where a site belongs, is asked of today.
REMEMBERED: tuple[type[Model], ...] = (
    Agreement,
    SiteAgreement,
    ServiceStation,
    Post,
    PostHolding,
    PostMonth,
    PostPayment,
    Licence,
    StationSpell,
    SiteStep,
    Acceptance,
    Defect,
    Asset,
    AssetMove,
    Donation,
    Grant,
    BudgetLine,
    Tranche,
    LedgerEntry,
    LedgerLine,
    SiteReturn,
    ReturnLine,
    ReturnNote,
    Gathering,
    AgendaItem,
    Attendance,
    HeadCount,
    ProgrammeGathering,
    Submission,
    FormalCheck,
    Determination,
    Review,
    PublicNotice,
    Objection,
)

Bound = tuple[str, tuple[Any, ...]]


@contextmanager
def as_known_on(day: date | None) -> Iterator[None]:
    """Let queries inside the block read the facts as they stood at the end of ``day``.

    There is no second definition of any figure: the query is the same, and only what it finds
    in these tables comes from their history. None: as they stand now. Facts recorded before
    the history began are not known.
    """
    if day is None:
        yield
        return
    clause, values = _clause(_end_of(day))

    def look_back(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        return execute(f"{clause} {sql}", (*values, *(params or ())), *rest)

    with connection.execute_wrapper(look_back):
        yield


def _end_of(day: date) -> datetime:
    """Return the first moment that does not belong to ``day`` any more."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _clause(before: datetime) -> Bound:
    """Return a WITH clause in which each table's name stands for its rows as they were.

    PostgreSQL looks a name up among the WITH queries first, and only then among the tables.
    """
    parts = [_rows(model, before) for model in REMEMBERED]
    named = ", ".join(sql for sql, _ in parts)
    return f"WITH {named}", tuple(value for _, values in parts for value in values)


def _rows(model: type[Model], before: datetime) -> Bound:
    events = model._meta.get_field("events").related_model._default_manager  # type: ignore[union-attr]  # every tracked model has it
    last = events.filter(pgh_created_at__lt=before).order_by("pgh_obj_id", "-pgh_id")
    known = events.filter(pgh_id__in=last.distinct("pgh_obj_id").values("pgh_id"))
    fields = model._meta.local_concrete_fields
    rows = known.exclude(pgh_label="delete").values_list(*(field.attname for field in fields))
    sql, values = rows.query.sql_with_params()
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'"{model._meta.db_table}" ({columns}) AS ({sql})', values
