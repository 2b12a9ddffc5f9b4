"""Two people who record the same of a gathering at once: one does it, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from niukou.core.errors import DomainError, EditConflict
from niukou.core.quantities import Qualifier
from niukou.gatherings.actions.attendance import (
    GroupCounted,
    StruckOffAlready,
    correct_attendance,
    correct_head_count,
    record_head_count,
    strike_attendance,
)
from niukou.gatherings.actions.attendance_import import import_attendance
from niukou.gatherings.actions.attendance_known import RowFacts
from niukou.gatherings.actions.check_in import check_in_by_hand
from niukou.gatherings.models import Attendance, HeadCount
from niukou.people.models import Person
from tests.factories.gatherings import (
    NOON,
    AttendanceFactory,
    HeadCountFactory,
    administrator_of_host,
    hosted,
    open_gathering,
    registered,
)
from tests.programmes.test_at_once import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"group": "家属", "value": 260, "qualifier": Qualifier.ABOUT, "source": "签到处"}


def correct(attendance, by) -> None:
    correct_attendance(attendance, version=1, minutes_present=None, unit="某院", why="更名", by=by)


def strike(attendance, by) -> None:
    strike_attendance(attendance, why="代签", by=by)


def count_heads(gathering, by) -> None:
    record_head_count(gathering, **SAID, by=by)


def count_again(count, by) -> None:
    correct_head_count(count, version=1, **SAID, why="重数", by=by)


CASES: list[tuple[Callable, Callable, type[DomainError]]] = [
    (lambda: AttendanceFactory.create(gathering=hosted()), correct, EditConflict),
    (lambda: AttendanceFactory.create(gathering=hosted()), strike, StruckOffAlready),
    (hosted, count_heads, GroupCounted),
    (lambda: HeadCountFactory.create(gathering=hosted()), count_again, EditConflict),
]


def in_another_connection(act: Callable[[], object]) -> type | None:
    """Do it; return how it was refused."""
    try:
        act()
    except DomainError as refusal:
        return type(refusal)
    finally:
        connection.close()
    return None


def both(first: Callable[[], object], second: Callable[[], object]) -> type | None:
    """Let the second try while the first has not committed; return how it was refused."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            late = pool.submit(in_another_connection, second)
            wait_until_somebody_waits()
        return late.result(timeout=20)


@pytest.mark.parametrize(("make", "act", "refusal"), CASES)
def test_the_second_of_two_at_once_is_told(make, act, refusal) -> None:
    record = make()
    gathering = getattr(record, "gathering", record)
    one, other = (administrator_of_host(gathering) for _ in range(2))

    assert both(lambda: act(record, one), lambda: act(record, other)) is refusal

    assert Attendance.objects.count() + HeadCount.objects.count() <= 1


def test_somebody_added_by_two_desks_at_once_is_there_once() -> None:
    gathering = open_gathering()
    person = registered(gathering)
    one, other = (administrator_of_host(gathering) for _ in range(2))

    refusal = both(
        lambda: check_in_by_hand(gathering, person=person, at=NOON, by=one),
        lambda: check_in_by_hand(gathering, person=person, at=NOON, by=other),
    )

    assert refusal is None
    assert Attendance.objects.get().recorded_by == one


def test_a_list_taken_in_by_two_at_once_enters_everybody_once() -> None:
    gathering = open_gathering()
    one, other = (administrator_of_host(gathering) for _ in range(2))
    rows = [RowFacts(row=2, name="演示甲", phone="13900001234")]

    refusal = both(
        lambda: import_attendance(gathering, rows, at=NOON, by=one),
        lambda: import_attendance(gathering, rows, at=NOON, by=other),
    )

    assert refusal is None
    assert Attendance.objects.get().person == Person.objects.get(official_name="演示甲")
