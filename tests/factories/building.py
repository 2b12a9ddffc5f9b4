"""Stations while they are built, and what belongs to them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from niukou.core.files import JPEG, keep
from niukou.core.pictures import reduced
from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.actions.assets import AssetSaid, receive_asset
from niukou.programmes.actions.checks import Found
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Acceptance,
    Answer,
    Asset,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    DatedBy,
    Defect,
    Design,
    DesignStatus,
    Moment,
    OpeningHours,
    Programme,
    SelfCheck,
    ServiceStation,
    Severity,
    StationPhoto,
    StationSpell,
    Verdict,
    Zone,
)
from tests.factories import (
    AccountFactory,
    BranchFactory,
    ServiceStationFactory,
    holder,
    officer_of,
    signed_site,
)
from tests.factories.pictures import picture
from tests.factories.programmes import site_in

OPENED_ON = date(2025, 10, 31)
CHECKED_ON = date(2025, 9, 1)


def open_station_of(**fields: object) -> ServiceStation:
    """Return a station that opened on the last day of October 2025."""
    return ServiceStationFactory.create(site=signed_site(), opened_on=OPENED_ON, **fields)


def station_in(status: SiteStatus) -> ServiceStation:
    """Return a planned station of a site in that state."""
    return ServiceStationFactory.create(site=site_in(status, BranchFactory.create()))


def officer(station: ServiceStation) -> Account:
    return officer_of(station.site.branch)


def administrator(station: ServiceStation) -> Account:
    """Return the administrator of the station's hospital."""
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, station.site.hospital)


class SpellFactory(DjangoModelFactory[StationSpell]):
    class Meta:
        model = StationSpell

    station = factory.LazyFunction(open_station_of)
    kind = "PAUSED"
    from_on = date(2026, 1, 10)
    reason = "装修"
    recorded_by = factory.SubFactory(AccountFactory)


class ZoneFactory(DjangoModelFactory[Zone]):
    class Meta:
        model = Zone

    station = factory.SubFactory(ServiceStationFactory)
    position = factory.Sequence(lambda n: n % 100)
    kind = "GROUP"
    name = factory.Sequence(lambda n: f"演示区{n}")


class OpeningHoursFactory(DjangoModelFactory[OpeningHours]):
    class Meta:
        model = OpeningHours

    station = factory.SubFactory(ServiceStationFactory)
    weekday = 1
    opens_at = "08:30"
    closes_at = "17:00"
    from_on = date(2025, 1, 1)


class DesignFactory(DjangoModelFactory[Design]):
    class Meta:
        model = Design

    station = factory.SubFactory(ServiceStationFactory)
    description = "一间接待室，一间小组活动室"
    submitted_on = date(2025, 3, 3)
    submitted_by = factory.SubFactory(AccountFactory)


def agreed_design(station: ServiceStation, *, on: date = date(2025, 3, 10)) -> Design:
    return DesignFactory.create(
        station=station,
        status=DesignStatus.AGREED,
        decided_on=on,
        decided_by=AccountFactory.create(),
    )


def checklist_of(
    programme: Programme, kind: ChecklistKind, *, from_on: date = date(2024, 1, 1)
) -> Checklist:
    """Return a checklist of one blocking item and one other."""
    made = Checklist.objects.create(
        programme=programme,
        kind=kind,
        number=programme.checklists.filter(kind=kind).count() + 1,
        from_on=from_on,
        written_by=AccountFactory.create(),
    )
    for position, (text, blocks) in enumerate(
        [("消防通道畅通", True), ("标识清楚", False)], start=1
    ):
        ChecklistItem.objects.create(
            checklist=made, position=position, text=text, is_blocking=blocks
        )
    return made


def all_in_order(checklist: Checklist) -> dict[int, Found]:
    return {item.pk: Found(Answer.PASS) for item in checklist.items.all()}


def with_a_failure(checklist: Checklist, *, blocking: bool = True) -> dict[int, Found]:
    item = checklist.items.get(is_blocking=blocking)
    return all_in_order(checklist) | {item.pk: Found(Answer.FAIL, "堆放杂物")}


def passed_self_check(station: ServiceStation, *, on: date = CHECKED_ON) -> SelfCheck:
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.SELF_CHECK)
    return SelfCheck.objects.create(
        station=station,
        checklist=checklist,
        checked_on=on,
        is_passed=True,
        recorded_by=AccountFactory.create(),
    )


class AcceptanceFactory(DjangoModelFactory[Acceptance]):
    class Meta:
        model = Acceptance

    number = factory.Sequence(lambda n: f"ACC-2025-{n:04d}")
    station = factory.SubFactory(ServiceStationFactory)
    checklist = factory.LazyAttribute(
        lambda made: checklist_of(made.station.site.branch.programme, ChecklistKind.ACCEPTANCE)
    )
    inspected_on = date(2025, 9, 10)
    verdict = Verdict.PASSED
    recorded_by = factory.SubFactory(AccountFactory)


def signed_acceptance(
    station: ServiceStation, *, on: date = date(2025, 9, 20), verdict: Verdict = Verdict.PASSED
) -> Acceptance:
    """Return a sheet that the hospital signed on the day of the inspection, the programme later."""
    return AcceptanceFactory.create(
        station=station,
        verdict=verdict,
        hospital_signed_by=AccountFactory.create(),
        hospital_signed_on=min(date(2025, 9, 10), on),
        programme_signed_by=AccountFactory.create(),
        programme_signed_on=on,
        inspected_on=min(date(2025, 9, 10), on),
    )


class DefectFactory(DjangoModelFactory[Defect]):
    class Meta:
        model = Defect

    station = factory.SubFactory(ServiceStationFactory)
    words = "消防通道畅通：堆放杂物"
    severity = Severity.BLOCKING
    found_on = date(2025, 9, 10)
    reported_by = factory.SubFactory(AccountFactory)


def mended(defect: Defect, *, confirmed_on: date | None = None) -> Defect:
    """Let the hospital have mended a defect, and the programme confirm it if a day is given."""
    defect.mended_on, defect.mended_by = date(2025, 9, 15), AccountFactory.create()
    defect.mended_side, defect.mending = "HOSPITAL", "已清理"
    if confirmed_on:
        defect.confirmed_on, defect.confirmed_by = confirmed_on, AccountFactory.create()
        defect.confirmed_side = "PROGRAMME"
    defect.save()
    return defect


def asset_of(
    station: ServiceStation, *, quantity: int = 3, on: date = date(2025, 9, 30), **said: object
) -> Asset:
    """Return an asset received by the programme's officer."""
    return receive_asset(
        station,
        AssetSaid(**{"item": "演示沙盘"} | said),
        quantity=quantity,
        place="小组活动室",
        on=on,
        by=officer(station),
    )


def photo_of(station: ServiceStation, **fields: object) -> StationPhoto:
    by, upload = AccountFactory.create(), picture()
    copy = reduced(upload)
    said = {
        "moment": Moment.AFTER,
        "taken_on": date(2025, 10, 30),
        "dated_by": DatedBy.HAND,
        "caption": "演示：接待台",
    }
    return StationPhoto.objects.create(
        station=station,
        file=keep(upload, kinds={JPEG}, by=by),
        shown=keep(copy.file, kinds={JPEG}, by=by),
        width=copy.width,
        height=copy.height,
        kept_by=by,
        **said | fields,
    )
