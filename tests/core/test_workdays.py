"""Working days in China."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.models import Holiday
from niukou.core.periods import Period, year_of
from niukou.core.reference.holidays import YEARS, official_days
from niukou.core.workdays import SpecialDay, WorkCalendar, YearNotFilled, calendar

OFFICIAL = WorkCalendar.of(official_days())
DAY = timedelta(days=1)
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2025, 12, 31))


# The notice for 2024: Spring Festival 10-17 February, worked on the 4th and the 18th;
# National Day 1-7 October, worked on 29 September and 12 October.
@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2024, 2, 4), True),  # a Sunday
        (date(2024, 2, 9), True),  # a Friday
        (date(2024, 2, 12), False),  # a Monday
        (date(2024, 2, 18), True),  # a Sunday
        (date(2024, 9, 29), True),  # a Sunday
        (date(2024, 10, 7), False),  # a Monday
        (date(2024, 10, 12), True),  # a Saturday
        (date(2024, 11, 23), False),  # the Saturday of the signing
        (date(2024, 11, 25), True),
    ],
)
def test_is_workday_follows_the_notice_of_the_year(on, works):
    assert OFFICIAL.is_workday(on) is works


def test_a_term_over_the_spring_festival_skips_the_holidays():
    assert OFFICIAL.add_workdays(date(2024, 2, 8), 2) == date(2024, 2, 18)
    assert OFFICIAL.next_workday(date(2024, 2, 10)) == date(2024, 2, 18)
    assert OFFICIAL.next_workday(date(2024, 2, 9)) == date(2024, 2, 9)


@given(days, st.integers(1, 60))
def test_so_many_working_days_lie_between_a_day_and_its_term(start, count):
    end = OFFICIAL.add_workdays(start, count)

    assert OFFICIAL.is_workday(end)
    assert OFFICIAL.workdays_between(Period(start + DAY, end + DAY)) == count
    assert OFFICIAL.add_workdays(end, -count) <= start


@given(days)
def test_no_working_days_later_is_the_same_day(start):
    assert OFFICIAL.add_workdays(start, 0) == start


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_about_250_working_days(year):
    assert 245 <= OFFICIAL.workdays_between(year_of(date(year, 1, 1))) <= 255


def test_official_days_name_what_is_celebrated():
    assert next(official_days([2015])) == SpecialDay(date(2015, 1, 1), "元旦", False)
    assert [day.on.year for day in official_days([2003])] == []


def test_a_year_that_is_not_filled_is_never_guessed():
    with pytest.raises(YearNotFilled, match=r"2027.*administrator"):
        OFFICIAL.is_workday(date(2027, 1, 4))
    with pytest.raises(YearNotFilled):
        OFFICIAL.add_workdays(date(2026, 12, 31), 1)


def test_calendar_reads_the_table_and_sees_an_edit_at_once(db):
    Holiday.objects.all().delete()
    Holiday.objects.bulk_create(Holiday(**day._asdict()) for day in official_days([2024]))
    friday = date(2024, 11, 22)
    assert calendar().is_workday(friday)

    Holiday.objects.create(on=friday, name="演示假日")
    assert not calendar().is_workday(friday)

    Holiday.objects.filter(on=friday).update(is_workday=True)
    assert calendar().is_workday(friday)

    Holiday.objects.all().delete()
    with pytest.raises(YearNotFilled):
        calendar().is_workday(friday)


def test_calendar_reads_the_days_only_once(db, django_assert_num_queries):
    calendar()

    with django_assert_num_queries(1):  # has it been edited?
        calendar()
