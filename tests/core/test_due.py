"""What is due: one question for all sources, dated things first."""

from datetime import date

import pytest
from django.db.models import Count, F

from niukou.core import due
from niukou.core.due import Due, DueRow, Rows, add_due, due_for
from niukou.core.models import Holiday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_sources")]
TODAY = date(2026, 3, 2)


@pytest.fixture
def _no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "_sources", [])


def days(user: str, on: date) -> Rows:
    return Holiday.objects.order_by("on")[:2].annotate(due_what=F("name"), due_on=F("on"))


def kinds(user: str, on: date) -> Rows:
    return Holiday.objects.values(due_where=F("is_workday")).annotate(due_count=Count("pk"))


def tell(row: DueRow) -> Due:
    return Due(f"{row.what}{row.where}{row.count}", "/", "x", row.on)


def test_due_for_asks_once_and_puts_what_has_a_day_first(django_assert_num_queries) -> None:
    for day in (3, 1, 2):
        Holiday.objects.create(on=date(2026, 5, day), name=f"May {day} ")
    add_due(kinds, tell)
    add_due(days, tell)
    add_due(lambda user, on: None, tell)

    with django_assert_num_queries(1):
        found = [(one.label, one.on) for one in due_for("me", on=TODAY)]

    assert found == [
        ("May 1 1", date(2026, 5, 1)),
        ("May 2 1", date(2026, 5, 2)),
        ("false3", None),
    ]


def test_due_for_is_empty_where_nothing_can_be_due(django_assert_num_queries) -> None:
    add_due(lambda user, on: None, tell)

    with django_assert_num_queries(0):
        assert due_for("me", on=TODAY) == []
