"""Answers kept for as long as nothing they rest on was written: what is asked again and again.

The database notes which tables a transaction wrote to (``watch``). An answer is kept with
the snapshot it was worked out after; it is told again while every transaction that wrote to one
of its tables was visible in that snapshot. So it equals what the plain query would say, also
with many writers at once: nobody clears anything, and no time has to pass.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.migrations import RunSQL
from django.db.models import QuerySet
from django.utils import timezone

from niukou.core.models import KeptAnswer, TableChange

QUOTED = re.compile(r'"(\w+)"')
PLACES = re.compile(r"IN \(%s(?:, %s)*\)|%s")
TRIGGER = "table_change_is_noted"
ANSWERS_KEPT, CHANGES_KEPT = timedelta(days=6), timedelta(days=7)

# The tables and the snapshot are compared as the database alone can: by transactions.
LOOK_UP = """
SELECT pg_current_snapshot()::text, here.cluster, here.is_writing, kept.key, kept.answer
FROM (SELECT system_identifier AS cluster, pg_current_xact_id_if_assigned() IS NOT NULL AS is_writing
      FROM pg_control_system()) AS here
LEFT JOIN core_keptanswer AS kept
  ON kept.key = ANY(%s) AND kept.cluster = here.cluster AND NOT here.is_writing
 AND NOT EXISTS (
    SELECT FROM core_tablechange AS change
    WHERE change.table_name = ANY(kept.tables)
      AND change.transaction >= pg_snapshot_xmin(kept.snapshot::pg_snapshot)::text::bigint
      AND NOT pg_visible_in_snapshot(change.transaction::text::xid8, kept.snapshot::pg_snapshot))
"""
WATCHED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: ``key`` names it, and its answer follows from rows of ``tables`` alone."""

    key: str
    tables: frozenset[str]


Answers = Mapping[Question, Any]


@dataclass(frozen=True, slots=True)
class Lot:
    """Questions that one call answers together; answers are what JSON can hold."""

    questions: Sequence[Question]
    work_out: Callable[[Sequence[Question]], Answers]


def question_of(rows: QuerySet[Any], what: str) -> Question:
    """Return the question ``what`` about ``rows``: another query is another question."""
    said, tables = query_of(rows)
    return Question(f"{what} {sha256(said.encode()).hexdigest()}", tables)


def query_of(rows: QuerySet[Any]) -> tuple[str, frozenset[str]]:
    """Return the query with its values, the same in each process, and the tables it reads.

    Every name in a query of ours is quoted. A set of words comes in another order in another
    process: what stands in ``IN (…)`` is put in order.
    """
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing can be among them, and no table is asked
        return "", frozenset()
    values, place = list(map(repr, params)), 0
    for part in PLACES.finditer(sql):
        end = place + part.group().count("%s")
        values[place:end] = sorted(values[place:end])
        place = end
    return repr((sql, values)), frozenset(QUOTED.findall(sql)) & _all_tables()


def answers(*lots: Lot) -> dict[Question, Any]:
    """Return the answers of all ``lots``: those kept, and the others worked out and kept.

    A transaction that has written something asks anew, and keeps nothing: others do not see
    yet what it wrote. Neither is kept what rests on a table that nobody watches.
    """
    asked = {question.key: question for lot in lots for question in lot.questions}
    found, place = _look_up(list(asked))
    told = {asked[key]: answer for key, answer in found.items()}
    fresh: dict[Question, Any] = {}
    for lot in lots:
        missing = [question for question in lot.questions if question not in told]
        if missing:
            fresh |= lot.work_out(missing)
    if place:
        _keep(fresh, *place)
    return told | fresh


def _look_up(keys: list[str]) -> tuple[dict[str, Any], tuple[str, int] | None]:
    """Return the answers that still hold, and snapshot and cluster; None while writing."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [keys])
        rows = cursor.fetchall()
    snapshot, cluster, is_writing, *_rest = rows[0]
    found = {key: json.loads(answer) for *_here, key, answer in rows if key is not None}
    return found, None if is_writing else (snapshot, cluster)


def _keep(fresh: Answers, snapshot: str, cluster: int) -> None:
    kept = [
        KeptAnswer(
            key=question.key,
            answer=json.dumps(answer),
            tables=sorted(question.tables),
            snapshot=snapshot,
            cluster=cluster,
            kept_at=timezone.now(),
        )
        for question, answer in sorted(fresh.items(), key=lambda one: one[0].key)
        if question.tables <= watched_tables()
    ]
    fields = ["answer", "tables", "snapshot", "cluster", "kept_at"]
    KeptAnswer.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )


def tidy_kept_answers() -> None:
    """Take out answers older than six days, and the changes that none of the others rests on."""
    now = timezone.now()
    KeptAnswer.objects.filter(kept_at__lt=now - ANSWERS_KEPT).delete()
    TableChange.objects.filter(noted_at__lt=now - CHANGES_KEPT).delete()


def watch(*tables: str) -> RunSQL:
    """Return the step of a migration after which the writes to ``tables`` are noted."""
    when = "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
    then = "FOR EACH STATEMENT EXECUTE FUNCTION note_table_change()"
    return RunSQL(
        [f"CREATE TRIGGER {TRIGGER} {when} ON {table} {then}" for table in tables],
        [f"DROP TRIGGER {TRIGGER} ON {table}" for table in tables],
    )


@cache
def _all_tables() -> frozenset[str]:
    return frozenset(connection.introspection.django_table_names())


@cache
def watched_tables() -> frozenset[str]:
    """Return the tables whose writes are noted."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED, [TRIGGER])
        return frozenset(table for (table,) in cursor.fetchall())
