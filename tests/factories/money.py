"""Money: donations, grants in any state, payees, and the people who handle it."""

from datetime import date

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from niukou.core.money import Money
from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.actions.donations import record_donation
from niukou.programmes.actions.grants import (
    PlannedLine,
    PlannedTranche,
    commit_grant,
    draft_grant,
    plan_tranches,
    set_budget,
)
from niukou.programmes.actions.money_gates import AGREEMENT_SIGNED
from niukou.programmes.actions.payees import confirm_payee, set_payee
from niukou.programmes.actions.tranches import confirm_condition, pay_tranche, release_tranche
from niukou.programmes.models import (
    Donation,
    Grant,
    Payee,
    Programme,
    ProgrammeInitiator,
    Purpose,
    Site,
    Tranche,
)
from tests.factories import (
    AccountFactory,
    OrganisationFactory,
    ProgrammeFactory,
    holder,
    officer_of,
    officer_of_all,
    signed_site,
)
from tests.factories.programmes import ProgrammeInitiatorFactory

DRAFTED = date(2025, 1, 6)
AWARDED_ON = date(2025, 1, 10)
RELEASED_ON = date(2025, 1, 15)
PAID_ON = date(2025, 1, 20)


def yuan(amount: int | str) -> Money:
    return Money.from_yuan(amount)


class DonationFactory(DjangoModelFactory[Donation]):
    """A donation that is recorded and not booked."""

    class Meta:
        model = Donation

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: f"D-演示-{n:04d}")
    received_by = factory.SubFactory(OrganisationFactory)
    donor_shown = "演示捐赠人"
    amount = yuan(1000)
    received_on = DRAFTED
    recorded_by = factory.SubFactory(AccountFactory)


def finance_officer(programme: Programme) -> Account:
    """Return a finance officer of an initiator of ``programme``."""
    initiator = ProgrammeInitiator.objects.filter(programme=programme).first()
    initiator = initiator or ProgrammeInitiatorFactory.create(programme=programme)
    return holder(RoleKind.FINANCE_OFFICER, initiator.organisation)


def scan(name: str = "凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n")


def drafted_grant(site: Site | None = None, *, by: Account | None = None, **said: object) -> Grant:
    """Return a grant of which nothing but its title is known."""
    site = site or signed_site()
    by = by or officer_of(site.branch)
    return draft_grant(site, title="演示资助", on=DRAFTED, by=by, **said)


def planned_grant(
    site: Site | None = None,
    *,
    by: Account | None = None,
    parts: tuple[int | str, ...] = (600, 400),
    papers: tuple[str, ...] = (),
    **said: object,
) -> Grant:
    """Return a draft with a budget of as much as its tranches, each waiting for the agreement."""
    site = site or signed_site()
    by = by or officer_of(site.branch)
    grant = drafted_grant(site, by=by, **said)
    amounts = [yuan(part) for part in parts]
    whole = sum(amounts, Money())
    three, seven = whole.split_by_weights([3, 7])
    lines = [PlannedLine(Purpose.RENOVATION, seven), PlannedLine(Purpose.EQUIPMENT, three)]
    grant = set_budget(grant, version=grant.version, lines=lines, on=DRAFTED, by=by)
    tranches = [PlannedTranche(amount, (AGREEMENT_SIGNED,), papers) for amount in amounts]
    return plan_tranches(grant, version=grant.version, tranches=tranches, by=by)


def committed_grant(
    site: Site | None = None, *, by: Account | None = None, **said: object
) -> Grant:
    site = site or signed_site()
    by = by or officer_of(site.branch)
    grant = planned_grant(site, by=by, **said)
    return commit_grant(grant, version=grant.version, on=AWARDED_ON, by=by)


def tranche_of(grant: Grant, position: int = 1) -> Tranche:
    rows = Tranche.objects.select_related("grant__site__branch__programme")
    return rows.get(grant=grant, position=position)


def proved(tranche: Tranche, *, by: Account) -> Tranche:
    """Confirm what the tranche waits for, as far as no paper is asked for."""
    for waiting in tranche.conditions.select_related("tranche__grant__site"):
        confirm_condition(waiting, on=AWARDED_ON, by=by)
    return tranche


def released_tranche(
    grant: Grant | None = None, *, position: int = 1, by: Account | None = None
) -> Tranche:
    grant = grant or committed_grant()
    by = by or officer_of(grant.site.branch)
    return release_tranche(proved(tranche_of(grant, position), by=by), on=RELEASED_ON, by=by)


def confirmed_payee(site: Site) -> Payee:
    """Return the account of the site's hospital, which two persons have looked at."""
    known = Payee.objects.current().filter(organisation=site.hospital, confirmed_at__isnull=False)
    if known.exists():
        return known.get()
    payee = set_payee(
        site.hospital,
        account_name=site.hospital.official_name,
        bank="演示银行",
        account_number="6200 0000 0000 1234",
        by=officer_of(site.branch),
    )
    return confirm_payee(payee, by=finance_officer(site.branch.programme))


def paid_tranche(
    grant: Grant | None = None, *, position: int = 1, by: Account | None = None
) -> Tranche:
    grant = grant or committed_grant()
    tranche = released_tranche(grant, position=position)
    payee = confirmed_payee(grant.site)
    by = by or finance_officer(grant.site.branch.programme)
    return pay_tranche(tranche, payee=payee, reference="演示流水-1", on=PAID_ON, by=by)


def donation_of(programme: Programme, **said: object) -> Donation:
    """Return a recorded and booked donation of 1,000 yuan to ``programme``."""
    initiator = ProgrammeInitiator.objects.filter(programme=programme).first()
    initiator = initiator or ProgrammeInitiatorFactory.create(programme=programme)
    given = {"amount": yuan(1000), "donor_shown": "演示捐赠人", "received_on": DRAFTED}
    by = officer_of_all(programme)
    return record_donation(programme, received_by=initiator.organisation, by=by, **given | said)
