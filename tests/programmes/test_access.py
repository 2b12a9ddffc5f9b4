"""Who sees which site in which state, and who may do what to it."""

from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Programme,
    ProgrammeOfficer,
    ServiceStation,
    Site,
    SiteContact,
    SiteStep,
    Target,
)
from niukou.programmes.rules import POLICY, Can
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    ProgrammeFactory,
    RoleFactory,
    ServiceStationFactory,
    TargetFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    stranger,
)
from tests.factories.programmes import (
    ProgrammeInitiatorFactory,
    SiteContactFactory,
    administrator_of_the_hospital,
    administrator_of_the_platform,
    auditor_of_the_platform,
    coordinator,
    coordinator_elsewhere,
    draft_site,
    officer_of_another_branch,
    officer_of_another_programme,
    officer_of_its_branch,
    officer_of_the_programme,
    site_in,
    stranger_to,
)

pytestmark = pytest.mark.django_db


def nobody(site: Site) -> AnonymousUser:
    return AnonymousUser()


DRAFT, APPLIED, SIGNED, CLOSED, WITHDRAWN = (
    SiteStatus.DRAFT,
    SiteStatus.APPLIED,
    SiteStatus.SIGNED,
    SiteStatus.CLOSED,
    SiteStatus.WITHDRAWN,
)
ALWAYS = {(status, shown) for status in SiteStatus for shown in (True, False)}
SIGNED_AND_SHOWN = {(SIGNED, True), (CLOSED, True)}

# who may read a site                in which of the states below, in a shown or hidden branch
READERS = [
    (officer_of_its_branch,          ALWAYS),
    (officer_of_another_branch,      SIGNED_AND_SHOWN),
    (officer_of_the_programme,       ALWAYS),
    (officer_of_another_programme,   SIGNED_AND_SHOWN),
    (coordinator,                    ALWAYS),
    (coordinator_elsewhere,          SIGNED_AND_SHOWN),
    (administrator_of_the_hospital,  ALWAYS),
    (administrator_of_the_platform,  SIGNED_AND_SHOWN),
    (auditor_of_the_platform,        ALWAYS),
    (stranger_to,                    SIGNED_AND_SHOWN),
    (nobody,                         SIGNED_AND_SHOWN),
]  # fmt: skip


@pytest.mark.parametrize("shown", [True, False], ids=["shown", "hidden"])
@pytest.mark.parametrize("status", [DRAFT, APPLIED, SIGNED, CLOSED, WITHDRAWN])
@pytest.mark.parametrize(
    ("reader", "read"), READERS, ids=lambda part: getattr(part, "__name__", "")
)
def test_site_visible_to(reader, read, status, shown) -> None:
    site = site_in(status, BranchFactory.create(is_public=shown))

    seen = Site.objects.visible_to(reader(site))

    assert list(seen) == ([site] if (status, shown) in read else [])


def test_a_hidden_programme_hides_its_shown_branches_and_their_sites() -> None:
    branch = BranchFactory.create(is_public=True, programme__is_public=False)
    site = site_in(SIGNED, branch)

    for nouns in (Programme.objects, Branch.objects, Site.objects):
        assert nouns.visible_to(stranger()).exists() is False
        assert nouns.visible_to(officer_of(branch)).exists() is True
    assert list(Site.objects.visible_to(coordinator(site))) == [site]


# what of a signed site in a shown branch: first step, signature, plan, station, contact
INSIDE = (True, True, True, True, True)
OUTSIDE = (False, True, False, True, False)


@pytest.mark.parametrize(
    ("reader", "parts"),
    [
        (officer_of_its_branch, INSIDE),
        (officer_of_another_branch, OUTSIDE),
        (coordinator, INSIDE),
        (coordinator_elsewhere, OUTSIDE),
        (auditor_of_the_platform, INSIDE),
        (administrator_of_the_platform, OUTSIDE),
        (stranger_to, OUTSIDE),
        (nobody, OUTSIDE),
    ],
)
def test_parts_of_a_signed_site_visible_to(reader, parts) -> None:
    site = site_in(SIGNED, BranchFactory.create())
    draft = site.steps.create(to_status=DRAFT, on=site.steps.get().on, recorded_by=stranger())
    planned = ServiceStationFactory.create(site=site)
    opened = ServiceStationFactory.create(site=site, opened_on=draft.on)
    contact = SiteContactFactory.create(site=site)
    user = reader(site)

    assert parts == (
        SiteStep.objects.visible_to(user).filter(pk=draft.pk).exists(),
        SiteStep.objects.visible_to(user).filter(to_status=SIGNED).exists(),
        ServiceStation.objects.visible_to(user).filter(pk=planned.pk).exists(),
        ServiceStation.objects.visible_to(user).filter(pk=opened.pk).exists(),
        SiteContact.objects.visible_to(user).filter(pk=contact.pk).exists(),
    )


# --- programmes, branches, targets, officers ---------------------------------------------------
@pytest.mark.parametrize(
    ("who", "programme_seen", "branch_seen", "officers_seen"),
    [
        ("officer of the branch", True, True, True),
        ("officer of another branch", True, False, True),
        ("officer of the programme", True, True, True),
        ("officer of another programme", False, False, False),
        ("platform administrator", True, True, True),
        ("auditor", True, True, True),
        ("stranger", False, False, False),
        ("anonymous", False, False, False),
    ],
)
def test_unpublished_programme_visible_to(who, programme_seen, branch_seen, officers_seen) -> None:
    programme = ProgrammeFactory.create(is_public=False)
    branch = BranchFactory.create(programme=programme, is_public=False)
    target = TargetFactory.create(programme=programme, branch=branch)
    fellow = officer_of_all(programme)
    users = {
        "officer of the branch": lambda: officer_of(branch),
        "officer of another branch": lambda: officer_of(BranchFactory.create(programme=programme)),
        "officer of the programme": lambda: officer_of_all(programme),
        "officer of another programme": lambda: officer_of_all(ProgrammeFactory.create()),
        "platform administrator": platform_administrator,
        "auditor": auditor,
        "stranger": stranger,
        "anonymous": AnonymousUser,
    }
    user = users[who]()

    def sees(rows, row) -> bool:
        return rows.visible_to(user).filter(pk=row.pk).exists()

    office = ProgrammeOfficer.objects.get(account=fellow)
    assert sees(Programme.objects, programme) == programme_seen
    assert sees(Branch.objects, branch) == sees(Target.objects, target) == branch_seen
    assert sees(ProgrammeOfficer.objects, office) == officers_seen


