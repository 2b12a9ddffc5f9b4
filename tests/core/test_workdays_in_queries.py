"""The term of working days inside a query says what the calendar says."""

from datetime import date, timedelta

import pytest
from django.db.models import DateField, IntegerField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.models import Holiday
from niukou.core.workdays import WorkdayAfter, YearNotFilled, calendar

pytestmark = pytest.mark.django_db


def in_a_query(start: date, count: int) -> date | None:
    Holiday.objects.get_or_create(on=date(2031, 1, 1), name="元旦")
    one = Holiday.objects.annotate(
        found=WorkdayAfter(
            Value(start, output_field=DateField()), Value(count, output_field=IntegerField())
        )
    ).get(on=date(2031, 1, 1))
    return one.found


@pytest.fixture
def holidays(db: None) -> None:
    Holiday.objects.all().delete()
    for year in (2025, 2026):
        first = date(year, 10, 1)
        days = [first + timedelta(days=step) for step in range(8)]
        Holiday.objects.bulk_create(Holiday(on=day, name="国庆节") for day in days)
        Holiday.objects.create(on=date(year, 1, 1), name="元旦")
    Holiday.objects.create(on=date(2026, 10, 10), name="补班", is_workday=True)


@given(
    start=st.dates(min_value=date(2024, 12, 1), max_value=date(2026, 12, 31)),
    count=st.integers(min_value=1, max_value=260),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_query_and_the_calendar_say_the_same_day(holidays, start: date, count: int) -> None:
    found = in_a_query(start, count)

    try:
        expected = calendar().add_workdays(start, count)
    except YearNotFilled:
        expected = None
    assert found == expected


def test_a_year_that_is_not_filled_in_gives_no_day(holidays) -> None:
    assert in_a_query(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert in_a_query(date(2026, 12, 30), 2) is None
