"""What is counted of gatherings and trainings: the day before, the day, the day after, and nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.figures.definitions import BOOK, WORKERS_TRAINED
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import counted, prove
from niukou.figures.queries.publications import stated
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import GatheringKind
from niukou.programmes.models import ProgrammeGathering
from tests.factories import BranchFactory, PersonFactory, officer_of, stranger
from tests.factories.figures import scope_of_branch
from tests.factories.gatherings import (
    ENDS_AT,
    STARTS_AT,
    AgendaItemFactory,
    AttendanceFactory,
    HeadCountFactory,
    gathering_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 6)
ONE_DAY = timedelta(days=1)
HELD = GatheringStatus.HELD
BY_KIND = {
    "trainings-held": GatheringKind.TRAINING,
    "exchange-events": GatheringKind.EXCHANGE,
    "advocacy-events": GatheringKind.ADVOCACY,
    "research-events": GatheringKind.RESEARCH,
}


def training(branch, **fields):
    return gathering_of(branch, status=HELD, **fields)


def value(code: str, scope: Scope, day: date = DAY) -> object:
    found = BOOK[code].value(scope, day)
    return found and found.value


# --- events --------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", BY_KIND)
def test_an_event_of_its_kind_counts_from_the_day_it_ended(code) -> None:
    branch = BranchFactory.create()
    for kind in GatheringKind:
        gathering_of(branch, kind=kind, status=HELD)
    scope = scope_of_branch(branch)

    assert [value(code, scope, DAY + days * ONE_DAY) for days in (-1, 0, 1)] == [0, 1, 1]
    assert value("gatherings-held", scope) == len(GatheringKind)


def test_what_is_planned_open_or_cancelled_does_not_count() -> None:
    branch = BranchFactory.create()
    for status in (GatheringStatus.PLANNED, GatheringStatus.OPEN):
        gathering_of(branch, status=status)
    gathering_of(branch, status=GatheringStatus.CANCELLED, cancelled_because="台风")

    assert value("gatherings-held", scope_of_branch(branch)) == 0


def test_midnight_ends_the_day_before_and_several_days_count_on_the_last() -> None:
    branch = BranchFactory.create()
    midnight = STARTS_AT.replace(hour=0) + ONE_DAY
    by_day = training(branch, starts_at=midnight - ONE_DAY, ends_at=midnight, is_by_day=True)
    training(branch, ends_at=ENDS_AT + ONE_DAY)
    scope = scope_of_branch(branch)

    assert [value("trainings-held", scope, DAY + days * ONE_DAY) for days in (-1, 0, 1)] == [
        0,
        1,
        2,
    ]
    line = BOOK["trainings-held"].evidence(scope, DAY).get().line
    assert line == f"{by_day.number} {branch.code} 2026-03-06"


def test_a_programme_counts_its_own_and_those_of_its_published_branches() -> None:
    shown = BranchFactory.create()
    hidden = BranchFactory.create(programme=shown.programme, is_public=False)
    for branch in (shown, hidden):
        training(branch)
    own = training(shown)
    ProgrammeGathering.objects.filter(gathering=own).update(branch=None)
    whole = Scope(shown.programme)

    assert value("trainings-held", whole) == 2
    assert value("trainings-held", scope_of_branch(shown)) == 1
    assert value("trainings-held", scope_of_branch(hidden)) == 1
    row = BOOK["trainings-held"].evidence(whole, DAY).get(branch=None)
    assert row.line.split()[1] == shown.programme.slug.upper()


# --- people --------------------------------------------------------------------------------------
def test_a_worker_trained_counts_once_from_the_first_training_completed() -> None:
    branch, person = BranchFactory.create(), PersonFactory.create()
    first, second = training(branch), training(branch, ends_at=ENDS_AT + ONE_DAY)
    for gathering in (first, second):
        AttendanceFactory.create(gathering=gathering, person=person)
    AttendanceFactory.create(gathering=second)
    scope = scope_of_branch(branch)

    days = [DAY - ONE_DAY, DAY, DAY + ONE_DAY]
    assert [value("workers-trained", scope, day) for day in days] == [0, 1, 2]
    assert [value("training-person-times", scope, day) for day in days] == [0, 1, 3]
    figure = prove(WORKERS_TRAINED, scope, DAY + ONE_DAY)
    assert (str(figure.quantity), figure.evidence_count) == (
        str(Quantity(2, Unit.PERSONS)),
        2,
    )
    asked = (WORKERS_TRAINED, scope, DAY + ONE_DAY)
    assert counted([asked]) == {asked: 2}


@pytest.mark.parametrize(
    ("minutes", "share", "completes"),
    [
        (None, None, True),
        (0, None, True),
        (72, Decimal("0.80"), True),
        (71, Decimal("0.80"), False),
        (None, Decimal("0.80"), False),
        (90, Decimal(1), True),
        (89, Decimal(1), False),
    ],
)
def test_completed_is_what_the_training_asks_for(minutes, share, completes) -> None:
    gathering = training(BranchFactory.create(), completion_share=share)
    AgendaItemFactory.create(gathering=gathering)  # 90 class minutes
    AttendanceFactory.create(gathering=gathering, minutes_present=minutes)

    scope = scope_of_branch(gathering.programme_link.branch)
    assert value("workers-trained", scope) == int(completes)
    assert value("training-person-times", scope) == 1


def test_who_was_at_other_gatherings_or_trainings_for_others_is_no_worker_trained() -> None:
    branch = BranchFactory.create()
    for gathering in (
        training(branch, is_for_workers=False),
        training(branch, kind=GatheringKind.MEETING),
        gathering_of(branch, status=GatheringStatus.OPEN),
        training(branch, completion_share=Decimal("0.5")),  # no class minutes to share
    ):
        AttendanceFactory.create(gathering=gathering, minutes_present=10)

    assert value("workers-trained", scope_of_branch(branch)) == 0


def test_hours_add_up_and_are_shared_by_persons_and_nothing_measured_is_not_zero() -> None:
    branch, person = BranchFactory.create(), PersonFactory.create()
    scope = scope_of_branch(branch)
    AttendanceFactory.create(gathering=training(branch))
    assert value("training-hours", scope) is None
    assert value("training-hours-per-person", scope) is None

    for minutes in (90, 45):
        AttendanceFactory.create(gathering=training(branch), person=person, minutes_present=minutes)
    AttendanceFactory.create(gathering=training(branch), minutes_present=0)

    assert value("training-hours", scope) == Decimal("2.25")
    assert value("training-hours-per-person", scope) == Decimal("1.13")
    assert value("training-hours", scope, DAY - ONE_DAY) is None


# --- heads ---------------------------------------------------------------------------------------
def test_heads_are_as_vague_as_their_vaguest_part_and_none_is_not_zero() -> None:
    branch = BranchFactory.create()
    scope, reach = scope_of_branch(branch), BOOK["advocacy-reach"]
    event = gathering_of(branch, kind=GatheringKind.ADVOCACY, status=HELD)
    AttendanceFactory.create(gathering=event)
    assert reach.value(scope, DAY) is None

    HeadCountFactory.create(gathering=event, value=18)
    assert reach.value(scope, DAY) == Quantity(18, Unit.PERSON_TIMES)
    HeadCountFactory.create(gathering=event, value=260, qualifier=Qualifier.ABOUT)
    HeadCountFactory.create(gathering=training(branch), value=1000)

    assert reach.value(scope, DAY) == Quantity(278, Unit.PERSON_TIMES, Qualifier.ABOUT)
    assert reach.value(scope, DAY - ONE_DAY) is None
    assert (stated(reach, scope, DAY).value, prove(reach, scope, DAY).evidence_count) == ("278", 2)


# --- who reads what ------------------------------------------------------------------------------
def test_names_stand_only_in_rows_of_whom_the_reader_may_read_and_in_no_line() -> None:
    branch = BranchFactory.create()
    gathering = training(branch, is_public=True)
    AttendanceFactory.create(gathering=gathering, person__official_name="演示某某", unit="演示某院")
    scope = scope_of_branch(branch)

    def row(reader):
        evidence = WORKERS_TRAINED.evidence(scope, DAY)
        return WORKERS_TRAINED.row(WORKERS_TRAINED.narrows(evidence, reader).get())

    officer, everybody = row(officer_of(branch)), [row(stranger()), row(AnonymousUser())]
    assert (officer.reference, officer.hospital) == ("演示某某", "演示某院")
    for shown in everybody:
        assert "演示某某" not in str(shown)
        assert "演示某院" not in str(shown)
    assert "演示" not in officer.line


def test_rows_of_gatherings_a_reader_may_not_see_are_counted_and_not_listed() -> None:
    branch = BranchFactory.create()
    AttendanceFactory.create(gathering=training(branch))
    scope = scope_of_branch(branch)
    for code in ("workers-trained", "trainings-held", "training-person-times"):
        indicator = BOOK[code]
        evidence = indicator.evidence(scope, DAY)

        assert evidence.count() == 1
        assert indicator.narrows(evidence, AnonymousUser()).count() == 0
        assert indicator.narrows(evidence, officer_of(branch)).count() == 1
