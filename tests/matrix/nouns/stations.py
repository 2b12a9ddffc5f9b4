"""A station, planned, open, paused or gone from the programme, and what is said of it."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from niukou.programmes.actions.acceptance import record_acceptance
from niukou.programmes.actions.assets import AssetSaid, receive_asset
from niukou.programmes.actions.checks import record_self_check
from niukou.programmes.actions.defects import report_defect
from niukou.programmes.actions.designs import submit_design
from niukou.programmes.actions.operation import (
    StationHasEnded,
    correct_spell,
    end_station,
    pause_station,
    reopen_station,
)
from niukou.programmes.actions.photos import add_photo, edit_photo, publish_photo
from niukou.programmes.actions.rooms import Room, set_opening_hours, set_zones
from niukou.programmes.actions.stations import (
    NotOpenYet,
    OpenedAlready,
    correct_opening,
    edit_plaque,
    edit_station,
    open_station,
)
from niukou.programmes.actions.steps import NotSignedYet
from niukou.programmes.lifecycle import (
    PUBLIC as SIGNED,
)
from niukou.programmes.lifecycle import (
    OperatingStatus,
    SiteHasEnded,
    SiteStatus,
    StationMoveNotAllowed,
)
from niukou.programmes.models import (
    ChecklistKind,
    Moment,
    ServiceStation,
    Severity,
    Site,
    StationPhoto,
    StationSpell,
    Verdict,
    Weekday,
    ZoneKind,
)
from niukou.programmes.rules import Can
from tests.factories import ServiceStationFactory, signed_site
from tests.factories.building import (
    OPENED_ON,
    SpellFactory,
    all_in_order,
    checklist_of,
    photo_of,
)
from tests.factories.pictures import picture
from tests.factories.programmes import draft_site
from tests.matrix.nouns.sites import RUNNING
from tests.matrix.nouns.sites import in_status as site_in
from tests.matrix.table import Act, Noun

O = OperatingStatus  # noqa: E741  # the states, as short as the other nouns have theirs
IN_IT = {O.PLANNED, O.OPEN, O.PAUSED}
SPELL_ON, ON = date(2026, 1, 10), date(2026, 3, 2)
OVER = "pause that is over"
SPELLS = (O.PAUSED, OVER, O.HANDED_OVER, O.CLOSED)
HIDDEN, PUBLIC = "hidden", "public"


def with_checklists(site: Site) -> Site:
    for kind in ChecklistKind:
        checklist_of(site.branch.programme, kind)
    return site


def signed_with_checklists() -> Site:
    return with_checklists(signed_site())


def proposed_with_checklists() -> Site:
    return with_checklists(draft_site())


def in_status(status: str, site: Site) -> ServiceStation:
    opened_on = None if status == O.PLANNED else OPENED_ON
    station = ServiceStationFactory.create(site=site, opened_on=opened_on)
    if status not in {O.PLANNED, O.OPEN}:
        SpellFactory.create(station=station, kind=status, from_on=SPELL_ON)
    return station


def spell_of(kind: str, site: Site) -> StationSpell:
    station = in_status(O.OPEN, site)
    if kind == OVER:
        return SpellFactory.create(station=station, from_on=SPELL_ON, until_on=ON)
    return SpellFactory.create(station=station, kind=kind, from_on=SPELL_ON)


def photo_in(state: str, site: Site) -> StationPhoto:
    return photo_of(in_status(O.OPEN, site), is_public=state == PUBLIC)


def checked(station: ServiceStation, kind: ChecklistKind) -> dict[str, Any]:
    checklist = station.site.branch.programme.checklists.get(kind=kind)
    return {"on": ON, "answers": all_in_order(checklist), "note": ""}


def version_of(record: Any) -> dict[str, Any]:
    return {"version": record.version, "why": "演示"}


def happens(station: ServiceStation) -> dict[str, Any]:
    return {"on": ON, "reason": "演示"}


LIFE = (
    Act(
        open_station,
        Can.OPEN_STATION,
        {O.PLANNED},
        OpenedAlready,
        lambda station: {"on": OPENED_ON},
    ),
    Act(
        correct_opening,
        Can.CORRECT_OPENING,
        set(O) - {O.PLANNED},
        NotOpenYet,
        lambda station: version_of(station) | {"on": date(2025, 10, 30), "ceremony": None},
    ),
    Act(pause_station, Can.OPERATE_STATION, {O.OPEN}, StationMoveNotAllowed, happens),
    Act(reopen_station, Can.OPERATE_STATION, {O.PAUSED}, StationMoveNotAllowed, happens),
    *(
        Act(
            end_station,
            Can.OPERATE_STATION,
            {O.OPEN, O.PAUSED},
            StationMoveNotAllowed,
            lambda station, to=to: happens(station) | {"to": to},
            how=how,
        )
        for to, how in ((O.HANDED_OVER, "handed over"), (O.CLOSED, "closed"))
    ),
)
SAID = (
    Act(
        edit_station,
        Can.EDIT_STATION,
        O,
        inputs=lambda station: (
            version_of(station) | {"name": "演示站", "location": "", "area_m2": None}
        ),
    ),
    Act(
        edit_plaque,
        Can.EDIT_STATION,
        O,
        inputs=lambda station: (
            version_of(station)
            | {
                "plaque_number": "演示-1",
                "bears_emblem": False,
                "emblem_approval_ref": "",
                "phone": "",
                "is_phone_public": False,
            }
        ),
    ),
    Act(
        set_zones,
        Can.EDIT_STATION,
        O,
        inputs=lambda station: version_of(station) | {"zones": [Room(ZoneKind.GROUP, "演示区")]},
    ),
    Act(
        set_opening_hours,
        Can.EDIT_STATION,
        O,
        inputs=lambda station: (
            version_of(station) | {"from_on": ON, "hours": {Weekday.MONDAY: [(time(8), time(17))]}}
        ),
    ),
    Act(
        add_photo,
        Can.ADD_PHOTO,
        O,
        inputs=lambda station: {
            "file": picture(),
            "moment": Moment.AFTER,
            "caption": "演示",
            "shows_people": False,
            "taken_on": ON,
        },
    ),
)
BUILT = (
    Act(
        submit_design,
        Can.SUBMIT_DESIGN,
        IN_IT,
        StationHasEnded,
        lambda station: {"description": "演示", "on": ON},
    ),
    Act(
        record_self_check,
        Can.RECORD_SELF_CHECK,
        IN_IT,
        StationHasEnded,
        lambda station: checked(station, ChecklistKind.SELF_CHECK),
    ),
    Act(
        record_acceptance,
        Can.RECORD_ACCEPTANCE,
        IN_IT,
        StationHasEnded,
        lambda station: checked(station, ChecklistKind.ACCEPTANCE) | {"verdict": Verdict.PASSED},
    ),
    Act(
        report_defect,
        Can.KEEP_DEFECTS,
        IN_IT,
        StationHasEnded,
        lambda station: {"words": "演示", "severity": Severity.MINOR, "on": ON},
    ),
    Act(
        receive_asset,
        Can.KEEP_ASSETS,
        IN_IT,
        StationHasEnded,
        lambda station: {"said": AssetSaid("演示沙盘"), "quantity": 1, "place": "演示", "on": ON},
    ),
)


def planned_at(status: str, site: Site) -> ServiceStation:
    return ServiceStationFactory.create(site=site_in(status, site))


# A station not opened yet, by how far its site has come; later days than the site's end.
OF_SITES = (
    Act(
        open_station,
        Can.OPEN_STATION,
        SIGNED - {SiteStatus.CLOSED},
        (NotSignedYet, SiteHasEnded),
        lambda station: {"on": OPENED_ON},
    ),
    *(replace(act, states=RUNNING, refused=SiteHasEnded) for act in BUILT),
)
NOUNS = [
    Noun(
        "planned station, by its site",
        SiteStatus,
        planned_at,
        OF_SITES,
        place=proposed_with_checklists,
    ),
    Noun("station", O, in_status, (*LIFE, *SAID, *BUILT), place=signed_with_checklists),
    Noun(
        "spell of a station",
        SPELLS,
        spell_of,
        acts=(
            Act(
                correct_spell,
                Can.OPERATE_STATION,
                SPELLS,
                inputs=lambda spell: (
                    version_of(spell)
                    | {"from_on": date(2026, 1, 12), "until_on": spell.until_on, "reason": "演示"}
                ),
            ),
        ),
    ),
    Noun(
        "picture of a station",
        (HIDDEN, PUBLIC),
        photo_in,
        acts=(
            Act(
                edit_photo,
                Can.ADD_PHOTO,
                (HIDDEN, PUBLIC),
                inputs=lambda photo: (
                    version_of(photo)
                    | {
                        "moment": Moment.BEFORE,
                        "caption": "演示",
                        "taken_on": ON,
                        "shows_people": False,
                    }
                ),
            ),
            Act(
                publish_photo,
                Can.PUBLISH_PHOTO,
                (HIDDEN, PUBLIC),
                inputs=lambda photo: (
                    version_of(photo) | {"is_public": not photo.is_public, "consent_note": ""}
                ),
            ),
        ),
    ),
]
