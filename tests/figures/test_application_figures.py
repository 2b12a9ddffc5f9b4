"""What is counted of applications: the day before, the day, the day after, and nothing at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import find_indicator
from niukou.figures.queries.figures import prove
from niukou.programmes.actions.applications import submit_application, withdraw_application
from niukou.programmes.actions.formal_checks import reject_application
from niukou.programmes.models import FormalCheck
from tests.factories import BranchFactory, OrganisationFactory, officer_of, stranger
from tests.factories.calls import (
    CHECKED,
    HANDED_IN,
    applicant,
    at,
    begun,
    checking,
    fresh,
    handed_in,
    open_call,
    passed,
    returned,
    typed,
)
from tests.factories.figures import scope_of_branch

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
RECEIVED, APPLIED, RETURNED, PASSED, DAYS = map(
    find_indicator,
    (
        "applications-received",
        "hospitals-applied",
        "applications-returned",
        "applications-passed-formal-check",
        "days-application-to-decision",
    ),
)


def values(indicator, scope, day) -> list[int | Decimal | None]:
    """Return its value on the day before, on the day and on the day after."""
    found = [indicator.value(scope, on) for on in (day - ONE_DAY, day, day + ONE_DAY)]
    return [one and one.value for one in found]


def test_an_application_counts_from_the_day_it_was_first_handed_in() -> None:
    call = open_call()
    typed(call)
    application = handed_in(call)
    scope = scope_of_branch(call.branch)

    assert values(RECEIVED, scope, HANDED_IN) == [0, 1, 1]
    assert values(APPLIED, scope, HANDED_IN) == [0, 1, 1]
    assert RECEIVED.value(scope, HANDED_IN) == Quantity(1, Unit.APPLICATIONS)
    line = RECEIVED.evidence(scope, HANDED_IN).get().line
    assert line.endswith(f" {application.site.number} 2026-04-10")


def test_what_came_back_and_was_handed_in_again_counts_once() -> None:
    application = returned()
    scope = scope_of_branch(application.call.branch)

    again = CHECKED + 5 * ONE_DAY
    submit_application(application, at=at(again), by=applicant(application.site.hospital))
    returned(fresh(application), on=again)

    assert values(RECEIVED, scope, again) == [1, 1, 1]
    assert values(RETURNED, scope, CHECKED) == [0, 1, 1]
    assert values(RETURNED, scope, again) == [1, 1, 1]


def test_a_hospital_that_applies_again_is_two_applications_and_one_hospital() -> None:
    call, hospital = open_call(), OrganisationFactory.create()
    check = checking(handed_in(call, hospital=hospital))
    by = officer_of(call.branch)
    reject_application(check, version=check.version, reason="不符", on=CHECKED, by=by)
    scope = scope_of_branch(call.branch)

    second = begun(call, hospital=hospital)

    assert (RECEIVED.value(scope, CHECKED).value, APPLIED.value(scope, CHECKED).value) == (1, 1)
    assert second.site.number != check.submission.application.site.number


def test_what_passed_counts_from_the_day_of_the_decision() -> None:
    application = passed()

    assert values(PASSED, scope_of_branch(application.call.branch), CHECKED) == [0, 1, 1]


def test_days_are_the_median_of_checks_that_an_officer_ended() -> None:
    call = open_call()
    for days in (2, 4, 9):
        passed(handed_in(call), on=HANDED_IN + days * ONE_DAY)
    check = checking(handed_in(call), on=HANDED_IN + ONE_DAY)
    application = check.submission.application
    withdraw_application(
        application,
        on=HANDED_IN + 3 * ONE_DAY,
        reason="改期",
        by=applicant(application.site.hospital),
    )
    scope = scope_of_branch(call.branch)

    assert values(DAYS, scope, HANDED_IN + 2 * ONE_DAY) == [None, 2, 2]
    assert values(DAYS, scope, HANDED_IN + 4 * ONE_DAY) == [2, 3, 3]
    assert values(DAYS, scope, HANDED_IN + 9 * ONE_DAY) == [3, 4, 4]
    assert DAYS.value(scope, HANDED_IN) is None


@pytest.mark.parametrize("indicator", [RECEIVED, APPLIED, RETURNED, PASSED, DAYS])
def test_nothing_recorded_is_0_of_what_is_counted_and_no_number_of_days(indicator) -> None:
    found = indicator.value(scope_of_branch(BranchFactory.create()), HANDED_IN)

    assert (found and found.value) == (None if indicator is DAYS else 0)


@pytest.mark.parametrize("indicator", [RECEIVED, APPLIED, RETURNED, PASSED, DAYS])
def test_the_number_is_everybodys_and_its_records_are_their_readers(indicator) -> None:
    call = open_call()
    returned(handed_in(call))
    application = passed(handed_in(call))
    scope = scope_of_branch(call.branch)
    shown = {
        who: indicator.narrows(indicator.evidence(scope, CHECKED), reader).count()
        for who, reader in {
            "officer": officer_of(call.branch),
            "hospital": applicant(application.site.hospital),
            "stranger": stranger(),
        }.items()
    }

    assert shown["stranger"] == 0
    assert shown["hospital"] == (0 if indicator is RETURNED else 1)
    assert shown["officer"] == (1 if indicator in {RETURNED, PASSED} else 2)


def test_as_known_before_it_was_recorded_it_is_not_known() -> None:
    application = passed()
    scope = scope_of_branch(application.call.branch)
    today = timezone.localdate()

    assert prove(PASSED, scope, CHECKED, known_on=today).quantity.value == 1
    assert prove(PASSED, scope, CHECKED, known_on=today - 400 * ONE_DAY).quantity.value == 0
    assert FormalCheck.objects.count() == 1
