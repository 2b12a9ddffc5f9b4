"""What is decided, signed, mended and moved while a station is built and after."""

from datetime import date

from niukou.programmes.actions.acceptance import (
    SignedAlready,
    SignedByBoth,
    SignedForTheOther,
    Withdrawn,
    attach_sheet,
    sign_for_hospital,
    sign_for_programme,
    withdraw_acceptance,
)
from niukou.programmes.actions.assets import AssetSaid, NotSoMany, edit_asset, move_asset
from niukou.programmes.actions.defects import (
    MendedAlready,
    MendedByOwnSide,
    NotMended,
    confirm_defect,
    mend_defect,
    send_back_defect,
)
from niukou.programmes.actions.designs import DecidedAlready, DecidedByItsAuthor, decide_design
from niukou.programmes.models import (
    Acceptance,
    Asset,
    Defect,
    Design,
    DesignStatus,
    MoveKind,
    Side,
    Site,
)
from niukou.programmes.rules import Can
from tests.factories import AccountFactory, ServiceStationFactory
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    asset_of,
    mended,
    officer,
)
from tests.factories.network import scan
from tests.matrix.holders import also_officer
from tests.matrix.table import Act, Noun
from tests.programmes.test_access import RUNS_IT
from tests.programmes.test_building_access import SPEAKS_FOR_IT

ON = date(2025, 10, 20)
NEW, BY_HOSPITAL, BY_PROGRAMME, BY_BOTH, TAKEN_BACK = (
    "to be signed",
    "signed by the hospital",
    "signed by the programme",
    "signed by both",
    "withdrawn",
)
STANDING = (NEW, BY_HOSPITAL, BY_PROGRAMME, BY_BOTH)
OPEN, HOSPITAL_MENDED, PROGRAMME_MENDED, CONFIRMED = (
    "open",
    "mended by the hospital",
    "mended by the programme",
    "confirmed",
)
AUTHOR, SIGNER, MENDER = "who submitted it", "who signed for the hospital", "who mended it"
THERE, GONE = "there", "written off"
PLACE = "小组活动室"


def design_in(status: str, site: Site) -> Design:
    decided = {"decided_on": date(2025, 3, 10), "decided_by": AccountFactory.create()}
    more = {} if status == DesignStatus.SUBMITTED else decided
    note = "演示" if status == DesignStatus.RETURNED else ""
    station = ServiceStationFactory.create(site=site)
    return DesignFactory.create(station=station, status=status, decision_note=note, **more)


def sheet_in(state: str, site: Site) -> Acceptance:
    sheet = AcceptanceFactory.create(station=ServiceStationFactory.create(site=site))
    for side, states in (
        ("hospital", {BY_HOSPITAL, BY_BOTH}),
        ("programme", {BY_PROGRAMME, BY_BOTH}),
    ):
        if state in states:
            setattr(sheet, f"{side}_signed_on", date(2025, 9, 20))
            setattr(sheet, f"{side}_signed_by", AccountFactory.create())
    if state == TAKEN_BACK:
        sheet.withdrawn_on, sheet.withdrawn_because = date(2025, 9, 20), "演示"
    sheet.save()
    return sheet


def defect_in(state: str, site: Site) -> Defect:
    defect = DefectFactory.create(station=ServiceStationFactory.create(site=site))
    if state == OPEN:
        return defect
    mended(defect, confirmed_on=date(2025, 9, 16) if state == CONFIRMED else None)
    if state == PROGRAMME_MENDED:
        Defect.objects.filter(pk=defect.pk).update(mended_side=Side.PROGRAMME)
    return defect


def asset_in(state: str, site: Site) -> Asset:
    station = ServiceStationFactory.create(site=site)
    asset = asset_of(station)
    if state == GONE:
        said = {"quantity": 3, "from_place": PLACE, "reason": "损坏", "on": ON}
        move_asset(asset, kind=MoveKind.WRITTEN_OFF, **said, by=officer(station))
    return asset


