"""How often sites report: plans, periods, due days, and what the nightly job opens."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.models import Holiday
from niukou.core.periods import month_of
from niukou.core.workdays import YearNotFilled
from niukou.figures.actions.return_plans import (
    NotFirstDay,
    PeriodAsked,
    PlanFollows,
    TooLittleTime,
    open_due,
    open_returns,
    set_return_plan,
)
from niukou.figures.jobs import open_returns as nightly
from niukou.figures.models import Asked, ReturnPlan, SiteReturn
from niukou.figures.returns.known import days_open
from niukou.figures.returns.periods import Rhythm, due_day, finished_periods, period_name
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import PostHolding, StationSpell
from tests.factories import (
    BranchFactory,
    PersonFactory,
    ServiceStationFactory,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.posts import PostFactory
from tests.factories.programmes import coordinator, draft_site, site_in
from tests.factories.returns import (
    FEBRUARY,
    FIRST,
    MARCH,
    filled,
    holidays_of,
    line,
    open_return,
    plan_for,
    submitted,
)

ONE_DAY = timedelta(days=1)
DAYS = st.integers(0, 5000).map(lambda days: date(2020, 1, 1) + timedelta(days=days))


# --- periods ---------------------------------------------------------------------------------------
@given(DAYS, st.integers(0, 1500), st.sampled_from(Rhythm))
def test_finished_periods_follow_each_other_and_are_over(start, days: int, rhythm) -> None:
    by = start + timedelta(days=days)

    periods = [
        one.borders() for one in finished_periods(rhythm, from_on=start, until_on=None, by=by)
    ]

    assert all(start <= first and end <= by for first, end in periods)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(periods))


def test_a_month_is_over_on_the_first_of_the_next_and_not_before() -> None:
    def months(by: date) -> int:
        return len(list(finished_periods(Rhythm.MONTHLY, from_on=FIRST, until_on=None, by=by)))

    assert [months(FEBRUARY - ONE_DAY), months(FEBRUARY), months(FEBRUARY + ONE_DAY)] == [0, 1, 1]


def test_no_period_begins_once_the_plan_has_ended() -> None:
    found = list(
        finished_periods(Rhythm.MONTHLY, from_on=FIRST, until_on=MARCH, by=date(2026, 12, 1))
    )

    assert [one.start for one in found] == [FIRST, FEBRUARY]


@pytest.mark.django_db
def test_the_due_day_counts_working_days_from_the_periods_last_day() -> None:
    holidays_of(2026)
    Holiday.objects.create(on=date(2026, 10, 1), name="国庆节")
    Holiday.objects.create(on=date(2026, 10, 10), name="补班", is_workday=True)

    # September ends on a Wednesday; the 1st is a holiday, Saturday the 10th is worked.
    assert due_day(date(2026, 10, 1), 1) == date(2026, 10, 2)
    assert due_day(date(2026, 10, 1), 7) == date(2026, 10, 10)


def test_a_period_is_called_by_month_or_quarter() -> None:
    with translation.override("en"):
        assert period_name(FIRST, FEBRUARY) == "January 2026"
        assert period_name(FIRST, date(2026, 4, 1)) == "Quarter 1 of 2026"


# --- plans -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_set_return_plan_ends_the_one_before() -> None:
    branch = BranchFactory.create()
    before = plan_for(branch)

    after = plan_for(branch, from_on=date(2026, 4, 1), rhythm=Rhythm.QUARTERLY)

    before.refresh_from_db()
    assert (before.until_on, after.until_on) == (date(2026, 4, 1), None)


@pytest.mark.django_db
def test_set_return_plan_refuses() -> None:
    branch = BranchFactory.create()
    by = officer_of(branch)
    holidays_of(2026)
    said = {
        "rhythm": Rhythm.QUARTERLY,
        "asked": Asked.SIGNED,
        "due_workdays": 5,
        "from_on": FIRST,
        "by": by,
    }

    for changed, refusal in (
        ({"from_on": FEBRUARY}, NotFirstDay),
        ({"from_on": date(2026, 1, 2), "rhythm": Rhythm.MONTHLY}, NotFirstDay),
        ({"due_workdays": 0}, TooLittleTime),
        ({"due_workdays": 61}, TooLittleTime),
        ({"by": coordinator(draft_site(branch=branch))}, PermissionDenied),
        ({"by": stranger()}, PermissionDenied),
    ):
        with pytest.raises(refusal):
            set_return_plan(branch, **said | changed)
    set_return_plan(branch, **said)
    with pytest.raises(PlanFollows):
        set_return_plan(branch, **said)


@pytest.mark.django_db
def test_a_plan_does_not_reach_into_periods_that_were_asked_for() -> None:
    branch = open_return(on=MARCH).site.branch

    with pytest.raises(PeriodAsked):
        plan_for(branch, from_on=FEBRUARY)
    assert plan_for(branch, from_on=MARCH).from_on == MARCH


@pytest.mark.django_db
def test_only_who_runs_the_whole_programme_sets_its_plan() -> None:
    branch = BranchFactory.create()
    holidays_of(2026)
    said = {
        "rhythm": Rhythm.MONTHLY,
        "asked": Asked.SIGNED,
        "due_workdays": 5,
        "from_on": FIRST,
    }

    with pytest.raises(PermissionDenied):
        set_return_plan(branch.programme, **said, by=officer_of(branch))
    plan = set_return_plan(branch.programme, **said, by=officer_of_all(branch.programme))

    assert list(ReturnPlan.objects.for_branch(branch)) == [plan]
    own = plan_for(branch)
    assert list(ReturnPlan.objects.for_branch(branch)) == [own]


@pytest.mark.django_db
def test_the_database_lets_no_two_plans_of_a_branch_overlap() -> None:
    plan = plan_for(BranchFactory.create())
    plan.pk = None
    plan.from_on = date(2030, 1, 1)

    with pytest.raises(IntegrityError, match="return_plan_is_one_at_a_time"), transaction.atomic():
        plan.save()


# --- opening ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_open_returns_asks_each_signed_site_once_however_often_it_runs() -> None:
    site = signed_site()
    other = signed_site(branch=site.branch)
    draft_site(branch=site.branch)
    plan_for(site.branch)
    by = officer_of(site.branch)

    first = open_returns(site.branch, on=MARCH, by=by)
    again = open_returns(site.branch, on=MARCH, by=by)

    assert sorted((one.site_id, one.start_on) for one in first) == sorted(
        (pk, start) for pk in (site.pk, other.pk) for start in (FIRST, FEBRUARY)
    )
    assert again == []
    assert {one.deadline_on for one in first if one.start_on == FIRST} == {date(2026, 2, 6)}


@pytest.mark.django_db
def test_who_has_no_station_is_not_asked_where_only_open_stations_report() -> None:
    bare, planned, opened = (signed_site() for _place in range(3))
    for site in (planned, opened):
        site.branch = bare.branch
        site.save()
    ServiceStationFactory.create(site=planned)
    ServiceStationFactory.create(site=opened, opened_on=FEBRUARY - ONE_DAY)
    plan_for(bare.branch, asked=Asked.OPENED)

    found = open_due(bare.branch, on=FEBRUARY)

    assert [one.site for one in found] == [opened]


@pytest.mark.django_db
def test_a_closed_site_is_asked_no_more() -> None:
    site = site_in(SiteStatus.CLOSED, BranchFactory.create())
    plan_for(site.branch)

    assert open_due(site.branch, on=FEBRUARY) == []


@pytest.mark.django_db
def test_open_returns_refuses_strangers_and_years_without_holidays() -> None:
    site = signed_site()
    plan_for(site.branch)
    Holiday.objects.filter(on__year=2026).delete()

    with pytest.raises(PermissionDenied):
        open_returns(site.branch, on=FEBRUARY, by=coordinator(site))
    with pytest.raises(YearNotFilled):
        open_returns(site.branch, on=FEBRUARY, by=officer_of(site.branch))


@pytest.mark.django_db
def test_the_nightly_job_goes_on_where_one_branch_fails(time_machine, caplog) -> None:
    time_machine.move_to("2026-02-01T01:30:00+08:00", tick=False)
    failing = signed_site()
    plan_for(failing.branch)
    fine = signed_site()
    plan_for(fine.branch, from_on=FIRST)
    ReturnPlan.objects.filter(branch=failing.branch).update(due_workdays=60)
    Holiday.objects.filter(on__year=2027).delete()
    ReturnPlan.objects.filter(branch=failing.branch).update(from_on=date(2025, 1, 1))
    Holiday.objects.filter(on__year=2025).delete()

    nightly(timestamp=0)

    assert list(SiteReturn.objects.values_list("site", flat=True)) == [fine.pk]
    assert failing.branch.slug in caplog.text


# --- what is known already -------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_return_opens_with_what_is_known_and_its_records() -> None:
    site = signed_site()
    station = ServiceStationFactory.create(site=site, opened_on=date(2026, 1, 26))

    one = open_return(site)

    agreements, stations, days = (
        line(one, code) for code in ("agreements", "stations", "days-open")
    )
    assert [found.prefilled_value for found in (agreements, stations, days)] == [1, 1, 5]
    assert stations.lines == f"{station.pk} {site.number} 2026-01-26"
    assert (days.stated_value, line(one, "person-times").stated_value) == (5, None)
    assert line(one, "person-times").prefilled_value is None


@pytest.mark.django_db
def test_days_of_a_pause_are_not_open_unless_another_station_was() -> None:
    site = signed_site()
    holidays_of(2025, 2026)
    station = ServiceStationFactory.create(site=site, opened_on=date(2026, 1, 5))
    StationSpell.objects.create(
        station=station,
        kind="PAUSED",
        from_on=date(2026, 1, 12),
        until_on=date(2026, 1, 19),
        reason="装修",
        recorded_by=officer_of(site.branch),
    )
    january = month_of(FIRST)

    assert days_open(site, january).value == 15  # 20 working days from the 5th on, five of them not
    ServiceStationFactory.create(
        site=site, campus=station.campus, name="二站", opened_on=date(2026, 1, 16)
    )
    assert days_open(site, january).value == 16


@pytest.mark.django_db
def test_without_a_station_it_was_open_on_no_day() -> None:
    assert line(open_return(), "days-open").prefilled_value == 0


@pytest.mark.django_db
def test_working_days_are_not_known_where_the_holidays_are_not() -> None:
    site = signed_site()
    ServiceStationFactory.create(site=site, opened_on=date(2025, 1, 2))
    plan_for(site.branch)
    Holiday.objects.filter(on__year=2025).delete()

    assert days_open(site, month_of(date(2025, 12, 1))) is None


@pytest.mark.django_db
def test_what_becomes_known_later_follows_unless_somebody_typed_otherwise() -> None:
    site = signed_site()
    one = filled(open_return(site))
    other = signed_site(branch=site.branch)
    open_due(site.branch, on=FEBRUARY)
    ServiceStationFactory.create(site=site, opened_on=date(2026, 1, 5))

    open_due(site.branch, on=FEBRUARY)

    stations = line(one, "stations")
    assert (stations.prefilled_value, stations.stated_value, stations.evidence_count) == (1, 1, 1)
    assert line(SiteReturn.objects.get(site=other), "stations").stated_value == Decimal(0)


@pytest.mark.django_db
def test_what_is_handed_in_follows_no_more() -> None:
    one = submitted()
    ServiceStationFactory.create(site=one.site, opened_on=date(2026, 1, 5))

    open_due(one.site.branch, on=FEBRUARY)

    assert line(one, "stations").prefilled_value == 0


# --- at once ---------------------------------------------------------------------------------------
def at_once(*acts: Callable[[], object]) -> list[object]:
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            together.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_ask_nobody_twice() -> None:
    site = signed_site()
    plan_for(site.branch)

    found = at_once(*[lambda: open_due(site.branch, on=MARCH)] * 2)

    assert sorted(map(len, found)) == [0, 2]
    assert SiteReturn.objects.count() == 2


@pytest.mark.django_db
def test_posts_are_known_by_who_held_them() -> None:
    site = signed_site()
    for number, (from_on, until_on) in enumerate(
        [(date(2025, 12, 5), date(2026, 1, 2)), (date(2026, 1, 31), None)], start=1
    ):
        post = PostFactory.create(site=site, number=f"演示岗-{number}")
        PostHolding.objects.create(
            post=post, person=PersonFactory.create(), from_on=from_on, until_on=until_on
        )

    one = open_return(site)

    assert line(one, "posts-held").lines == f"演示岗-2 {site.number} 2026-01-31"
    assert line(one, "post-months").prefilled_value == 2
