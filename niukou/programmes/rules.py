"""Who may see and do what in a programme. Read from top to bottom, this file is the policy."""

from enum import StrEnum
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from rules import predicate

from niukou.core.access import NOTHING, Viewer, allow, widen_sight
from niukou.core.models import EvidenceFile
from niukou.network.models import Agreement, AgreementParty, Office, Role, RoleKind
from niukou.network.queries import roles_of
from niukou.network.rules import Can as CanInNetwork
from niukou.network.rules import is_platform_administrator, newcomers_of
from niukou.people.models import Account, Person
from niukou.people.rules import Can as CanInPeople
from niukou.programmes.models import (
    JOINING,
    Branch,
    Programme,
    ProgrammeInitiator,
    ProgrammeOfficer,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteContact,
    SiteFile,
)


class Can(StrEnum):
    START_PROGRAMME = "programmes.start_programme"
    EDIT_PROGRAMME = "programmes.edit_programme"
    NAME_INITIATORS = "programmes.name_initiators"
    SET_TARGET = "programmes.set_target"
    APPOINT_OFFICER = "programmes.appoint_officer"
    OPEN_BRANCH = "programmes.open_branch"
    EDIT_BRANCH = "programmes.edit_branch"
    PROPOSE_SITE = "programmes.propose_site"
    IMPORT_SITES = "programmes.import_sites"
    MOVE_SITE = "programmes.move_site"
    SIGN_SITE = "programmes.sign_site"
    CORRECT_STEP = "programmes.correct_step"
    EDIT_SITE = "programmes.edit_site"
    PLAN_STATION = "programmes.plan_station"
    OPEN_STATION = "programmes.open_station"
    CORRECT_OPENING = "programmes.correct_opening"
    EDIT_STATION = "programmes.edit_station"


def offices_of(user: Any) -> frozenset[tuple[int, int | None]]:
    """Return what ``user`` is an officer of today: programme, and branch or None for the whole.

    Read once and kept with the account object; as with ``roles_of``, fetch the account anew
    to see an appointment made since.
    """
    if not hasattr(user, "_offices"):
        held = ProgrammeOfficer.objects.of(user).values_list("programme", "branch")
        user._offices = frozenset(held)  # noqa: SLF001  # our own memo
    return user._offices  # type: ignore[no-any-return]  # noqa: SLF001


def branches_run_by(user: Any) -> frozenset[int]:
    """Return the branches ``user`` runs today, read once and kept as ``offices_of`` are."""
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_branches"):
        user._branches = frozenset(Branch.objects.run_by(user).values_list("pk", flat=True))  # noqa: SLF001  # our own memo
    return user._branches  # type: ignore[no-any-return]  # noqa: SLF001


@predicate
def is_an_officer(user: Account, subject: object) -> bool:
    """Programme officer, of whatever programme or branch."""
    return bool(offices_of(user))


@predicate
def runs_programme(user: Account, programme: Programme) -> bool:
    """Officer of the whole programme."""
    return (programme.pk, None) in offices_of(user)


@predicate
def runs_branch(user: Account, branch: Branch) -> bool:
    """Officer of that branch or of its whole programme."""
    programme = branch.programme_id
    return not offices_of(user).isdisjoint({(programme, None), (programme, branch.pk)})


@predicate
def runs_site(user: Account, site: Site) -> bool:
    """Officer of the branch the site is in."""
    return site.branch_id in branches_run_by(user)


@predicate
def coordinates_site(user: Account, site: Site) -> bool:
    """Coordinator of the site's hospital."""
    return site.hospital_id in roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)


@predicate
def runs_station(user: Account, station: ServiceStation) -> bool:
    """Officer of the branch the station's site is in."""
    return station.site.branch_id in branches_run_by(user)


@predicate
def coordinates_station(user: Account, station: ServiceStation) -> bool:
    """Coordinator of the station's hospital."""
    coordinated = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    return station.site.hospital_id in coordinated


@predicate
def runs_site_of_agreement(user: Account, agreement: Agreement) -> bool:
    """Officer of the branch whose site signed the agreement."""
    branches = Branch.objects.run_by(user).values("pk")
    return SiteAgreement.objects.filter(agreement=agreement, site__branch__in=branches).exists()


@predicate
def is_contact_of_own_site(user: Account, person: Person) -> bool:
    """Officer of a branch in which the person is a site's contact, and has not ceased to be."""
    branches = Branch.objects.run_by(user).values("pk")
    named = SiteContact.objects.exclude(until_on__lte=timezone.localdate())
    return named.filter(person=person, site__branch__in=branches).exists()


