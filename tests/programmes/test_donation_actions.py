"""What can be done to a donation, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import EditConflict
from niukou.core.money import ZERO
from niukou.network.models import RoleKind
from niukou.portal.queries import Verdict, verification_of
from niukou.programmes.actions import donations as refusals
from niukou.programmes.actions.donations import (
    BoundTo,
    issue_receipt,
    mark_related_party,
    record_donation,
)
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.models import Donation, LedgerAccount, LedgerEntry, Restriction
from niukou.programmes.receipts import receipt_code, receipt_pdf
from tests.factories import (
    OrganisationFactory,
    ProgrammeFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.money import DRAFTED, donation_of, finance_officer, yuan
from tests.factories.programmes import ProgrammeInitiatorFactory

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def programme():
    programme = ProgrammeFactory.create()
    ProgrammeInitiatorFactory.create(programme=programme)
    return programme


def said(programme, **other) -> dict:
    received_by = programme.initiators.first().organisation
    given = {"received_by": received_by, "received_on": DRAFTED, "donor_shown": "匿名"}
    return given | {"amount": yuan(100), "by": officer_of_all(programme)} | other


def booked(donation) -> list[tuple[str, int]]:
    entry = LedgerEntry.objects.get(donation=donation)
    return [(line.account, line.fen.fen) for line in entry.lines.order_by("position")]


def test_record_books_money_in_the_bank_and_as_income(programme) -> None:
    donation = record_donation(programme, **said(programme))

    assert (donation.number, donation.is_related_party) == ("D-2025-0001", False)
    assert booked(donation) == [
        (LedgerAccount.BANK, 10000),
        (LedgerAccount.INCOME_UNRESTRICTED, -10000),
    ]


def test_what_is_given_for_a_site_is_restricted_and_goods_are_no_money(programme) -> None:
    site = signed_site(branch__programme=programme)
    bound = BoundTo(Restriction.SITE, site=site)
    goods = {"is_in_kind": True, "description": "绘本"}

    donation = record_donation(programme, **said(programme, bound_to=bound, **goods))

    assert booked(donation) == [
        (LedgerAccount.GOODS, 10000),
        (LedgerAccount.INCOME_RESTRICTED, -10000),
    ]
    line = LedgerEntry.objects.get(donation=donation).lines.first()
    assert (line.site, line.branch) == (site, site.branch)


def test_goods_of_unknown_value_are_recorded_and_not_booked(programme) -> None:
    goods = {"is_in_kind": True, "description": "绘本", "amount": None}

    donation = record_donation(programme, **said(programme, **goods))

    assert (donation.amount, LedgerEntry.objects.exists()) == (None, False)


def test_a_related_party_is_known_from_the_register_of_that_day(programme) -> None:
    donor = OrganisationFactory.create(is_related_party=True)

    donation = record_donation(programme, **said(programme, donor=donor, donor_shown=""))
    donor.is_related_party = False
    donor.save()

    donation.refresh_from_db()
    assert (donation.is_related_party, donation.donor_shown) == (True, donor.official_name)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"amount": None}, refusals.AmountMissing),
        ({"amount": ZERO}, refusals.AmountMissing),
        ({"amount": -yuan(5)}, refusals.AmountMissing),
        ({"donor_shown": " "}, refusals.DonorNotNamed),
        ({"is_in_kind": True}, refusals.GoodsNotDescribed),
        ({"received_on": date(2062, 1, 1)}, DayToCome),
        ({"bound_to": BoundTo(Restriction.BRANCH)}, refusals.RestrictionUnclear),
        ({"bound_to": BoundTo(Restriction.PURPOSE)}, refusals.RestrictionUnclear),
        ({"bound_to": BoundTo(Restriction.NONE, purpose="书")}, refusals.RestrictionUnclear),
    ],
)
def test_record_refuses(programme, wrong, refusal) -> None:
    with pytest.raises(refusal):
        record_donation(programme, **said(programme, **wrong))

    assert (Donation.objects.count(), LedgerEntry.objects.count()) == (0, 0)


def test_record_refuses_another_programmes_site_and_receiver(programme) -> None:
    elsewhere = BoundTo(Restriction.SITE, site=signed_site())

    with pytest.raises(refusals.RestrictionUnclear):
        record_donation(programme, **said(programme, bound_to=elsewhere))
    with pytest.raises(refusals.ReceivedElsewhere):
        record_donation(programme, **said(programme, received_by=OrganisationFactory.create()))


def test_only_officers_of_the_whole_and_its_finance_record(programme) -> None:
    site = signed_site(branch__programme=programme)
    initiator = programme.initiators.get().organisation

    for by in (officer_of(site.branch), holder(RoleKind.DONOR, initiator), auditor(), stranger()):
        with pytest.raises(PermissionDenied):
            record_donation(programme, **said(programme, by=by))
    assert record_donation(programme, **said(programme, by=finance_officer(programme))).pk


# --- receipts ------------------------------------------------------------------------------------
def test_a_receipt_has_a_number_a_day_and_a_handler_and_is_genuine(programme) -> None:
    donation = donation_of(programme)
    by = finance_officer(programme)

    issued = issue_receipt(donation, on=DRAFTED, by=by)

    assert (issued.receipt_number, issued.receipt_on, issued.handled_by) == (
        "R-2025-00001",
        DRAFTED,
        by,
    )
    assert receipt_pdf(issued, on=DRAFTED).startswith(b"%PDF")
    found = verification_of(receipt_code(issued))
    assert (found.verdict, found.number, found.issued_on) == (
        Verdict.GENUINE,
        "R-2025-00001",
        DRAFTED,
    )
    code = receipt_code(issued)
    Donation.objects.filter(pk=issued.pk).update(voided_on=DRAFTED)
    assert verification_of(code).verdict == Verdict.CORRECTED


def test_receipt_refuses_a_second_one_a_waived_one_and_wrong_days(programme) -> None:
    donation, waived = donation_of(programme), donation_of(programme, receipt_waived=True)
    by = finance_officer(programme)

    with pytest.raises(refusals.BeforeTheDonation):
        issue_receipt(donation, on=DRAFTED - ONE_DAY, by=by)
    with pytest.raises(DayToCome):
        issue_receipt(donation, on=date(2062, 1, 1), by=by)
    with pytest.raises(refusals.NoReceiptWanted):
        issue_receipt(waived, on=DRAFTED, by=by)
    with pytest.raises(PermissionDenied):
        issue_receipt(donation, on=DRAFTED, by=auditor())
    issue_receipt(donation, on=DRAFTED, by=by)
    with pytest.raises(refusals.ReceiptIssuedAlready, match="R-2025"):
        issue_receipt(donation, on=DRAFTED, by=by)


def test_related_party_is_changed_with_a_reason_that_stays(programme) -> None:
    donation = donation_of(programme)
    by = officer_of_all(programme)

    marked = mark_related_party(donation, version=1, is_related_party=True, why="漏登", by=by)

    last = marked.events.select_related("pgh_context").latest("pgh_id")
    assert (marked.is_related_party, last.pgh_context.metadata["why"]) == (True, "漏登")
    with pytest.raises(EditConflict):
        mark_related_party(donation, version=1, is_related_party=False, why="?", by=by)
    with pytest.raises(PermissionDenied):
        mark_related_party(donation, version=2, is_related_party=False, why="?", by=stranger())
