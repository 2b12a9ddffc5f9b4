"""What can be done to a gathering, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from niukou.core.errors import EditConflict
from niukou.gatherings.actions import agenda, gatherings, moves
from niukou.gatherings.actions.agenda import Part, set_agenda
from niukou.gatherings.actions.gatherings import (
    Facts,
    edit_gathering,
    name_hosts,
    plan_gathering,
)
from niukou.gatherings.lifecycle import (
    MOVES,
    GatheringStatus,
    IsCancelled,
    MoveNotAllowed,
    RegistrationStatus,
)
from niukou.gatherings.models import Gathering, GatheringKind, HostingCapacity
from niukou.network.models import RoleKind
from tests.factories import OrganisationFactory, holder, stranger
from tests.factories.gatherings import (
    ENDS_AT,
    HOUR,
    MINUTE,
    NOON,
    STARTS_AT,
    AgendaItemFactory,
    AttendanceFactory,
    RegistrationFactory,
    administrator_of_host,
    administrator_of_supporter,
    host,
    hosted,
    open_gathering,
)

pytestmark = pytest.mark.django_db
FACTS = Facts(kind=GatheringKind.TRAINING, title="演示培训", starts_at=STARTS_AT, ends_at=ENDS_AT)
HELD, OPEN, PLANNED = GatheringStatus.HELD, GatheringStatus.OPEN, GatheringStatus.PLANNED


def edited(gathering: Gathering, by, *, version: int | None = None, **changes: object) -> Gathering:
    facts = replace(FACTS, **changes)
    version = gathering.version if version is None else version
    return edit_gathering(gathering, facts, version=version, why="改期", by=by)


# --- plan, edit, hosts -------------------------------------------------------------------------
def test_plan_numbers_a_gathering_in_its_year_and_names_the_host() -> None:
    organisation = OrganisationFactory.create()
    by = holder(RoleKind.ORGANISATION_ADMINISTRATOR, organisation)

    first, second = (plan_gathering(organisation, FACTS, by=by) for _ in range(2))

    assert (first.number, second.number) == ("HD-2026-0001", "HD-2026-0002")
    assert (first.status, host(first)) == (PLANNED, organisation)


def test_plan_refuses_another_organisation_and_times_in_disorder() -> None:
    organisation = OrganisationFactory.create()
    by = holder(RoleKind.ORGANISATION_ADMINISTRATOR, organisation)

    with pytest.raises(PermissionDenied):
        plan_gathering(OrganisationFactory.create(), FACTS, by=by)
    with pytest.raises(gatherings.EndsBeforeItStarts):
        plan_gathering(organisation, replace(FACTS, ends_at=STARTS_AT), by=by)
    late = replace(FACTS, registration_closes_at=ENDS_AT + MINUTE)
    with pytest.raises(gatherings.ClosesTooLate):
        plan_gathering(organisation, late, by=by)


def test_edit_changes_what_is_said_and_tells_the_second_of_two_editors() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)

    changed = edited(gathering, by, title="改名", venue="三号楼")

    assert (changed.title, changed.venue, changed.version) == ("改名", "三号楼", 2)
    assert changed.events.latest("pgh_id").pgh_context.metadata["why"] == "改期"
    with pytest.raises(EditConflict):
        edited(gathering, by, version=1)
    with pytest.raises(PermissionDenied):
        edited(changed, administrator_of_supporter(changed))


def test_edit_refuses_times_that_leave_a_part_of_the_agenda_outside() -> None:
    item = AgendaItemFactory.create(gathering=hosted())
    by = administrator_of_host(item.gathering)

    with pytest.raises(gatherings.AgendaOutside):
        edited(item.gathering, by, starts_at=STARTS_AT + MINUTE)
    assert edited(item.gathering, by, ends_at=item.ends_at).ends_at == item.ends_at


def test_more_places_let_in_who_waited_longest() -> None:
    gathering = open_gathering(capacity=1)
    RegistrationFactory.create(gathering=gathering)
    waiting = [
        RegistrationFactory.create(
            gathering=gathering,
            status=RegistrationStatus.WAITING,
            registered_at=STARTS_AT - timedelta(days=days),
        )
        for days in (1, 3, 2)
    ]

    edited(gathering, administrator_of_host(gathering), capacity=3)

    for registration in waiting:
        registration.refresh_from_db()
    let_in = [one.status == RegistrationStatus.REGISTERED for one in waiting]
    assert let_in == [False, True, True]


def test_hosts_keep_their_published_order_and_each_its_capacity() -> None:
    gathering = hosted()
    first, second = host(gathering), OrganisationFactory.create()
    named = [
        (second, HostingCapacity.GUIDE),
        (first, HostingCapacity.ORGANISER),
        (second, HostingCapacity.HOST),
    ]

    name_hosts(gathering, version=1, hosts=named, why="补全", by=administrator_of_host(gathering))

    rows = gathering.hostings.order_by("position")
    assert [(row.organisation, row.capacity) for row in rows] == named


def test_hosts_refuse_nobody_who_runs_it_and_one_named_twice() -> None:
    gathering = hosted()
    by, own = administrator_of_host(gathering), host(gathering)
    said = {"version": 1, "why": "补全", "by": by}

    for hosts in ([], [(own, HostingCapacity.SUPPORTER)]):
        with pytest.raises(gatherings.HostNeeded):
            name_hosts(gathering, hosts=hosts, **said)
    with pytest.raises(gatherings.HostNamedTwice):
        name_hosts(gathering, hosts=[(own, HostingCapacity.HOST)] * 2, **said)
    with pytest.raises(PermissionDenied):
        name_hosts(gathering, hosts=[(own, HostingCapacity.HOST)], version=1, why="", by=stranger())


# --- agenda --------------------------------------------------------------------------------------
PART = Part(starts_at=STARTS_AT, ends_at=STARTS_AT + HOUR, title="开场", class_minutes=45)


def test_agenda_is_kept_in_the_order_of_time() -> None:
    gathering = hosted()
    later = replace(PART, starts_at=NOON, ends_at=NOON + HOUR, title="案例", speaker="演示讲师")

    set_agenda(
        gathering, version=1, parts=[later, PART], why="排课", by=administrator_of_host(gathering)
    )

    told = gathering.agenda.order_by("pk").values_list("title", "speaker", "class_minutes")
    assert list(told) == [("开场", "", 45), ("案例", "演示讲师", 45)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"starts_at": STARTS_AT - MINUTE}, agenda.PartOutside),
        ({"ends_at": ENDS_AT + MINUTE}, agenda.PartOutside),
        ({"ends_at": STARTS_AT}, agenda.PartOutside),
        ({"class_minutes": 61}, agenda.MoreMinutesThanTime),
    ],
)
def test_agenda_refuses_parts_that_do_not_fit(changes, refusal) -> None:
    gathering = hosted()

    with pytest.raises(refusal):
        set_agenda(
            gathering,
            version=1,
            parts=[replace(PART, **changes)],
            why="排课",
            by=administrator_of_host(gathering),
        )


def test_agenda_stays_once_minutes_were_counted_by_it() -> None:
    gathering = hosted(status=HELD)

    with pytest.raises(agenda.HeldAlready):
        set_agenda(gathering, version=1, parts=[], why="", by=administrator_of_host(gathering))
    with pytest.raises(PermissionDenied):
        set_agenda(gathering, version=1, parts=[], why="", by=stranger())


def test_what_is_cancelled_takes_no_edit_no_hosts_and_no_agenda() -> None:
    gathering = hosted(status=GatheringStatus.CANCELLED, cancelled_because="台风")
    by = administrator_of_host(gathering)
    said = {"version": 1, "why": "补记", "by": by}

    with pytest.raises(IsCancelled):
        edited(gathering, by)
    with pytest.raises(IsCancelled):
        set_agenda(gathering, parts=[PART], **said)
    with pytest.raises(IsCancelled):
        name_hosts(gathering, hosts=[(host(gathering), HostingCapacity.HOST)], **said)

    gathering.refresh_from_db()
    assert (gathering.version, gathering.agenda.count()) == (1, 0)


# --- its life ------------------------------------------------------------------------------------
def test_registration_opens_and_closes() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)

    assert moves.open_registration(gathering, at=STARTS_AT - HOUR, by=by).status == OPEN
    assert moves.close_registration(gathering, by=by).status == PLANNED
    with pytest.raises(MoveNotAllowed):
        moves.close_registration(gathering, by=by)
    for act in (moves.open_registration, moves.mark_held):
        with pytest.raises(PermissionDenied):
            act(gathering, at=NOON, by=stranger())


def test_registration_does_not_open_for_what_is_over_or_would_be_closed() -> None:
    for gathering, at in (
        (hosted(), ENDS_AT),
        (hosted(registration_closes_at=STARTS_AT), STARTS_AT),
    ):
        with pytest.raises(moves.OverAlready):
            moves.open_registration(gathering, at=at, by=administrator_of_host(gathering))


def test_held_counts_the_class_minutes_of_those_who_were_there() -> None:
    gathering = AgendaItemFactory.create(gathering=hosted()).gathering  # 120 minutes, 90 of class
    early, halfway, late = (
        AttendanceFactory.create(gathering=gathering, checked_in_at=STARTS_AT + passed)
        for passed in (-HOUR, HOUR, 3 * HOUR)
    )
    listed = AttendanceFactory.create(gathering=gathering, how="IMPORT", checked_in_at=None)
    corrected = AttendanceFactory.create(gathering=gathering, minutes_present=7)

    held = moves.mark_held(gathering, at=NOON, by=administrator_of_host(gathering))

    assert held.status == HELD
    minutes = dict(gathering.attendances.values_list("pk", "minutes_present"))
    rows = (early, halfway, late, listed, corrected)
    assert [minutes[row.pk] for row in rows] == [90, 45, 0, 90, 7]


def test_held_leaves_minutes_unmeasured_where_no_class_is_on_the_agenda() -> None:
    there = AttendanceFactory.create(gathering=hosted())

    moves.mark_held(there.gathering, at=NOON, by=administrator_of_host(there.gathering))

    there.refresh_from_db()
    assert there.minutes_present is None


def test_held_refuses_what_has_not_begun_and_what_is_held() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)

    with pytest.raises(moves.NotBegunYet):
        moves.mark_held(gathering, at=STARTS_AT - MINUTE, by=by)
    moves.mark_held(gathering, at=STARTS_AT, by=by)
    with pytest.raises(MoveNotAllowed):
        moves.mark_held(gathering, at=NOON, by=by)


def test_reopen_takes_a_mistake_back_with_a_reason() -> None:
    gathering = hosted(status=HELD)
    by = administrator_of_host(gathering)

    with pytest.raises(moves.ReasonMissing):
        moves.reopen_gathering(gathering, why=" ", by=by)
    assert moves.reopen_gathering(gathering, why="点错了", by=by).status == PLANNED
    with pytest.raises(MoveNotAllowed):
        moves.reopen_gathering(gathering, why="点错了", by=by)
    with pytest.raises(PermissionDenied):
        moves.reopen_gathering(gathering, why="点错了", by=stranger())


def test_cancel_keeps_the_reason_and_is_the_end() -> None:
    gathering = open_gathering()
    by = administrator_of_host(gathering)

    with pytest.raises(moves.ReasonMissing):
        moves.cancel_gathering(gathering, why="", by=by)
    cancelled = moves.cancel_gathering(gathering, why="台风", by=by)

    assert (cancelled.status, cancelled.cancelled_because) == (GatheringStatus.CANCELLED, "台风")
    for act in (
        lambda: moves.cancel_gathering(gathering, why="台风", by=by),
        lambda: moves.mark_held(gathering, at=NOON, by=by),
        lambda: moves.open_registration(gathering, at=STARTS_AT - HOUR, by=by),
    ):
        with pytest.raises(MoveNotAllowed):
            act()
    with pytest.raises(PermissionDenied):
        moves.cancel_gathering(hosted(), why="台风", by=by)


def test_every_state_but_cancelled_leads_on_and_none_leads_back_from_it() -> None:
    assert MOVES[GatheringStatus.CANCELLED] == frozenset()
    assert all(MOVES[status] for status in GatheringStatus if status != "CANCELLED")


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_at": STARTS_AT},
        {"capacity": 0},
        {"registration_closes_at": ENDS_AT + MINUTE},
        {"status": "CANCELLED"},
        {"cancelled_because": "台风"},
    ],
)
def test_the_database_refuses_what_no_gathering_can_be(broken) -> None:
    gathering = hosted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.filter(pk=gathering.pk).update(**broken)
