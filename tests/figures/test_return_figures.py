"""What accepted returns add up to: the day before, the day, the day after, and nothing at all."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from niukou.core.quantities import Quantity, Unit
from niukou.figures.actions.return_notes import approve_note, note_correction
from niukou.figures.definitions.returns import (
    CASES_OPENED,
    GROUPS_HELD,
    INDICATORS,
    PERSON_TIMES_SERVED,
    RELIEF_AMOUNT,
    RETURNS_ACCEPTED,
    RETURNS_LATE,
    SATISFACTION_SHARE,
    VOLUNTEER_HOURS,
)
from niukou.figures.queries.figures import measured, prove
from niukou.figures.queries.publications import drift_of, named
from tests.factories import BranchFactory, officer_of, signed_site
from tests.factories.figures import published, scope_of_branch
from tests.factories.programmes import coordinator
from tests.factories.returns import (
    CHECKED,
    FEBRUARY,
    HANDED_IN,
    MARCH,
    accepted,
    line,
    open_return,
    submitted,
)

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
LAST_DAY = FEBRUARY - ONE_DAY
SUMS = [one for one in INDICATORS if not one.is_count]
DUE = date(2026, 2, 6)


def value(indicator, branch, day):
    found = indicator.value(scope_of_branch(branch), day)
    return found.value if found else None


@pytest.mark.parametrize("indicator", SUMS, ids=lambda one: one.code)
def test_a_period_counts_from_its_last_day_on(indicator) -> None:
    branch = accepted(cases_closed=5, cases_active=1).site.branch

    before, on, after = (
        value(indicator, branch, LAST_DAY + step) for step in (-ONE_DAY, 0 * ONE_DAY, ONE_DAY)
    )

    assert before is None
    assert on == after
    assert on > 0


def test_the_numbers_are_those_of_the_returns() -> None:
    branch = BranchFactory.create()
    accepted(open_return(signed_site(branch=branch)))
    accepted(open_return(signed_site(branch=branch)), satisfied_answers=8, satisfaction_answers=10)

    assert value(PERSON_TIMES_SERVED, branch, LAST_DAY) == 240
    assert value(VOLUNTEER_HOURS, branch, LAST_DAY) == 73
    assert RELIEF_AMOUNT.value(scope_of_branch(branch), LAST_DAY) == Quantity(2_500_000, Unit.FEN)
    assert value(SATISFACTION_SHARE, branch, LAST_DAY) == Decimal(26) / 30 or value(
        SATISFACTION_SHARE, branch, LAST_DAY
    ) == Decimal("0.866667")


@pytest.mark.parametrize("indicator", SUMS, ids=lambda one: one.code)
def test_without_an_accepted_return_nothing_is_known(indicator) -> None:
    branch = submitted().site.branch

    assert value(indicator, branch, MARCH) is None
    assert prove(indicator, scope_of_branch(branch), MARCH).evidence_count == 0


@pytest.mark.parametrize("few", [1, 4])
def test_fewer_than_five_people_are_not_shown(few: int) -> None:
    branch = accepted(
        person_times=few,
        persons_served=few,
        inpatients=0,
        outpatients=0,
        cases_opened=few,
        cases_closed=0,
        relief_persons=few,
        satisfaction_answers=few,
        satisfied_answers=few,
    ).site.branch

    for indicator in (PERSON_TIMES_SERVED, CASES_OPENED, RELIEF_AMOUNT, SATISFACTION_SHARE):
        assert value(indicator, branch, LAST_DAY) is None
    assert value(GROUPS_HELD, branch, LAST_DAY) == 1


def test_none_and_five_are_shown() -> None:
    branch = accepted(
        cases_opened=0, cases_closed=0, relief_persons=5, satisfaction_answers=0,
        satisfied_answers=0, satisfaction_mean=None,
    ).site.branch  # fmt: skip

    assert value(CASES_OPENED, branch, LAST_DAY) == 0
    assert value(RELIEF_AMOUNT, branch, LAST_DAY) == 1_250_000
    assert value(SATISFACTION_SHARE, branch, LAST_DAY) is None


def test_many_are_measured_in_one_question(django_assert_num_queries) -> None:
    branch = accepted().site.branch
    scope = scope_of_branch(branch)
    asked = [(one, scope, LAST_DAY) for one in INDICATORS]

    with django_assert_num_queries(1):
        found = measured(asked)

    assert found == {one: value(one[0], branch, LAST_DAY) for one in asked}


# --- states of returns -----------------------------------------------------------------------------
def test_a_return_counts_as_accepted_from_the_day_it_was() -> None:
    branch = accepted().site.branch

    counts = [value(RETURNS_ACCEPTED, branch, CHECKED + step * ONE_DAY) for step in (-1, 0, 1)]

    assert counts == [0, 1, 1]


def test_a_return_is_late_from_the_day_after_it_was_due() -> None:
    branch = open_return().site.branch

    assert [value(RETURNS_LATE, branch, DUE + step * ONE_DAY) for step in (-1, 0, 1)] == [0, 0, 1]


def test_what_comes_on_the_due_day_is_in_time_and_what_comes_later_stays_late() -> None:
    in_time, late = submitted(on=DUE), submitted(on=DUE + ONE_DAY)

    assert value(RETURNS_LATE, in_time.site.branch, MARCH) == 0
    assert value(RETURNS_LATE, late.site.branch, MARCH) == 1
    assert value(RETURNS_LATE, submitted(on=HANDED_IN).site.branch, MARCH) == 0


# --- proof -----------------------------------------------------------------------------------------
def test_what_one_hospital_states_is_no_public_record() -> None:
    one = accepted()
    branch = one.site.branch
    for indicator in INDICATORS:
        evidence = indicator.evidence(scope_of_branch(branch), MARCH)
        seen = indicator.narrows(evidence, coordinator(one.site)).count()
        assert seen == evidence.count()
        assert indicator.narrows(evidence, AnonymousUser()).count() == 0
        assert [indicator.row(row).site for row in evidence] == [one.site.number] * seen


def test_an_approved_note_is_a_correction_of_what_was_published() -> None:
    one = accepted()
    branch = one.site.branch
    publication = published(
        scope_of_branch(branch),
        by=officer_of(branch),
        indicator=PERSON_TIMES_SERVED,
        as_of=LAST_DAY,
    )
    note = note_correction(
        line(one, "person-times"),
        says_value=Decimal(130),
        reason="漏登",
        by=coordinator(one.site),
    )
    assert drift_of(publication) is None

    approve_note(note, by=officer_of(branch))

    drift = drift_of(publication)
    assert (drift.was.value, drift.now.value) == (120, 130)
    [difference] = drift.differences
    assert (difference.reference, difference.site) == (str(one.pk), one.site.number)
    [told] = named(drift, coordinator(one.site))
    assert (told.url, told.name) == (one.get_absolute_url(), one.period_name)
    assert named(drift, AnonymousUser()) == []


def test_as_known_yesterday_a_note_of_today_is_not_there() -> None:
    one = accepted()
    branch, yesterday = one.site.branch, timezone.localdate() - ONE_DAY
    midnight = timezone.make_aware(datetime.combine(yesterday, datetime.min.time()))
    with connection.cursor() as cursor:
        for table in ("sitereturn", "returnline"):
            cursor.execute(f"UPDATE figures_{table}event SET pgh_created_at = %s", [midnight])
    note = note_correction(
        line(one, "person-times"), says_value=Decimal(130), reason="漏登", by=coordinator(one.site)
    )
    approve_note(note, by=officer_of(branch))
    scope = scope_of_branch(branch)

    now = prove(PERSON_TIMES_SERVED, scope, LAST_DAY)
    known = prove(PERSON_TIMES_SERVED, scope, LAST_DAY, known_on=yesterday)

    assert (now.quantity.value, known.quantity.value) == (130, 120)


def test_the_public_page_of_a_figure_shows_the_sum_and_no_hospital(anybody) -> None:
    one = accepted()
    place = PERSON_TIMES_SERVED.url(scope_of_branch(one.site.branch), LAST_DAY)

    page = anybody.get(place)

    assert page.status_code == 200
    assert page.context["figure"].quantity == Quantity(120, Unit.PERSON_TIMES)
    assert (page.context["proof"].rows, page.context["proof"].hidden_count) == ([], 1)


def test_a_draft_is_held_against_what_returns_add_up_to(signed_in) -> None:
    one = accepted()
    browser = signed_in(officer_of(one.site.branch))
    text = "截至2026年1月31日，累计服务120人次；结案9个个案。"

    page = browser.post("/claims/", {"text": text, "written_on": "2026-02-10"})

    assert page.status_code == 200
    assert "person-times-served" in page.content.decode()
