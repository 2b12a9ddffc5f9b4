"""Who may do what while a station is built and when it works, in which state of its site."""

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.network.models import RoleKind
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Acceptance,
    Asset,
    AssetMove,
    CheckAnswer,
    Defect,
    Design,
    SelfCheck,
    StationPhoto,
    StationSpell,
)
from niukou.programmes.rules import Can
from tests.factories import BranchFactory, OrganisationFactory, ServiceStationFactory, holder
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    SpellFactory,
    asset_of,
    open_station_of,
    passed_self_check,
    photo_of,
)
from tests.factories.programmes import site_in
from tests.programmes.test_access import ROLES, RUNS_IT, WORKS_ON_IT

pytestmark = pytest.mark.django_db
SPEAKS_FOR_IT = {"coordinator", "hospital"}
BOTH_SIDES = RUNS_IT | SPEAKS_FOR_IT
HOLDERS = {
    Can.OPERATE_STATION: RUNS_IT,
    Can.ADD_PHOTO: BOTH_SIDES,
    Can.PUBLISH_PHOTO: RUNS_IT,
    Can.SUBMIT_DESIGN: BOTH_SIDES,
    Can.DECIDE_DESIGN: RUNS_IT,
    Can.RECORD_SELF_CHECK: SPEAKS_FOR_IT,
    Can.RECORD_ACCEPTANCE: RUNS_IT,
    Can.SIGN_FOR_HOSPITAL: SPEAKS_FOR_IT,
    Can.SIGN_FOR_PROGRAMME: RUNS_IT,
    Can.ATTACH_SHEET: BOTH_SIDES,
    Can.KEEP_DEFECTS: BOTH_SIDES,
    Can.KEEP_ASSETS: BOTH_SIDES,
    Can.IMPORT_ASSETS: BOTH_SIDES,
    Can.WRITE_CHECKLIST: {"whole"},
    Can.SET_STEP_TERM: {"whole"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [SiteStatus.DRAFT, SiteStatus.SIGNED, SiteStatus.CLOSED])
def test_who_may_do_what_about_a_station(role, status) -> None:
    site = site_in(status, BranchFactory.create())
    station = ServiceStationFactory.create(site=site)
    others = {
        Can.IMPORT_ASSETS: site,
        Can.WRITE_CHECKLIST: site.branch.programme,
        Can.SET_STEP_TERM: site.branch.programme,
    }
    user = ROLES[role](site)

    held = {can for can in HOLDERS if user.has_perm(can, others.get(can, station))}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


NOUNS = (
    StationSpell,
    Design,
    SelfCheck,
    Acceptance,
    CheckAnswer,
    Defect,
    Asset,
    AssetMove,
    StationPhoto,
)


@pytest.mark.parametrize("role", [*ROLES, "donor"])
def test_how_a_station_is_built_is_seen_by_those_who_work_on_it_alone(role) -> None:
    station = open_station_of()
    SpellFactory.create(station=station)
    DesignFactory.create(station=station)
    check = passed_self_check(station)
    check.answers.create(item=check.checklist.items.first(), answer="PASS")
    AcceptanceFactory.create(station=station)
    DefectFactory.create(station=station)
    asset_of(station)
    photo_of(station)
    donors = holder(RoleKind.DONOR, OrganisationFactory.create())
    user = donors if role == "donor" else ROLES[role](station.site)

    seen = [noun.objects.visible_to(user).exists() for noun in NOUNS]

    works_on_it = role in WORKS_ON_IT | {"hospital", "auditor"}
    assert seen == [works_on_it] * len(NOUNS)


def test_the_public_sees_public_pictures_and_no_others() -> None:
    station = open_station_of()
    shown, _hidden = photo_of(station, is_public=True), photo_of(station)

    assert list(StationPhoto.objects.visible_to(AnonymousUser())) == [shown]