def site_of(record: Design | Acceptance | Defect) -> Site:
    return record.station.site


# The other side than mended it looks at it.
LOOKED_AT_BY = {HOSPITAL_MENDED: RUNS_IT, PROGRAMME_MENDED: SPEAKS_FOR_IT}

DESIGNS = Noun(
    "design",
    DesignStatus,
    design_in,
    doers={AUTHOR: ({"branch"}, lambda design: also_officer(design.submitted_by, site_of(design)))},
    acts=(
        Act(
            decide_design,
            Can.DECIDE_DESIGN,
            {DesignStatus.SUBMITTED},
            DecidedAlready,
            lambda design: {"decision": DesignStatus.AGREED, "on": ON, "note": ""},
            own={AUTHOR: DecidedByItsAuthor},
        ),
    ),
)
SHEETS = Noun(
    "acceptance sheet",
    (*STANDING, TAKEN_BACK),
    sheet_in,
    doers={
        SIGNER: (
            {"branch"},
            lambda sheet: also_officer(sheet.hospital_signed_by, site_of(sheet)),
        )
    },
    acts=(
        Act(
            sign_for_hospital,
            Can.SIGN_FOR_HOSPITAL,
            {NEW, BY_PROGRAMME},
            (SignedAlready, Withdrawn),
            lambda sheet: {"on": ON},
        ),
        Act(
            sign_for_programme,
            Can.SIGN_FOR_PROGRAMME,
            {NEW, BY_HOSPITAL},
            (SignedAlready, Withdrawn),
            lambda sheet: {"on": ON},
            own={SIGNER: SignedForTheOther},
        ),
        Act(
            withdraw_acceptance,
            Can.RECORD_ACCEPTANCE,
            {NEW, BY_HOSPITAL, BY_PROGRAMME},
            (SignedByBoth, Withdrawn),
            lambda sheet: {"on": ON, "reason": "演示"},
        ),
        Act(attach_sheet, Can.ATTACH_SHEET, STANDING, Withdrawn, lambda sheet: {"file": scan()}),
    ),
)
DEFECTS = Noun(
    "defect",
    (OPEN, HOSPITAL_MENDED, PROGRAMME_MENDED, CONFIRMED),
    defect_in,
    doers={MENDER: ({"branch"}, lambda defect: also_officer(defect.mended_by, site_of(defect)))},
    acts=(
        Act(
            mend_defect,
            Can.KEEP_DEFECTS,
            {OPEN},
            MendedAlready,
            lambda defect: {"on": ON, "mending": "演示"},
        ),
        Act(
            confirm_defect,
            Can.KEEP_DEFECTS,
            LOOKED_AT_BY,
            (NotMended, MendedByOwnSide),
            lambda defect: {"on": ON},
            own={MENDER: MendedByOwnSide},
        ),
        Act(
            send_back_defect,
            Can.KEEP_DEFECTS,
            LOOKED_AT_BY,
            (NotMended, MendedByOwnSide),
            lambda defect: {"reason": "演示"},
            own={MENDER: MendedByOwnSide},
        ),
    ),
)
ASSETS = Noun(
    "asset",
    (THERE, GONE),
    asset_in,
    acts=(
        Act(
            move_asset,
            Can.KEEP_ASSETS,
            {THERE},
            NotSoMany,
            lambda asset: {
                "kind": MoveKind.WRITTEN_OFF,
                "on": ON,
                "quantity": 1,
                "from_place": PLACE,
                "reason": "损坏",
            },
        ),
        Act(
            edit_asset,
            Can.KEEP_ASSETS,
            (THERE, GONE),
            inputs=lambda asset: {
                "said": AssetSaid("演示沙盘"),
                "version": asset.version,
                "why": "演示",
            },
        ),
    ),
)
NOUNS = [DESIGNS, SHEETS, DEFECTS, ASSETS]
