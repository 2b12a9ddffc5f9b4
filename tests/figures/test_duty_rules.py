"""Which duties follow from which facts: month ends, holidays, early and late entries."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.periods import add_months
from niukou.figures.duties.kinds import SOURCES, DutyKind
from niukou.figures.duties.rules import Facts, RelatedFact, duties_of

ONE_DAY = timedelta(days=1)
LAUNCH = date(2024, 1, 1)
DAYS = st.integers(0, 9000).map(lambda days: date(2010, 1, 1) + timedelta(days=days))


def due(facts: Facts, kind: DutyKind, *, until: date) -> list[date]:
    return [one.deadline_on for one in duties_of(facts, until=until) if one.kind == kind]


# --- progress ------------------------------------------------------------------------------------
def test_progress_is_due_every_three_months_from_the_launch() -> None:
    found = due(Facts(LAUNCH), DutyKind.PROGRESS, until=date(2025, 1, 1))

    assert found == [date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1), date(2025, 1, 1)]


@pytest.mark.parametrize(
    ("launch", "first"),
    [
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2024, 11, 30), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2024, 5, 29)),
        (date(2025, 1, 31), date(2025, 4, 30)),
        (date(2025, 7, 1), date(2025, 10, 1)),  # a holiday: it stays where it is
    ],
)
def test_a_term_of_months_ends_on_the_same_day_or_the_last_of_the_month(launch, first) -> None:
    assert due(Facts(launch), DutyKind.PROGRESS, until=first) == [first]
    assert due(Facts(launch), DutyKind.PROGRESS, until=first - ONE_DAY) == []


def test_a_chain_keeps_the_day_it_began_with() -> None:
    found = due(Facts(date(2025, 1, 31)), DutyKind.PROGRESS, until=date(2026, 1, 31))

    assert found == [date(2025, 4, 30), date(2025, 7, 31), date(2025, 10, 31), date(2026, 1, 31)]


def test_who_publishes_early_is_due_again_three_months_later() -> None:
    facts = Facts(LAUNCH, published={"progress 1": date(2024, 2, 10)})

    found = due(facts, DutyKind.PROGRESS, until=date(2024, 10, 1))

    assert found == [date(2024, 4, 1), date(2024, 5, 10), date(2024, 10, 1)]


def test_who_publishes_late_keeps_the_old_days() -> None:
    facts = Facts(LAUNCH, published={"progress 1": date(2024, 6, 30)})

    assert due(facts, DutyKind.PROGRESS, until=date(2024, 7, 1)) == [
        date(2024, 4, 1),
        date(2024, 7, 1),
    ]


@pytest.mark.parametrize(
    ("last_day", "is_long"), [(date(2024, 7, 1), False), (date(2024, 7, 2), True)]
)
def test_only_a_project_longer_than_six_months_publishes_progress(last_day, is_long) -> None:
    found = due(Facts(LAUNCH, ends_on=last_day), DutyKind.PROGRESS, until=date(2030, 1, 1))

    assert bool(found) is is_long


def test_progress_ends_with_the_programme() -> None:
    facts = Facts(LAUNCH, ends_on=date(2024, 12, 31))

    assert due(facts, DutyKind.PROGRESS, until=date(2030, 1, 1))[-1] == date(2024, 10, 1)


@given(DAYS, st.integers(0, 2000), st.lists(st.integers(-80, 80), max_size=8))
def test_after_a_published_entry_no_gap_is_longer_than_three_months(launch, days, shifts) -> None:
    until = launch + timedelta(days=days)
    on_time = {
        f"progress {step}": add_months(launch, 3 * step) + timedelta(days=min(shift, 0))
        for step, shift in enumerate(shifts, start=1)
    }

    found = [
        one
        for one in duties_of(Facts(launch, published=on_time), until=until)
        if one.kind == DutyKind.PROGRESS
    ]

    before: date | None = launch
    for one in found:
        assert before is None or one.deadline_on <= add_months(before, 3)
        before = on_time.get(one.fact)
    assert all(
        other.start_on == min(on_time.get(one.fact, one.end_on), one.end_on)
        for one, other in itertools.pairwise(found)
    )


# --- the end, the year, related parties ----------------------------------------------------------
def test_the_final_report_is_due_three_months_after_the_last_day() -> None:
    facts = Facts(LAUNCH, ends_on=date(2024, 11, 30))

    for kind in (DutyKind.FINAL, DutyKind.LEFTOVER):
        assert due(facts, kind, until=date(2025, 2, 28)) == [date(2025, 2, 28)]
        assert due(facts, kind, until=date(2025, 2, 27)) == []
        assert due(Facts(LAUNCH), kind, until=date(2030, 1, 1)) == []


def test_each_year_is_due_by_31_may_of_the_next() -> None:
    facts = Facts(date(2024, 6, 1), ends_on=date(2025, 3, 1))

    for kind in (DutyKind.ANNUAL, DutyKind.RELATED_LIST):
        found = due(facts, kind, until=date(2030, 1, 1))
        assert found == [date(2025, 5, 31), date(2026, 5, 31)]


def test_a_related_dealing_is_due_thirty_days_after_it() -> None:
    facts = Facts(LAUNCH, related=(RelatedFact("agreement 7", "演示协-7", date(2026, 3, 1)),))

    [one] = [
        found
        for found in duties_of(facts, until=date(2026, 3, 31))
        if found.kind == DutyKind.RELATED_PARTY
    ]

    assert (one.deadline_on, one.about, one.fact) == (date(2026, 3, 31), "演示协-7", "agreement 7")
    assert due(facts, DutyKind.RELATED_PARTY, until=date(2026, 3, 30)) == []


@given(DAYS, st.none() | st.integers(1, 3000), st.integers(0, 4000))
def test_the_same_facts_give_the_same_duties_and_none_twice(launch, lasts, days) -> None:
    facts = Facts(launch, ends_on=launch + timedelta(days=lasts) if lasts else None)
    until = launch + timedelta(days=days)

    found = duties_of(facts, until=until)

    assert found == duties_of(facts, until=until)
    assert len({(one.kind, one.fact) for one in found}) == len(found)
    assert all(one.deadline_on <= until and one.start_on < one.end_on for one in found)


def test_every_kind_names_its_law() -> None:
    assert set(SOURCES) == set(DutyKind)
