"""Who somebody is to money: those who run what it is for, and those who keep it."""

from typing import Any

from rules import predicate

from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models import (
    Donation,
    Grant,
    LedgerEntry,
    Payee,
    Programme,
    Site,
    offices_of,
)
from niukou.programmes.models.purse import financed_by
from niukou.programmes.rules.holders import branches_run_by


def programmes_financed_by(user: Any) -> frozenset[int]:
    """Return the programmes whose money ``user`` keeps, read once and kept as roles are."""
    if not roles_of(user).organisations(RoleKind.FINANCE_OFFICER):
        return frozenset()
    if not hasattr(user, "_financed"):
        user._financed = frozenset(financed_by(user).values_list("programme", flat=True))  # noqa: SLF001  # our own memo
    return user._financed  # type: ignore[no-any-return]  # noqa: SLF001


@predicate
def reads_all_money(user: Account, subject: object) -> bool:
    """Auditor of the platform."""
    return roles_of(user).is_platform_auditor


@predicate
def runs_part_of_programme(user: Account, programme: Programme) -> bool:
    """Officer of the programme or of one of its branches."""
    return programme.pk in offices_of(user).programmes


@predicate
def keeps_money_of_programme(user: Account, programme: Programme) -> bool:
    """Finance officer of an initiator of the programme."""
    return programme.pk in programmes_financed_by(user)


@predicate
def runs_programme_of_donation(user: Account, donation: Donation) -> bool:
    """Officer of the whole programme the donation was given to."""
    return donation.programme_id in offices_of(user).whole_programmes


@predicate
def keeps_money_of_donation(user: Account, donation: Donation) -> bool:
    """Finance officer of an initiator of the programme the donation was given to."""
    return donation.programme_id in programmes_financed_by(user)


@predicate
def runs_granted_site(user: Account, grant: Grant) -> bool:
    """Officer of the branch whose site the grant is for."""
    return grant.site.branch_id in branches_run_by(user)


@predicate
def coordinates_granted_site(user: Account, grant: Grant) -> bool:
    """Coordinator of the hospital the grant is for, once it is committed."""
    coordinated = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    return grant.awarded_on is not None and grant.site.hospital_id in coordinated


@predicate
def keeps_money_of_grant(user: Account, grant: Grant) -> bool:
    """Finance officer of an initiator of the grant's programme."""
    return grant.site.branch.programme_id in programmes_financed_by(user)


@predicate
def keeps_money_of_entry(user: Account, entry: LedgerEntry) -> bool:
    """Finance officer of an initiator of the entry's programme."""
    return entry.programme_id in programmes_financed_by(user)


@predicate
def keeps_money_of_payee(user: Account, payee: Payee) -> bool:
    """Finance officer of an initiator of a programme in which the payee has a site."""
    financed = programmes_financed_by(user)
    sites = Site.objects.filter(hospital=payee.organisation_id, branch__programme__in=financed)
    return bool(financed) and sites.exists()


@predicate
def runs_site_of_organisation(user: Account, organisation: Organisation) -> bool:
    """Officer of a branch in which the organisation has a site."""
    run = branches_run_by(user)
    sites = Site.objects.filter(hospital=organisation.pk, branch__in=run)
    return bool(run) and sites.exists()
