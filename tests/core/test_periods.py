"""Stretches of days."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.periods import (
    Period,
    PeriodEndsBeforeItBegins,
    PeriodIsOpen,
    UnreadablePeriod,
    add_months,
    days_between,
    merge,
    month_of,
    monthly,
    parse_period,
    quarter_of,
    year_of,
)

DAY = timedelta(days=1)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def periods(draw, open_ends=True):
    start, length = draw(days), draw(st.integers(1, 900))
    period = Period(start, start + length * DAY)
    if not open_ends:
        return period
    return draw(st.sampled_from([period, Period(start, None), Period(None, start), Period()]))


def test_the_first_day_counts_and_the_end_does_not():
    period = Period(date(2024, 11, 1), date(2024, 12, 1))

    assert date(2024, 11, 1) in period
    assert date(2024, 11, 30) in period
    assert date(2024, 12, 1) not in period
    assert date(2024, 10, 31) not in period
    assert period.days == 30


@pytest.mark.parametrize("end", [date(2024, 1, 1), date(2023, 12, 31)])
def test_a_period_has_at_least_a_day(end):
    with pytest.raises(PeriodEndsBeforeItBegins):
        Period(date(2024, 1, 1), end)


def test_a_period_is_made_of_days_not_of_moments():
    with pytest.raises(TypeError):
        Period(datetime(2024, 1, 1))  # noqa: DTZ001  # refused whatever its zone


@given(periods(), periods(), days)
def test_a_day_is_in_the_intersection_when_it_is_in_both(one, other, day):
    both = one.intersect(other)

    assert (day in one and day in other) == (both is not None and day in both)
    assert one.overlaps(other) == other.overlaps(one) == (both is not None)


def test_periods_that_touch_do_not_overlap():
    assert not month_of(date(2024, 1, 9)).overlaps(month_of(date(2024, 2, 9)))


@given(st.lists(periods(), max_size=6), days)
def test_merging_keeps_every_day_and_no_day_twice(several, day):
    merged = merge(several)

    assert any(day in period for period in several) == (sum(day in one for one in merged) == 1)
    assert all(earlier.end < later.start for earlier, later in itertools.pairwise(merged))


def test_merging_joins_periods_that_touch():
    winter = [month_of(date(2024, month, 1)) for month in (2, 1, 3)]

    assert merge(winter) == [quarter_of(date(2024, 2, 29))]


@given(periods(open_ends=False))
def test_months_cover_the_period_without_gap(period):
    months = list(period.months())

    assert merge(months) == [period]
    assert sum(month.days for month in months) == period.days
    for month in months:
        assert (month.end - DAY).replace(day=1) == month.start.replace(day=1)


@pytest.mark.parametrize(
    "period", [Period(), Period(date(2024, 1, 1)), Period(None, date(2024, 1, 1))]
)
def test_an_open_period_has_no_number_of_days(period):
    with pytest.raises(PeriodIsOpen):
        period.days  # noqa: B018  # asking is what is refused
    with pytest.raises(PeriodIsOpen):
        list(period.months())


@given(days)
def test_month_lies_in_quarter_lies_in_year(day):
    month, quarter, year = month_of(day), quarter_of(day), year_of(day)

    assert day in month
    assert quarter.intersect(month) == month
    assert year.intersect(quarter) == quarter
    assert len(list(quarter.months())) == 3
    assert year.days in {365, 366}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", Period(date(2024, 1, 1), date(2025, 1, 1))),
        ("2024年", Period(date(2024, 1, 1), date(2025, 1, 1))),
        ("2024-11", Period(date(2024, 11, 1), date(2024, 12, 1))),
        ("2024年11月", Period(date(2024, 11, 1), date(2024, 12, 1))),
        ("２０２４－１２", Period(date(2024, 12, 1), date(2025, 1, 1))),
        ("2024Q4", Period(date(2024, 10, 1), date(2025, 1, 1))),
        ("2024-q1", Period(date(2024, 1, 1), date(2024, 4, 1))),
        ("2024年第四季度", Period(date(2024, 10, 1), date(2025, 1, 1))),
    ],
)
def test_parse_period_reads_years_quarters_and_months(text, period):
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-00", "2024Q5", "202411", "2024-11-23", "0000", "9999"]
)
def test_parse_period_refuses_anything_else(text):
    with pytest.raises(UnreadablePeriod):
        parse_period(text)


@pytest.mark.parametrize(
    ("on", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 23), 2, date(2025, 1, 23)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -13, date(2022, 12, 15)),
    ],
)
def test_add_months_ends_on_the_last_day_where_there_is_no_such_day(on, months, later):
    assert add_months(on, months) == later


@given(days, st.integers(-60, 60))
def test_add_months_moves_exactly_so_many_months(on, months):
    later = add_months(on, months)

    assert (later.year - on.year) * 12 + later.month - on.month == months
    assert later.day == on.day or (later + DAY).day == 1


@given(days)
def test_a_monthly_chain_keeps_its_first_day(start):
    chain = list(itertools.islice(monthly(start), 25))

    assert chain == sorted(set(chain))
    assert {chain[12].day, chain[24].day} <= {start.day, 28}
    assert max(day.day for day in chain) == start.day


def test_a_monthly_chain_from_the_last_of_january_ends_every_month():
    assert list(itertools.islice(monthly(date(2024, 1, 31)), 3)) == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
    ]


def test_days_between_does_not_count_the_first_day():
    assert days_between(date(2024, 11, 23), date(2025, 10, 31)) == 342
