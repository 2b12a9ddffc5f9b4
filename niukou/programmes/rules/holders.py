"""Who somebody is to a programme, a branch, a site: the predicates of the policy."""

from typing import Any

from django.utils import timezone
from rules import predicate

from niukou.gatherings.models import Gathering, Registration
from niukou.network.models import Agreement, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.programmes.models import (
    Branch,
    Post,
    PostKind,
    PostMonth,
    Programme,
    ProgrammeGathering,
    ProgrammeInitiator,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteContact,
    link_of,
    offices_of,
)


def branches_run_by(user: Any) -> frozenset[int]:
    """Return the branches ``user`` runs today, kept as ``offices_of`` are."""
    return offices_of(user).branches


@predicate
def is_an_officer(user: Account, subject: object) -> bool:
    """Programme officer, of whatever programme or branch."""
    return bool(offices_of(user))


@predicate
def runs_programme(user: Account, programme: Programme) -> bool:
    """Officer of the whole programme."""
    return programme.pk in offices_of(user).whole_programmes


@predicate
def runs_branch(user: Account, branch: Branch) -> bool:
    """Officer of that branch or of its whole programme."""
    return branch.pk in offices_of(user).branches


@predicate
def oversees_programme(user: Account, programme: Programme) -> bool:
    """Officer of the programme or of a branch in it, or auditor: as ``overseen_by``."""
    return programme.pk in offices_of(user).programmes or roles_of(user).is_platform_auditor


@predicate
def oversees_branch(user: Account, branch: Branch) -> bool:
    """Officer of that branch or of its whole programme, or auditor: as ``overseen_by``."""
    return bool(runs_branch(user, branch)) or roles_of(user).is_platform_auditor


@predicate
def runs_site(user: Account, site: Site) -> bool:
    """Officer of the branch the site is in."""
    return site.branch_id in branches_run_by(user)


@predicate
def coordinates_site(user: Account, site: Site) -> bool:
    """Coordinator of the site's hospital."""
    return site.hospital_id in roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)


@predicate
def works_on_site(user: Account, site: Site) -> bool:
    """Officer of the branch, one of the hospital's own people, or auditor: as ``worked_on_by``."""
    roles = roles_of(user)
    return (
        roles.is_platform_auditor
        or site.hospital_id in roles.organisations()
        or site.branch_id in branches_run_by(user)
    )


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
def speaks_for_hospital(user: Account, station: ServiceStation) -> bool:
    """Administrator or coordinator of the station's hospital."""
    return station.site.hospital_id in _spoken_for(user)


@predicate
def speaks_for_hospital_of_site(user: Account, site: Site) -> bool:
    """Administrator or coordinator of the site's hospital."""
    return site.hospital_id in _spoken_for(user)


def _spoken_for(user: Account) -> frozenset[int]:
    return roles_of(user).organisations(
        RoleKind.ORGANISATION_ADMINISTRATOR, RoleKind.HOSPITAL_COORDINATOR
    )


@predicate
def runs_site_of_agreement(user: Account, agreement: Agreement) -> bool:
    """Officer of the branch whose site signed the agreement."""
    branches = offices_of(user).branches
    return SiteAgreement.objects.filter(agreement=agreement, site__branch__in=branches).exists()


@predicate
def is_contact_of_own_site(user: Account, person: Person) -> bool:
    """Officer of a branch in which the person is a site's contact, and has not ceased to be."""
    branches = offices_of(user).branches
    named = SiteContact.objects.exclude(until_on__lte=timezone.localdate())
    return named.filter(person=person, site__branch__in=branches).exists()


# --- posts -----------------------------------------------------------------------------------
def programmes_paid_by(user: Any) -> frozenset[int]:
    """Return the programmes for whose initiators ``user`` is finance officer, kept as ``offices_of`` are."""
    organisations = roles_of(user).organisations(RoleKind.FINANCE_OFFICER)
    if not organisations:
        return frozenset()
    if not hasattr(user, "_paid_by"):
        initiators = ProgrammeInitiator.objects.filter(organisation__in=organisations)
        user._paid_by = frozenset(initiators.values_list("programme", flat=True))  # noqa: SLF001  # our own memo
    return user._paid_by  # type: ignore[no-any-return]  # noqa: SLF001


@predicate
def pays_for_branch(user: Account, branch: Branch) -> bool:
    """Officer of the whole programme, or finance officer of one of its initiators."""
    programme = branch.programme_id
    return programme in offices_of(user).whole_programmes or programme in programmes_paid_by(user)


@predicate
def reads_posts_of_branch(user: Account, branch: Branch) -> bool:
    """Officer of the branch, finance officer of an initiator, or auditor."""
    return branch.programme_id in programmes_paid_by(user) or bool(oversees_branch(user, branch))


@predicate
def reads_posts_of_site(user: Account, site: Site) -> bool:
    """Whoever works on the site, or finance officer of an initiator of its programme."""
    is_paying = site.branch.programme_id in programmes_paid_by(user)
    return is_paying or bool(works_on_site(user, site))


@predicate
def reads_rates(user: Account, programme: Programme) -> bool:
    """Officer of the programme or a branch of it, finance officer of an initiator, or auditor."""
    return programme.pk in programmes_paid_by(user) or bool(oversees_programme(user, programme))


@predicate
def runs_post(user: Account, post: Post) -> bool:
    """Officer of the branch the post is in."""
    return post.site.branch_id in branches_run_by(user)


@predicate
def coordinates_post(user: Account, post: Post) -> bool:
    """Coordinator of the hospital the post is at."""
    return post.site.hospital_id in roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)


@predicate
def runs_month(user: Account, month: PostMonth) -> bool:
    """Officer of the branch the month's post is in."""
    return bool(runs_post(user, month.post))


@predicate
def coordinates_month(user: Account, month: PostMonth) -> bool:
    """Coordinator of the hospital the month's post is at."""
    return bool(coordinates_post(user, month.post))


@predicate
def employs_for_month(user: Account, month: PostMonth) -> bool:
    """Administrator of the agency that seconds to the month's post."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    return month.post.kind == PostKind.SECONDED and month.post.employer_id in led


@predicate
def pays_month(user: Account, month: PostMonth) -> bool:
    """Officer of the whole programme, or finance officer of one of its initiators."""
    return bool(pays_for_branch(user, month.post.site.branch))


@predicate
def runs_programme_gathering(user: Account, link: ProgrammeGathering) -> bool:
    """Officer of the branch the gathering belongs to, or of its whole programme."""
    offices = offices_of(user)
    return link.programme_id in offices.whole_programmes or link.branch_id in offices.branches


@predicate
def runs_gathering(user: Account, gathering: Gathering) -> bool:
    """Officer of the branch the gathering belongs to, or of its whole programme."""
    link = link_of(gathering) if offices_of(user) else None
    return link is not None and bool(runs_programme_gathering(user, link))


@predicate
def runs_gathering_of_registration(user: Account, registration: Registration) -> bool:
    """Officer of the branch the gathering belongs to, or of its whole programme."""
    return bool(runs_gathering(user, registration.gathering))
