"""A gathering from its plan to its end, who registers, who was there."""

from datetime import timedelta
from typing import Any

from niukou.core.quantities import Qualifier
from niukou.gatherings.actions.agenda import HeldAlready, Part, set_agenda
from niukou.gatherings.actions.attendance import (
    correct_attendance,
    correct_head_count,
    record_head_count,
    strike_attendance,
)
from niukou.gatherings.actions.attendance_import import NothingToList, import_attendance
from niukou.gatherings.actions.check_in import (
    NoCheckInNow,
    check_in,
    check_in_by_hand,
    check_in_by_name,
    show_code,
)
from niukou.gatherings.actions.gatherings import edit_gathering, name_hosts, plan_gathering
from niukou.gatherings.actions.moves import (
    cancel_gathering,
    close_registration,
    mark_held,
    open_registration,
    reopen_gathering,
)
from niukou.gatherings.actions.registrations import (
    NotOpen,
    RegisteredAlready,
    WithdrawnAlready,
    register,
    register_participant,
    withdraw_registration,
)
from niukou.gatherings.lifecycle import (
    AHEAD,
    GatheringStatus,
    IsCancelled,
    MoveNotAllowed,
    RegistrationStatus,
)
from niukou.gatherings.models import (
    Attendance,
    Gathering,
    HeadCount,
    HostingCapacity,
    Registration,
)
from niukou.gatherings.rules import Can as CanInGatherings
from niukou.programmes.actions.gatherings import edit_programme_gathering
from niukou.programmes.models import Site, Workstream
from niukou.programmes.rules import Can
from tests.factories import AccountFactory, PersonFactory
from tests.factories.gatherings import (
    ENDS_AT,
    HOUR,
    NOON,
    STARTS_AT,
    AttendanceFactory,
    HeadCountFactory,
    RegistrationFactory,
    administrator_of_host,
    code_of,
    gathering_of,
    host,
    participant,
    registered,
)
from tests.matrix.holders import SIGNED_IN
from tests.matrix.nouns.programmes import FACTS, working_site
from tests.matrix.table import Act, Noun

C, S, R = CanInGatherings, GatheringStatus, RegistrationStatus
NOT_CANCELLED = set(S) - {S.CANCELLED}
EARLY = STARTS_AT - timedelta(days=3)
NAME, PHONE = "演示参会人", "13800001234"
HELD_SINCE, KEPT = "gathering held", "kept"
COUNT = {"group": "演示人群", "value": 30, "qualifier": Qualifier.EXACT, "source": "演示"}


def in_status(status: str, site: Site) -> Gathering:
    why = "演示" if status == S.CANCELLED else ""
    gathering = gathering_of(site.branch, status=status, cancelled_because=why)
    registered(gathering, official_name=NAME, phone=PHONE)
    return gathering


def registration_in(state: str, site: Site) -> Registration:
    status = S.HELD if state == HELD_SINCE else S.OPEN
    return RegistrationFactory.create(
        gathering=gathering_of(site.branch, status=status),
        person=AccountFactory.create().person,
        status=R.REGISTERED if state == HELD_SINCE else state,
    )


def attendance_of(state: str, site: Site) -> Attendance:
    return AttendanceFactory.create(gathering=gathering_of(site.branch, status=S.HELD))


def count_of(state: str, site: Site) -> HeadCount:
    return HeadCountFactory.create(gathering=gathering_of(site.branch, status=S.HELD))


def version_of(record: Any) -> dict[str, Any]:
    return {"version": record.version, "why": "演示"}


