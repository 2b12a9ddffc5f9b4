"""Checking in: the code that changes, the ticket for it, by name, by hand, many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from niukou.gatherings import codes
from niukou.gatherings.actions import check_in as refusals
from niukou.gatherings.actions.check_in import (
    check_in,
    check_in_by_hand,
    check_in_by_name,
    show_code,
    take_ticket,
)
from niukou.gatherings.codes import Proof
from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import Attendance, CheckedIn, CheckInKey, Gathering
from niukou.gatherings.queries.screens import gathering_of_screen
from tests.factories import AccountFactory, PersonFactory, stranger
from tests.factories.gatherings import (
    ENDS_AT,
    HOUR,
    MINUTE,
    NOON,
    STARTS_AT,
    AgendaItemFactory,
    administrator_of_host,
    code_of,
    hosted,
    open_gathering,
    registered,
)

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)
NOBODY = AnonymousUser()
SECRET = "5e" * 32


# --- the code ------------------------------------------------------------------------------------
@given(age=st.integers(-3, 60), second=st.integers(0, 29))
def test_a_code_holds_while_it_is_shown_and_one_step_longer(age, second) -> None:
    now = NOON + timedelta(seconds=second)
    code = codes.code_at(SECRET, codes.step_at(now) - age)

    proof = codes.check(SECRET, codes.shown(code).lower(), at=now)

    expected = Proof.HOLDS if age in {0, 1} else Proof.OLD if 2 <= age < 40 else Proof.WRONG
    assert proof == expected


@given(seconds=st.integers(-5, 1200))
def test_a_ticket_holds_for_ten_minutes(seconds) -> None:
    ticket = codes.ticket_at(SECRET, NOON)

    proof = codes.check(SECRET, ticket, at=NOON + timedelta(seconds=seconds))

    assert proof == (Proof.HOLDS if seconds <= 600 else Proof.OLD)


@given(text=st.text(max_size=40))
def test_no_other_text_proves_anything(text) -> None:
    assert codes.check(SECRET, text, at=NOON) == Proof.WRONG
    assert codes.check("00" * 32, codes.ticket_at(SECRET, NOON), at=NOON) == Proof.WRONG


def test_a_code_that_was_misread_still_holds() -> None:
    step = next(n for n in range(10_000) if {"0", "1"} <= set(codes.code_at(SECRET, n)))
    code = codes.code_at(SECRET, step).replace("0", "o").replace("1", "l")

    at = NOON.fromtimestamp(step * 30, tz=NOON.tzinfo)
    assert codes.check(SECRET, f" {code} ", at=at) == Proof.HOLDS


def test_the_screen_shows_one_secret_per_gathering_to_who_runs_it() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)

    first, second = (show_code(gathering, at=NOON + late, by=by) for late in (0 * STEP, STEP))

    assert first.code != second.code
    assert (len(first.code), first.shown[4], first.seconds_left) == (8, "-", 30)
    assert CheckInKey.objects.get(gathering=gathering).secret.reveal() not in first.code
    with pytest.raises(PermissionDenied):
        show_code(gathering, at=NOON, by=stranger())


# --- with an account -----------------------------------------------------------------------------
def test_check_in_records_the_moment_once_however_often_it_is_tapped() -> None:
    gathering, by = open_gathering(), stranger()
    code = code_of(gathering)

    first = check_in(gathering, code=code, at=NOON, by=by)
    again = check_in(gathering, code=code, at=NOON + STEP, by=by)

    assert (first.pk, first.checked_in_at, first.how) == (again.pk, NOON, CheckedIn.QR)
    assert (first.person, first.recorded_by) == (by.person, by)
    assert Attendance.objects.count() == 1


def test_check_in_refuses_old_and_foreign_codes() -> None:
    gathering, by = open_gathering(), stranger()
    code, other = code_of(gathering), code_of(open_gathering())

    with pytest.raises(refusals.CodeOld):
        check_in(gathering, code=code, at=NOON + 2 * STEP, by=by)
    for wrong in (other, "", "ABCD-EFGH", "签到", "1.2", "zz.zz"):
        with pytest.raises(refusals.CodeWrong):
            check_in(gathering, code=wrong, at=NOON, by=by)
    with pytest.raises(refusals.CodeWrong):
        check_in(open_gathering(), code=code, at=NOON, by=by)
    with pytest.raises(PermissionDenied):
        check_in(gathering, code=code, at=NOON, by=AccountFactory.create(person=None))
    assert Attendance.objects.exists() is False


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (STARTS_AT - HOUR - MINUTE, False),
        (STARTS_AT - HOUR, True),
        (ENDS_AT + 30 * MINUTE, True),
        (ENDS_AT + 31 * MINUTE, False),
    ],
)
def test_check_in_is_open_from_an_hour_before_to_half_an_hour_after(at, is_open) -> None:
    gathering, by = open_gathering(), stranger()
    code = code_of(gathering, at=at)

    if is_open:
        assert check_in(gathering, code=code, at=at, by=by).checked_in_at == at
    else:
        with pytest.raises(refusals.NoCheckInNow):
            check_in(gathering, code=code, at=at, by=by)


@pytest.mark.parametrize("status", [GatheringStatus.HELD, GatheringStatus.CANCELLED])
def test_check_in_is_closed_once_it_is_held_or_cancelled(status) -> None:
    gathering = open_gathering()
    code = code_of(gathering)
    reason = "台风" if status == GatheringStatus.CANCELLED else ""
    Gathering.objects.filter(pk=gathering.pk).update(status=status, cancelled_because=reason)
    gathering.refresh_from_db()

    with pytest.raises(refusals.NoCheckInNow):
        check_in(gathering, code=code, at=NOON, by=stranger())


def test_a_ticket_outlasts_the_code_while_somebody_signs_in() -> None:
    gathering, by = open_gathering(), stranger()
    ticket = take_ticket(gathering, code=code_of(gathering), at=NOON)

    assert check_in(gathering, code=ticket, at=NOON + 9 * MINUTE, by=by).person == by.person
    with pytest.raises(refusals.CodeOld):
        check_in(gathering, code=ticket, at=NOON + 11 * MINUTE, by=stranger())


def test_nobody_learns_from_a_code_whether_a_gathering_exists() -> None:
    real, none = open_gathering(), gathering_of_screen("HD-1999-0001")

    for gathering in (real, none):
        with pytest.raises(refusals.CodeWrong) as told:
            take_ticket(gathering, code="00000000", at=STARTS_AT - 90 * HOUR)
        assert "screen" in str(told.value) or "屏幕" in str(told.value)


# --- without an account --------------------------------------------------------------------------
def test_check_in_by_name_finds_the_registration_by_name_and_telephone() -> None:
    gathering = open_gathering()
    person = registered(gathering, official_name="演示甲", phone="13900001234")
    registered(gathering, official_name="演示甲", phone="13900009999")
    said = {"code": code_of(gathering), "at": NOON, "by": NOBODY}

    found = check_in_by_name(gathering, name=" 演示甲 ", last_four="1234", **said)

    assert (found.person, found.recorded_by, found.how) == (person, None, CheckedIn.QR)


@pytest.mark.parametrize(
    ("name", "last_four"),
    [("演示甲", "4321"), ("演示乙", "1234"), ("演示甲", ""), ("演示甲", "01234"), ("演示丙", "")],
)
def test_check_in_by_name_refuses_all_alike(name, last_four) -> None:
    gathering = open_gathering()
    registered(gathering, official_name="演示甲", phone="13900001234")
    registered(gathering, official_name="演示丙")
    said = {"code": code_of(gathering), "at": NOON, "by": NOBODY}

    with pytest.raises(refusals.NotFound):
        check_in_by_name(gathering, name=name, last_four=last_four, **said)


def test_check_in_by_name_refuses_two_alike_the_withdrawn_and_who_has_no_code() -> None:
    gathering = open_gathering()
    for _ in range(2):
        registered(gathering, official_name="演示甲", phone="13900001234")
    registered(gathering, official_name="演示乙", phone="13900001234")
    gathering.registrations.filter(person__official_name="演示乙").update(
        status=RegistrationStatus.WITHDRAWN
    )
    said = {"at": NOON, "by": NOBODY, "last_four": "1234"}

    for name in ("演示甲", "演示乙"):
        with pytest.raises(refusals.NotFound):
            check_in_by_name(gathering, name=name, code=code_of(gathering), **said)
    with pytest.raises(refusals.CodeWrong):
        check_in_by_name(gathering, name="演示甲", code="00000000", **said)


# --- by hand -------------------------------------------------------------------------------------
def test_by_hand_keeps_the_moment_while_it_lasts_and_none_afterwards() -> None:
    gathering = open_gathering()
    by = administrator_of_host(gathering)

    during, after = (
        check_in_by_hand(gathering, person=PersonFactory.create(), at=at, by=by, unit="某院")
        for at in (NOON, ENDS_AT + 90 * HOUR)
    )

    assert (during.checked_in_at, after.checked_in_at) == (NOON, None)
    assert (during.how, during.unit, during.recorded_by) == (CheckedIn.HAND, "某院", by)


def test_by_hand_after_it_was_held_counts_all_class_minutes() -> None:
    gathering = AgendaItemFactory.create(gathering=hosted(status=GatheringStatus.HELD)).gathering
    by = administrator_of_host(gathering)

    late = check_in_by_hand(gathering, person=PersonFactory.create(), at=ENDS_AT + HOUR, by=by)

    assert late.minutes_present == 90


def test_by_hand_refuses_the_too_early_the_cancelled_and_others() -> None:
    gathering, person = open_gathering(), PersonFactory.create()
    by = administrator_of_host(gathering)
    off = hosted(status=GatheringStatus.CANCELLED, cancelled_because="台风")

    with pytest.raises(refusals.NoCheckInNow):
        check_in_by_hand(gathering, person=person, at=STARTS_AT - 2 * HOUR, by=by)
    with pytest.raises(refusals.NoCheckInNow):
        check_in_by_hand(off, person=person, at=NOON, by=administrator_of_host(off))
    with pytest.raises(PermissionDenied):
        check_in_by_hand(gathering, person=person, at=NOON, by=stranger())


# --- many at once --------------------------------------------------------------------------------
def at_once(act, count: int) -> list:
    """Let ``act`` run for every place below ``count``, twenty at a time, each with its connection."""

    def one(place: int):
        try:
            return act(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_forty_people_who_tap_twice_at_once_are_forty_attendances() -> None:
    gathering = open_gathering()
    accounts = [stranger() for _ in range(20)]
    for place in range(20):  # these come without an account
        registered(gathering, official_name=f"演示{place}", phone=f"139000012{place:02d}")
    code = code_of(gathering)

    def tap(place: int) -> int:
        who = place % 40
        if who < 20:
            return check_in(gathering, code=code, at=NOON, by=accounts[who]).pk
        said = {"name": f"演示{who - 20}", "last_four": f"12{who - 20:02d}", "by": NOBODY}
        return check_in_by_name(gathering, code=code, at=NOON, **said).pk

    told = at_once(tap, 80)

    assert told[:40] == told[40:]
    there = Attendance.objects.filter(gathering=gathering)
    assert set(there.values_list("pk", flat=True)) == set(told)
    assert there.values("person").distinct().count() == there.count() == 40
    inserted = Attendance.events.rel.related_model.objects.filter(pgh_label="insert")
    assert inserted.count() == 40


@pytest.mark.django_db(transaction=True)
def test_the_code_of_a_past_window_lets_none_of_many_in() -> None:
    gathering = open_gathering()
    accounts = [stranger() for _ in range(10)]
    photographed = code_of(gathering)

    def tap(place: int) -> type | None:
        try:
            check_in(gathering, code=photographed, at=NOON + 2 * STEP, by=accounts[place])
        except refusals.CodeOld as refusal:
            return type(refusal)
        return None

    assert at_once(tap, 10) == [refusals.CodeOld] * 10
    assert Attendance.objects.exists() is False