def test_accounts_near_a_programme_visible_to_its_officers_only() -> None:
    programme = ProgrammeFactory.create()
    initiator = ProgrammeInitiatorFactory.create(programme=programme)
    colleague = RoleFactory.create(organisation=initiator.organisation).account
    other = stranger()

    seen = Account.objects.visible_to(officer_of_all(programme))
    assert seen.filter(pk=colleague.pk).exists()
    assert not seen.filter(pk=other.pk).exists()
    assert not Account.objects.visible_to(other).filter(pk=colleague.pk).exists()


def test_agreements_that_wait_for_a_link_are_seen_by_the_officers_of_their_hospital() -> None:
    site = draft_site()
    pilot, private = AgreementFactory.create(), AgreementFactory.create(kind="DATA_SHARING")
    for agreement in (pilot, private):
        AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)

    from niukou.network.models import Agreement

    assert list(Agreement.objects.visible_to(officer_of_its_branch(site))) == [pilot]
    assert list(Agreement.objects.visible_to(officer_of_another_branch(site))) == []


# --- who may do what ---------------------------------------------------------------------------
ROLES = {
    "branch": officer_of_its_branch,
    "neighbour": officer_of_another_branch,
    "whole": officer_of_the_programme,
    "foreign": officer_of_another_programme,
    "coordinator": coordinator,
    "elsewhere": coordinator_elsewhere,
    "hospital": administrator_of_the_hospital,
    "platform": administrator_of_the_platform,
    "auditor": auditor_of_the_platform,
    "stranger": stranger_to,
    "nobody": nobody,
}
RUNS_IT = {"branch", "whole"}
WORKS_ON_IT = {"branch", "whole", "coordinator"}
HOLDERS = {
    Can.START_PROGRAMME: {"platform"},
    Can.EDIT_PROGRAMME: {"whole"},
    Can.NAME_INITIATORS: {"whole", "platform"},
    Can.SET_TARGET: {"whole"},
    Can.APPOINT_OFFICER: {"whole", "platform"},
    Can.OPEN_BRANCH: {"whole"},
    Can.EDIT_BRANCH: RUNS_IT,
    Can.PROPOSE_SITE: RUNS_IT,
    Can.IMPORT_SITES: RUNS_IT,
    Can.MOVE_SITE: RUNS_IT,
    Can.SIGN_SITE: RUNS_IT,
    Can.CORRECT_STEP: RUNS_IT,
    Can.EDIT_SITE: WORKS_ON_IT,
    Can.PLAN_STATION: WORKS_ON_IT,
    Can.OPEN_STATION: RUNS_IT,
    Can.CORRECT_OPENING: RUNS_IT,
    Can.EDIT_STATION: WORKS_ON_IT,
}


def subject_of(can: Can, site: Site, station: ServiceStation) -> object:
    noun = can.value.rpartition("_")[2]
    if can == Can.START_PROGRAMME:
        return Programme
    if can in {Can.PROPOSE_SITE, Can.IMPORT_SITES, Can.EDIT_BRANCH}:
        return site.branch
    if can in {Can.OPEN_STATION, Can.CORRECT_OPENING, Can.EDIT_STATION}:
        return station
    return site if noun in {"site", "step", "station"} else site.branch.programme


def test_the_tables_of_holders_are_complete() -> None:
    """Each permission stands in one table: here, or in the test_…_access.py of its part."""
    parts = sorted(Path(__file__).parent.glob("test_*access.py"))
    tables = [import_module(f"tests.programmes.{part.stem}").HOLDERS for part in parts]
    covered = [can for table in tables for can in table]

    assert sorted(covered) == sorted(Can)
    assert {can for can in POLICY if can.value.startswith("programmes.")} == set(Can)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [DRAFT, SIGNED, CLOSED])
def test_who_may_do_what_in_which_state(role, status) -> None:
    site = site_in(status, BranchFactory.create())
    station = ServiceStationFactory.create(site=site)
    user = ROLES[role](site)

    held = {can for can in HOLDERS if user.has_perm(can, subject_of(can, site, station))}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


def test_a_closed_account_and_an_ended_office_open_nothing() -> None:
    site = draft_site()
    officer, former = officer_of_its_branch(site), officer_of_its_branch(site)
    officer.is_active = False
    ProgrammeOfficer.objects.filter(account=former).update(until_on="2024-01-01")

    assert not officer.has_perm(Can.MOVE_SITE, site)
    assert not former.has_perm(Can.MOVE_SITE, site)
    assert list(Site.objects.visible_to(former)) == []


def test_an_auditor_of_one_hospital_reads_its_site_and_writes_nothing() -> None:
    site = draft_site()
    reader = RoleFactory.create(kind=RoleKind.AUDITOR, organisation=site.hospital).account

    assert list(Site.objects.visible_to(reader)) == [site]
    assert not reader.has_perm(Can.EDIT_SITE, site)