POLICY = {
    Can.START_PROGRAMME: is_platform_administrator,
    Can.EDIT_PROGRAMME: runs_programme,
    Can.NAME_INITIATORS: is_platform_administrator | runs_programme,
    Can.SET_TARGET: runs_programme,
    Can.APPOINT_OFFICER: is_platform_administrator | runs_programme,
    Can.OPEN_BRANCH: runs_programme,
    Can.EDIT_BRANCH: runs_branch,
    Can.PROPOSE_SITE: runs_branch,
    Can.IMPORT_SITES: runs_branch,
    Can.MOVE_SITE: runs_site,
    Can.SIGN_SITE: runs_site,
    Can.CORRECT_STEP: runs_site,
    Can.EDIT_SITE: runs_site | coordinates_site,
    Can.PLAN_STATION: runs_site | coordinates_site,
    Can.OPEN_STATION: runs_station,
    Can.CORRECT_OPENING: runs_station,
    Can.EDIT_STATION: runs_station | coordinates_station,
    CanInNetwork.REGISTER_ORGANISATION: is_an_officer,
    CanInNetwork.RECORD_AGREEMENT: is_an_officer,
    CanInNetwork.EDIT_AGREEMENT: runs_site_of_agreement,
    CanInPeople.REGISTER_PERSON: is_an_officer,
    CanInPeople.EDIT_PERSON: is_contact_of_own_site,
    CanInPeople.REVEAL_PERSON: is_contact_of_own_site,
}
allow(POLICY)


# --- which rows ------------------------------------------------------------------------------
def _own_sites(user: Viewer) -> QuerySet[Site]:
    if not user.is_authenticated:
        return Site.objects.none()
    return Site.objects.filter(branch__in=Branch.objects.run_by(user).values("pk"))


def agreements_of_own_sites(user: Viewer) -> Q:
    """Officers: the agreements by which their sites joined."""
    linked = SiteAgreement.objects.filter(site__in=_own_sites(user).values("pk"))
    return Q(pk__in=linked.values("agreement"))


def agreements_to_be_linked(user: Viewer) -> Q:
    """Officers: the agreements of their hospitals that wait to be linked to a site."""
    signed = AgreementParty.objects.filter(organisation__in=_own_sites(user).values("hospital"))
    return Q(kind__in=JOINING, site_link=None, pk__in=signed.values("agreement"))


def contacts_of_own_sites(user: Viewer) -> Q:
    """Officers: the contacts of their sites."""
    contacts = SiteContact.objects.filter(site__in=_own_sites(user).values("pk"))
    return Q(pk__in=contacts.values("person"))


def staff_of_own_hospitals(user: Viewer) -> Q:
    """Officers: who holds an office in one of their hospitals."""
    offices = Office.objects.filter(organisation__in=_own_sites(user).values("hospital"))
    return Q(pk__in=offices.values("person"))


def newcomers_of_officers(user: Viewer) -> Q:
    """Officers: whom they registered, until somebody gives that person an office."""
    if not user.is_authenticated:
        return NOTHING
    return newcomers_of(user) & Q(Exists(ProgrammeOfficer.objects.of(user)))


def accounts_near_own_programmes(user: Viewer) -> Q:
    """Officers: their fellows, and who has a role or an office in an initiator of the programme."""
    if not user.is_authenticated:
        return NOTHING
    run = Programme.objects.run_by(user).values("pk")
    fellows = ProgrammeOfficer.objects.filter(programme__in=run)
    initiators = ProgrammeInitiator.objects.filter(programme__in=run).values("organisation")
    return (
        Q(pk__in=fellows.values("account"))
        | Q(pk__in=Role.objects.filter(organisation__in=initiators).values("account"))
        | Q(person__in=Office.objects.filter(organisation__in=initiators).values("person"))
    )


def files_of_own_sites(user: Viewer) -> Q:
    """The files of sites one works on."""
    return Q(pk__in=SiteFile.objects.visible_to(user).values("file"))


widen_sight(Account, accounts_near_own_programmes)
widen_sight(Agreement, agreements_of_own_sites)
widen_sight(Agreement, agreements_to_be_linked)
widen_sight(Person, contacts_of_own_sites)
widen_sight(Person, staff_of_own_hospitals)
widen_sight(Person, newcomers_of_officers)
widen_sight(EvidenceFile, files_of_own_sites)
