"""What a message tells: each thing once at each urgency, by day and by night."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.due import Due
from niukou.core.workdays import SpecialDay, WorkCalendar
from niukou.desk.digests import CHAT_BYTES, chat_text, compose, is_time, urgency_of
from niukou.desk.models import Channel, ReminderSetting, Urgency

TODAY = date(2026, 9, 30)  # a Wednesday; the next day is a holiday
CALENDAR = WorkCalendar.of(
    [
        SpecialDay(date(2026, 10, 1), "国庆节", is_workday=False),
        SpecialDay(date(2026, 10, 10), "补班", is_workday=True),
    ]
)


def setting(**fields: object) -> ReminderSetting:
    return ReminderSetting(**{"channel": Channel.EMAIL, "is_on": True} | fields)


def local(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), timezone.get_default_timezone())


def due(on: date | None = None, url: str = "/sites/ZJ-001/") -> Due:
    return Due("联系人", url, "phone", on)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(8, Urgency.NEW), (7, Urgency.SOON), (1, Urgency.SOON), (0, Urgency.SOON), (-1, Urgency.LATE)],
)
def test_a_thing_is_soon_so_many_days_before_and_late_the_day_after(
    days: int, urgency: Urgency
) -> None:
    thing = due(TODAY + timedelta(days=days))

    assert urgency_of(thing, on=TODAY, days_before=7) == urgency


def test_what_has_no_day_is_only_ever_new() -> None:
    assert urgency_of(due(), on=TODAY, days_before=60) == Urgency.NEW


def test_the_first_message_tells_a_late_thing_once_and_not_again_as_new() -> None:
    late = due(TODAY - timedelta(days=3))

    first = compose([late], set(), on=TODAY, days_before=7)
    second = compose([late], set(first.told), on=TODAY + timedelta(days=1), days_before=7)

    assert [urgency for urgency, _lines in first.groups] == [Urgency.LATE]
    assert (second.count, second.others) == (0, 1)


def test_a_thing_whose_day_is_moved_is_told_again() -> None:
    first = compose([due(TODAY)], set(), on=TODAY, days_before=7)
    moved = compose([due(TODAY + timedelta(days=30))], set(first.told), on=TODAY, days_before=7)

    assert [urgency for urgency, _lines in moved.groups] == [Urgency.NEW]


@given(
    ahead=st.integers(-5, 70),
    days_before=st.integers(0, 60),
    looks=st.lists(st.integers(0, 90), min_size=1, max_size=40),
)
def test_whatever_the_days_of_looking_each_stage_is_told_at_most_once_and_late_is_told(
    ahead: int, days_before: int, looks: list[int]
) -> None:
    thing = due(TODAY + timedelta(days=ahead))
    told: set = set()
    urgencies = []
    for after in sorted(looks):
        on = TODAY + timedelta(days=after)
        digest = compose([thing], told, on=on, days_before=days_before)
        urgencies += [urgency for urgency, _lines in digest.groups]
        told |= set(digest.told)

    assert len(urgencies) == len(set(urgencies))
    assert urgencies == sorted(urgencies, key=[Urgency.NEW, Urgency.SOON, Urgency.LATE].index)
    last = urgency_of(thing, on=TODAY + timedelta(days=max(looks)), days_before=days_before)
    assert urgencies[-1] == last


def test_a_label_that_names_a_person_stays_in_the_house() -> None:
    named = Due("zeng@example.org: the role ends soon.", "/accounts/7/", "key", names_somebody=True)

    digest = compose([named], set(), on=TODAY, days_before=7)
    said = chat_text(digest, desk="https://niukou.example.org/desk/")

    assert "zeng" not in said
    assert "/accounts/7/" in said


@pytest.mark.parametrize(
    ("on", "hour", "minute", "comes"),
    [
        (TODAY, 8, 29, False),
        (TODAY, 8, 30, True),
        (TODAY, 19, 59, True),
        (TODAY, 20, 0, False),
        (date(2026, 10, 1), 9, 0, False),  # a holiday
        (date(2026, 10, 10), 9, 0, True),  # a Saturday on which people work
        (date(2026, 9, 26), 9, 0, False),  # a Saturday
        (date(2031, 9, 30), 9, 0, True),  # a year nobody has entered yet: the week's pattern
        (date(2031, 9, 27), 9, 0, False),
    ],
)
def test_messages_come_on_working_days_between_their_hour_and_the_quiet(
    on: date, hour: int, minute: int, comes: bool
) -> None:
    assert is_time(setting(), at=local(on, hour, minute), calendar=CALENDAR) == comes


@pytest.mark.parametrize(
    "fields",
    [
        {"is_on": False},
        {"looked_on": TODAY},
        {"failures": 1, "tried_at": local(TODAY, 8, 50)},
        {"digest_at": time(13), "quiet_from": time(12), "quiet_until": time(13, 0)},
    ],
)
def test_no_message_comes_when_off_told_today_or_just_refused(fields: dict) -> None:
    assert not is_time(setting(**fields), at=local(TODAY, 9), calendar=CALENDAR)


def test_quiet_hours_within_one_day_and_none_at_all() -> None:
    noon = setting(quiet_from=time(12), quiet_until=time(13))
    never = setting(quiet_from=time(0), quiet_until=time(0))

    assert [noon.is_quiet(time(hour)) for hour in (11, 12, 13)] == [False, True, False]
    assert not any(never.is_quiet(time(hour)) for hour in range(24))


@given(st.integers(0, 300))
def test_the_pause_after_failures_grows_to_a_day_and_no_further(failures: int) -> None:
    pause = setting(failures=failures).pause

    assert pause <= timedelta(days=1)
    assert bool(pause) == bool(failures)


@given(st.integers(1, 60), st.integers(1, 80))
def test_a_chat_message_never_grows_beyond_what_chats_take(count: int, length: int) -> None:
    things = [Due("字" * length, f"/sites/{n}/", "phone") for n in range(count)]
    digest = compose(things, set(), on=TODAY, days_before=7)

    said = chat_text(digest, desk="https://niukou.example.org/desk/")

    assert len(said.encode()) <= CHAT_BYTES + 20
    assert said.endswith("https://niukou.example.org/desk/")
