"""Who sees what of money, and who may move it: those who run, those who keep, nobody else."""

from typing import Any

import pytest

from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.models import (
    BankBatch,
    Donation,
    Grant,
    LedgerEntry,
    LedgerLine,
    Payee,
    ProgrammeInitiator,
    Site,
    Tranche,
    TrancheCondition,
)
from niukou.programmes.rules import Can
from tests.factories import holder, signed_site, stranger
from tests.factories.money import (
    committed_grant,
    confirmed_payee,
    donation_of,
    finance_officer,
    planned_grant,
    released_tranche,
)
from tests.programmes.test_access import ROLES, RUNS_IT

pytestmark = pytest.mark.django_db
FINANCE, DONOR = "finance", "donor"
WHOLE = {"whole", FINANCE}
HOLDERS = {
    Can.SEE_MONEY: {*RUNS_IT, "neighbour", "auditor", FINANCE},
    Can.SEE_LEDGER: {*WHOLE, "auditor"},
    Can.RECORD_DONATION: WHOLE,
    Can.ISSUE_RECEIPT: WHOLE,
    Can.MARK_RELATED_PARTY: WHOLE,
    Can.DRAFT_GRANT: RUNS_IT,
    Can.EDIT_GRANT: RUNS_IT,
    Can.COMMIT_GRANT: RUNS_IT,
    Can.CANCEL_GRANT: RUNS_IT,
    Can.ATTACH_CONDITION_EVIDENCE: {*RUNS_IT, "coordinator"},
    Can.CONFIRM_CONDITION: RUNS_IT,
    Can.RELEASE_TRANCHE: RUNS_IT,
    Can.WITHDRAW_RELEASE: RUNS_IT,
    Can.PAY_TRANCHE: {FINANCE},
    Can.RETURN_MONEY: {FINANCE},
    Can.CORRECT_ENTRY: {FINANCE},
    Can.SET_PAYEE: RUNS_IT,
    Can.CONFIRM_PAYEE: {FINANCE},
    Can.MAKE_BANK_BATCH: {FINANCE},
}


def keeper(site: Site) -> Account:
    return finance_officer(site.branch.programme)


def keeper_elsewhere(site: Site) -> Account:
    return finance_officer(signed_site().branch.programme)


def keeper_of_the_hospital(site: Site) -> Account:
    return holder(RoleKind.FINANCE_OFFICER, site.hospital)


def donor(site: Site) -> Account:
    """Return somebody who looks on at an initiator, and at the hospital itself."""
    keeper(site)
    initiator = ProgrammeInitiator.objects.filter(programme=site.branch.programme).first()
    account = holder(RoleKind.DONOR, initiator.organisation)
    account.roles.create(kind=RoleKind.DONOR, organisation=site.hospital, from_on="2020-01-01")
    return account


PEOPLE = ROLES | {FINANCE: keeper, DONOR: donor, "finance elsewhere": keeper_elsewhere}


@pytest.mark.parametrize("role", PEOPLE)
def test_who_may_do_what_with_money(role: str) -> None:
    site = signed_site()
    programme = site.branch.programme
    grant, donation = committed_grant(site), donation_of(programme)
    by_noun: dict[str, Any] = {"donation": donation, "receipt": donation, "party": donation}
    by_noun |= {"payee": confirmed_payee(site), "entry": LedgerEntry.objects.get()}
    subjects = {can: by_noun.get(can.value.rpartition("_")[2], grant) for can in HOLDERS}
    subjects |= dict.fromkeys(
        (Can.SEE_MONEY, Can.SEE_LEDGER, Can.RECORD_DONATION, Can.MAKE_BANK_BATCH), programme
    )
    subjects |= {Can.DRAFT_GRANT: site, Can.SET_PAYEE: site.hospital}
    user = PEOPLE[role](site)

    held = {can for can, subject in subjects.items() if user.has_perm(can, subject)}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


# who sees           donation, grant, its draft, tranche, condition, payee, entry, line, batch
@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        (ROLES["branch"], "grant draft tranche condition payee"),
        (ROLES["whole"], "donation grant draft tranche condition payee entry line batch"),
        (keeper, "donation grant draft tranche condition payee entry line batch"),
        (ROLES["auditor"], "donation grant draft tranche condition payee entry line batch"),
        (ROLES["coordinator"], "grant tranche condition"),
        (keeper_of_the_hospital, "grant tranche condition"),
        (ROLES["elsewhere"], ""),
        (ROLES["platform"], ""),
        (keeper_elsewhere, ""),
        (donor, ""),
        (lambda site: stranger(), ""),
    ],
)
def test_money_visible_to(reader, seen: str) -> None:
    site = signed_site()
    tranche = released_tranche(committed_grant(site))
    draft = planned_grant(site)
    donation_of(site.branch.programme)
    payee = confirmed_payee(site)
    BankBatch.objects.create(programme=site.branch.programme, number="B-1", made_by=payee.set_by)
    user = reader(site)

    rows = {
        "donation": Donation.objects.visible_to(user),
        "grant": Grant.objects.visible_to(user).filter(pk=tranche.grant_id),
        "draft": Grant.objects.visible_to(user).filter(pk=draft.pk),
        "tranche": Tranche.objects.visible_to(user).filter(pk=tranche.pk),
        "condition": TrancheCondition.objects.visible_to(user).filter(tranche=tranche),
        "payee": Payee.objects.visible_to(user),
        "entry": LedgerEntry.objects.visible_to(user),
        "line": LedgerLine.objects.visible_to(user),
        "batch": BankBatch.objects.visible_to(user),
    }
    assert " ".join(name for name, found in rows.items() if found.exists()) == seen