PLANNED = (
    Act(
        plan_gathering,
        C.PLAN_GATHERING,
        S,
        subject=host,
        inputs=lambda gathering: {"facts": FACTS},
        how="at the organisation that hosts it",
    ),
    Act(
        edit_gathering,
        C.EDIT_GATHERING,
        NOT_CANCELLED,
        IsCancelled,
        lambda gathering: version_of(gathering) | {"facts": FACTS},
    ),
    Act(
        name_hosts,
        C.NAME_HOSTS,
        NOT_CANCELLED,
        IsCancelled,
        lambda gathering: (
            version_of(gathering) | {"hosts": [(host(gathering), HostingCapacity.ORGANISER)]}
        ),
    ),
    Act(
        set_agenda,
        C.SET_AGENDA,
        AHEAD,
        (HeldAlready, IsCancelled),
        lambda gathering: (
            version_of(gathering) | {"parts": [Part(STARTS_AT, STARTS_AT + HOUR, "演示课程")]}
        ),
    ),
    Act(
        edit_programme_gathering,
        Can.EDIT_PROGRAMME_GATHERING,
        NOT_CANCELLED,
        IsCancelled,
        subject=lambda gathering: gathering.programme_link,
        inputs=lambda gathering: (
            version_of(gathering.programme_link)
            | {"workstream": Workstream.CAPACITY, "is_for_workers": True, "completion_share": None}
        ),
    ),
)
MOVED = (
    Act(
        open_registration,
        C.OPEN_REGISTRATION,
        {S.PLANNED},
        MoveNotAllowed,
        lambda gathering: {"at": EARLY},
    ),
    Act(close_registration, C.OPEN_REGISTRATION, {S.OPEN}, MoveNotAllowed),
    Act(mark_held, C.MARK_HELD, AHEAD, MoveNotAllowed, lambda gathering: {"at": ENDS_AT}),
    Act(reopen_gathering, C.MARK_HELD, {S.HELD}, MoveNotAllowed, lambda gathering: {"why": "演示"}),
    Act(
        cancel_gathering,
        C.CANCEL_GATHERING,
        AHEAD,
        MoveNotAllowed,
        lambda gathering: {"why": "演示"},
    ),
)
ATTENDED = (
    Act(
        register,
        C.REGISTER,
        {S.OPEN: SIGNED_IN - {"participant"}},  # who takes part is registered
        (NotOpen, RegisteredAlready),
        lambda gathering: {"at": EARLY},
    ),
    Act(
        register_participant,
        C.REGISTER_OTHERS,
        AHEAD,
        NotOpen,
        lambda gathering: {"person": PersonFactory.create(), "at": EARLY},
    ),
    Act(show_code, C.SHOW_CODE, NOT_CANCELLED, IsCancelled, lambda gathering: {"at": NOON}),
    Act(
        check_in,
        C.REGISTER,
        AHEAD,
        NoCheckInNow,
        lambda gathering: {"code": code_of(gathering), "at": NOON},
    ),
    Act(
        check_in_by_name,
        C.CHECK_IN,
        AHEAD,
        NoCheckInNow,
        lambda gathering: {
            "code": code_of(gathering),
            "name": NAME,
            "last_four": PHONE[-4:],
            "at": NOON,
        },
    ),
    Act(
        check_in_by_hand,
        C.CHECK_IN_BY_HAND,
        NOT_CANCELLED,
        NoCheckInNow,
        lambda gathering: {"person": PersonFactory.create(), "at": NOON},
    ),
    Act(
        record_head_count,
        C.RECORD_HEAD_COUNT,
        NOT_CANCELLED,
        IsCancelled,
        lambda gathering: COUNT,
    ),
    Act(
        import_attendance,
        C.IMPORT_ATTENDANCE,
        NOT_CANCELLED,
        NothingToList,
        lambda gathering: {"rows": [], "at": NOON},
    ),
)
NOUNS = [
    Noun(
        "gathering",
        S,
        in_status,
        (*PLANNED, *MOVED, *ATTENDED),
        place=working_site,
        people={"host": administrator_of_host, "participant": participant},
    ),
    Noun(
        "registration",
        (*R, HELD_SINCE),
        registration_in,
        place=working_site,
        people={
            "host": lambda registration: administrator_of_host(registration.gathering),
            "participant": lambda registration: registration.person.account,
        },
        acts=(
            Act(
                withdraw_registration,
                C.WITHDRAW_REGISTRATION,
                {R.REGISTERED, R.WAITING},
                (WithdrawnAlready, NotOpen),
            ),
        ),
    ),
    Noun(
        "attendance",
        (KEPT,),
        attendance_of,
        place=working_site,
        people={"host": lambda attendance: administrator_of_host(attendance.gathering)},
        acts=(
            Act(
                correct_attendance,
                C.CORRECT_ATTENDANCE,
                {KEPT},
                inputs=lambda attendance: (
                    version_of(attendance) | {"minutes_present": None, "unit": "演示医院"}
                ),
            ),
            Act(
                strike_attendance,
                C.CORRECT_ATTENDANCE,
                {KEPT},
                inputs=lambda attendance: {"why": "演示"},
            ),
        ),
    ),
    Noun(
        "count of heads",
        (KEPT,),
        count_of,
        place=working_site,
        people={"host": lambda count: administrator_of_host(count.gathering)},
        acts=(
            Act(
                correct_head_count,
                C.RECORD_HEAD_COUNT,
                {KEPT},
                inputs=lambda count: version_of(count) | COUNT,
            ),
        ),
    ),
]
