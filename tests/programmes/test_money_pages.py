"""The pages of money: who finds them, what they refuse, what they show before the button."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from niukou.network.models import RoleKind
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    BankBatch,
    Donation,
    Grant,
    GrantStatus,
    LedgerEntry,
    Payee,
    TrancheStatus,
)
from tests.factories import auditor, holder, officer_of, officer_of_all, signed_site, stranger
from tests.factories.money import (
    committed_grant,
    confirmed_payee,
    donation_of,
    finance_officer,
    paid_tranche,
    planned_grant,
    released_tranche,
    scan,
    tranche_of,
    yuan,
)
from tests.factories.programmes import coordinator, draft_site, officer_of_another_branch

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


# --- the way of a grant through its pages --------------------------------------------------------
def test_a_grant_is_drafted_planned_and_committed_on_its_pages(signed_in) -> None:
    site = signed_site()
    officer = signed_in(officer_of(site.branch))
    said = {"title": "演示资助", "on": "2025-01-06"}

    assert officer.get(url("site-money", site.number)).status_code == 200
    assert officer.post(url("grant-draft", site.number), said).status_code == 302
    grant = Grant.objects.get(site=site)
    budget = url("grant-budget", grant.number)
    lines = {"version": 1, "on": "2025-01-06", "planned_RENOVATION": "1万", "words_OTHER": "杂"}
    assert officer.post(budget, lines).status_code == 422
    assert officer.post(budget, lines | {"words_OTHER": ""}).status_code == 302
    commit = url("grant-commit", grant.number)
    assert officer.post(commit, {"version": 2, "on": "2025-01-10"}).status_code == 422
    grant = planned_through_its_page(officer, grant)
    assert "壹万元整" in officer.get(commit).content.decode()
    assert officer.post(commit, {"version": 3, "on": "2025-01-10"}).status_code == 302
    grant.refresh_from_db()
    assert grant.status == GrantStatus.COMMITTED


def test_before_the_signature_a_grant_is_planned_and_not_offered_for_committing(signed_in) -> None:
    grant = planned_grant(draft_site(status=SiteStatus.PUBLIC_NOTICE))
    officer, commit = signed_in(officer_of(grant.site.branch)), url("grant-commit", grant.number)

    page = officer.get(url("site-money", grant.site.number)).content.decode()
    told = officer.post(commit, {"version": grant.version, "on": "2025-01-10"})

    assert "医院签约后才能承诺资助。" in page
    assert commit not in page
    assert (told.status_code, list(told.context["form"].errors)) == (422, ["on"])


def planned_through_its_page(officer, grant: Grant) -> Grant:
    """Plan two tranches of 10,000 yuan, after a sum that is a fen short and one more row."""
    plan = url("grant-tranches", grant.number)
    parts = [officer.get(plan).context["form"].initial[f"planned_{n}"] for n in (1, 2, 3)]
    assert [str(part) for part in parts] == ["3333.34", "3333.33", "3333.33"]
    rows = {"version": 2, "rows": 2, "planned_1": "6000", "planned_2": "4000"}
    rows |= {"conditions_1": ["agreement-signed"], "papers_2": "完工发票"}
    assert officer.post(plan, rows | {"planned_2": "3999.99"}).status_code == 422
    assert officer.post(plan, rows | {"papers_2": ""}).status_code == 422
    more = officer.post(plan, rows | {"another": "1"})
    assert (more.status_code, more.context["form"].row_count) == (200, 3)
    assert officer.post(plan, rows).status_code == 302
    return grant


def test_a_tranche_is_proved_released_and_paid_on_its_pages(signed_in) -> None:
    grant = committed_grant()
    confirmed_payee(grant.site)
    officer = signed_in(officer_of(grant.site.branch))
    finance = signed_in(finance_officer(grant.site.branch.programme))
    tranche = tranche_of(grant)
    confirm = url("condition-confirm", tranche.conditions.get().pk)
    release, pay = url("tranche-release", tranche.pk), url("tranche-pay", tranche.pk)

    assert officer.post(release, {"on": "2025-01-15"}).status_code == 422
    assert officer.get(confirm).status_code == 200
    assert officer.post(confirm, {"on": "2025-01-10"}).status_code == 302
    assert "陆佰元整" in officer.get(release).content.decode()
    assert officer.post(release, {"on": "2025-01-15"}).status_code == 302
    shown = finance.get(pay).content.decode()
    assert ("**** 1234" in shown, "6200000000001234" in shown) == (True, False)
    paid = {"payee": Payee.objects.get().pk, "on": "2025-01-20", "reference": "流水-1"}
    assert finance.post(pay, paid | {"reference": ""}).status_code == 422
    assert finance.post(pay, paid).status_code == 302
    assert finance.post(pay, paid).status_code == 422
    tranche.refresh_from_db()
    assert tranche.status == TrancheStatus.PAID


def test_the_hospital_attaches_evidence_and_sees_its_name(signed_in) -> None:
    grant = committed_grant(papers=("发票",))
    hospital = signed_in(coordinator(grant.site))
    paper = tranche_of(grant).conditions.get(condition="PAPER")
    attach = url("evidence-attach", paper.pk)

    assert hospital.get(attach).status_code == 200
    assert hospital.post(attach, {"file": text_file()}).status_code == 422
    assert hospital.post(attach, {"file": scan("发票.txt")}).status_code == 302
    assert "发票.txt.pdf" in hospital.get(url("site-money", grant.site.number)).content.decode()


def text_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("发票.pdf", b"=1+1")


def test_the_hospital_sees_its_grant_and_not_where_the_money_goes(signed_in) -> None:
    grant = committed_grant()
    confirmed_payee(grant.site)
    page = signed_in(coordinator(grant.site)).get(url("site-money", grant.site.number))

    html = page.content.decode()
    assert (grant.number in html, "1234" in html, "演示银行" in html) == (True, False, False)


def test_a_draft_is_not_shown_to_the_hospital(signed_in) -> None:
    grant = planned_grant()

    page = signed_in(coordinator(grant.site)).get(url("site-money", grant.site.number))

    assert page.context["grants"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_site_money_runs_the_same_queries_for_any_number_of_grants(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    site = signed_site()
    officer = officer_of(site.branch)
    for _ in range(count):
        paid_tranche(committed_grant(site, by=officer))
    browser = signed_in(officer)
    browser.get(url("site-money", site.number))

    with django_assert_max_num_queries(12):
        page = browser.get(url("site-money", site.number))

    assert len(page.context["grants"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_programme_money_runs_few_queries(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    site = signed_site()
    programme = site.branch.programme
    for _ in range(count):
        released_tranche(committed_grant(site))
        donation_of(programme)
    browser = signed_in(officer_of_all(programme))
    browser.get(url("programme-money", programme.slug))

    with django_assert_max_num_queries(12):
        page = browser.get(url("programme-money", programme.slug))

    assert page.context["picture"].total.committed == yuan(1000 * count)


def test_two_editors_of_a_draft_the_second_is_told(signed_in) -> None:
    grant = planned_grant()
    browser = signed_in(officer_of(grant.site.branch))
    budget = url("grant-budget", grant.number)
    said = {"version": grant.version, "on": "2025-01-07", "planned_OTHER": "5"}

    assert browser.post(budget, said).status_code == 302
    late = browser.post(budget, said | {"planned_OTHER": "7"})

    assert (late.status_code, 'value="7"' in late.content.decode()) == (422, True)


def test_cancel_and_return_and_take_back_have_pages(signed_in) -> None:
    grant = committed_grant()
    paid = paid_tranche(grant)
    released = released_tranche(grant, position=2)
    officer = signed_in(officer_of(grant.site.branch))
    finance = signed_in(finance_officer(grant.site.branch.programme))
    cancel = url("grant-cancel", grant.number)
    back = url("tranche-return", paid.pk)
    said = {"amount": "600.01", "on": "2025-02-01", "reference": "2", "why": "结余"}

    assert finance.get(back).context["held"] == yuan(600)
    assert finance.post(back, said).status_code == 422
    assert finance.post(back, said | {"amount": "1"}).status_code == 302
    version = Grant.objects.get(pk=grant.pk).version
    stop = {"version": version, "on": "2025-02-01", "why": "停办"}
    assert officer.post(cancel, stop).status_code == 422
    withdraw = url("tranche-withdraw", released.pk)
    assert officer.get(withdraw).status_code == 200
    assert officer.post(withdraw, {"on": "2025-02-01", "why": "账户有误"}).status_code == 302
    assert officer.post(cancel, stop).status_code == 302
    assert Grant.objects.get(pk=grant.pk).status == GrantStatus.CANCELLED


# --- payees and the bank -------------------------------------------------------------------------
def test_an_account_is_set_by_one_and_confirmed_by_another(signed_in) -> None:
    site = signed_site()
    officer = signed_in(officer_of(site.branch))
    set_url = url("payee-set", site.hospital_id)
    said = {"account_name": "演示医院", "bank": "演示银行", "why": "协议第 3 页"}

    assert officer.post(set_url, said | {"account_number": "12ab"}).status_code == 422
    assert (
        officer.post(set_url, said | {"account_number": "6222 0000 0000 9876"}).status_code == 302
    )
    payee = Payee.objects.get()
    confirm = url("payee-confirm", payee.pk)
    assert officer.get(confirm).status_code == 403
    finance = signed_in(finance_officer(site.branch.programme))
    assert finance.get(confirm).status_code == 200
    assert finance.post(confirm, {}).status_code == 200
    assert finance.post(confirm, {"compared": "on"}).status_code == 302
    assert finance.post(confirm, {"compared": "on"}).status_code == 422
    html = officer.get(set_url).content.decode()
    assert ("9876" in html, "6222000000009876" in html) == (True, False)


def test_the_list_for_the_bank_holds_each_payment_once_and_no_formula(signed_in) -> None:
    site = signed_site()
    programme = site.branch.programme
    officer = officer_of(site.branch)
    grant = committed_grant(site, by=officer)
    Grant.objects.filter(pk=grant.pk).update(title="=HYPERLINK(1)")
    tranche = released_tranche(grant)
    confirmed_payee(site)
    account = finance_officer(programme)
    browser = signed_in(account)
    batch_url = url("bank-batch", programme.slug)

    assert browser.post(batch_url, {"tranches": []}).status_code == 200
    assert browser.post(batch_url, {"tranches": [tranche.pk]}).status_code == 302
    assert browser.post(batch_url, {"tranches": [tranche.pk]}).status_code == 422
    batch = BankBatch.objects.get()
    file = url("bank-batch-file", batch.number)
    assert signed_in(officer_of_all(programme)).post(file).status_code == 403
    book = load_workbook(BytesIO(b"".join(browser.post(file).streaming_content)))
    _heads, row = book.active.iter_rows(values_only=True)
    assert row[1:4] == ("6200000000001234", "演示银行", 600)
    assert book.active["E2"].data_type == "s"
    assert [look.by for look in batch.looks.all()] == [account]


# --- the ledger ----------------------------------------------------------------------------------
def test_the_ledger_shows_a_running_balance_and_goes_out_as_a_workbook(signed_in) -> None:
    grant = committed_grant()
    programme = grant.site.branch.programme
    donation_of(programme, donor_shown="=1+1")
    paid_tranche(grant)
    browser = signed_in(finance_officer(programme))
    ledger = url("ledger", programme.slug)

    bank = browser.get(ledger, {"account": "BANK"})
    assert str(bank.context["rows"][0].balance) == "400.00"
    later = browser.get(ledger, {"account": "BANK", "start": "2025-01-20"})
    assert later.context["carried_over"] == yuan(1000)
    assert browser.get(ledger, {"q": "没有"}).status_code == 200
    answer = browser.get(url("ledger-export", programme.slug), {"account": "BANK"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True, min_row=2))
    assert [(row[5], row[6]) for row in rows] == [(1000, None), (None, 180), (None, 420)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_runs_the_same_queries_for_any_number_of_entries(
    signed_in, count: int, django_assert_num_queries
) -> None:
    grant = committed_grant()
    programme = grant.site.branch.programme
    for _ in range(count):
        donation_of(programme)
    browser = signed_in(finance_officer(programme))
    browser.get(url("ledger", programme.slug))

    # session, user, roles, programme, offices, programmes financed, how many, branches, lines
    with django_assert_num_queries(9):
        page = browser.get(url("ledger", programme.slug))

    assert len(page.context["rows"]) == 2 * count


def test_a_payment_is_corrected_on_its_page(signed_in) -> None:
    tranche = paid_tranche()
    programme = tranche.grant.site.branch.programme
    entry = LedgerEntry.objects.get(kind="PAYMENT")
    correct = url("entry-correct", entry.number)
    browser = signed_in(finance_officer(programme))

    assert "-180.00" in browser.get(correct).content.decode()
    assert browser.post(correct, {"on": "2025-01-19", "why": "早"}).status_code == 422
    assert browser.post(correct, {"on": "2025-01-21", "why": "记错"}).status_code == 302
    assert browser.post(correct, {"on": "2025-01-21", "why": "记错"}).status_code == 422
    assert signed_in(officer_of_all(programme)).get(correct).status_code == 403


# --- donations -----------------------------------------------------------------------------------
def test_a_donation_is_recorded_listed_and_gets_its_receipt(signed_in, anybody) -> None:
    site = signed_site()
    programme = site.branch.programme
    account = finance_officer(programme)
    browser = signed_in(account)
    initiator = programme.initiators.get().organisation
    record = url("donation-record", programme.slug)
    said = {
        "donor_shown": "匿名",
        "received_by": initiator.pk,
        "received_on": "2025-01-06",
        "is_in_kind": "money",
        "amount": "-5",
        "restriction": "BRANCH",
        "branch": site.branch.pk,
    }

    assert browser.get(record).status_code == 200
    assert browser.post(record, said).status_code == 422
    assert browser.post(record, said | {"amount": "1.2万", "branch": ""}).status_code == 422
    assert browser.post(record, said | {"amount": "1.2万"}).status_code == 302
    donation = Donation.objects.get()
    assert (donation.amount, donation.branch) == (yuan(12000), site.branch)
    detail, receipt = (url(f"donation-{name}", donation.number) for name in ("detail", "receipt"))
    assert "壹万贰仟元整" in browser.get(detail).content.decode()
    assert browser.get(url("receipt-paper", donation.number)).status_code == 404
    assert browser.post(receipt, {"on": "2025-01-05"}).status_code == 422
    assert browser.post(receipt, {"on": "2025-01-08"}).status_code == 302
    paper = browser.get(url("receipt-paper", donation.number))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    listed = browser.get(url("donation-list", programme.slug), {"only": "receipt"})
    assert list(listed.context["rows"]) == []


def test_related_party_is_corrected_with_a_reason(signed_in) -> None:
    donation = donation_of(signed_site().branch.programme)
    browser = signed_in(officer_of_all(donation.programme))
    related = url("donation-related", donation.number)

    assert browser.post(related, {"version": 1, "is_related_party": "on"}).status_code == 422
    said = {"version": 1, "is_related_party": "on", "why": "登记有误"}
    assert browser.post(related, said).status_code == 302
    assert browser.post(related, said).status_code == 422
    assert browser.get(url("donation-detail", donation.number)).context["donation"].is_related_party


@pytest.mark.parametrize("count", [1, 3])
def test_donations_run_the_same_queries_for_any_number(
    signed_in, count: int, django_assert_num_queries
) -> None:
    site = signed_site()
    for _ in range(count):
        donation_of(site.branch.programme, donor_shown="甲")
    browser = signed_in(officer_of_all(site.branch.programme))
    browser.get(url("donation-list", site.branch.programme.slug))

    # session, user, roles, programme, offices, how many, their sums, donations
    with django_assert_num_queries(8):
        page = browser.get(url("donation-list", site.branch.programme.slug))

    assert len(page.context["rows"]) == count


# --- who finds nothing ---------------------------------------------------------------------------
def every_page(tranche, donation, payee) -> list[str]:
    grant, site = tranche.grant, tranche.grant.site
    programme = site.branch.programme
    condition = tranche.conditions.first()
    by_slug = ("programme-money", "award-file", "donation-list", "donation-record")
    by_slug += ("bank-batch", "ledger", "ledger-export", "money-export", "donation-export")
    return [
        *(url(name, programme.slug) for name in by_slug),
        *(url(f"donation-{name}", donation.number) for name in ("detail", "receipt", "related")),
        *(
            url(f"grant-{name}", grant.number)
            for name in ("budget", "tranches", "commit", "cancel")
        ),
        *(url(f"tranche-{name}", tranche.pk) for name in ("release", "withdraw", "pay", "return")),
        url("receipt-paper", donation.number),
        url("site-money", site.number),
        url("site-money-export", site.number),
        url("grant-draft", site.number),
        url("evidence-attach", condition.pk),
        url("condition-confirm", condition.pk),
        url("payee-set", site.hospital_id),
        url("payee-confirm", payee.pk),
        url("entry-correct", LedgerEntry.objects.first().number),
    ]


def test_donors_strangers_and_other_branches_find_nothing_on_any_page(signed_in) -> None:
    tranche = released_tranche()
    site = tranche.grant.site
    programme = site.branch.programme
    donation = donation_of(programme)
    pages = every_page(tranche, donation, confirmed_payee(site))
    initiator = programme.initiators.first().organisation
    donors = [holder(RoleKind.DONOR, initiator), holder(RoleKind.DONOR, site.hospital)]
    elsewhere = finance_officer(signed_site().branch.programme)

    for account in (*donors, elsewhere, stranger()):
        browser = signed_in(account)
        assert {browser.get(page).status_code for page in pages} <= {403, 404}
    other = signed_in(officer_of_another_branch(site))
    rest = [page for page in pages if f"/{programme.slug}/" not in page]
    assert {other.get(page).status_code for page in rest} <= {403, 404}
    reader = signed_in(auditor())
    assert reader.get(url("site-money", site.number)).status_code == 200


def test_awards_have_what_the_standard_requires(signed_in) -> None:
    grant = committed_grant()
    finance = finance_officer(grant.site.branch.programme)
    paid_tranche(grant, by=finance)
    planned_grant(grant.site)
    programme = grant.site.branch.programme
    page = signed_in(finance).get(url("award-file", programme.slug))

    (award,) = page.json()["grants"]
    required = {"id", "title", "description", "currency", "amountAwarded", "awardDate"}
    assert required | {"recipientOrganization", "fundingOrganization"} <= award.keys()
    assert (award["id"], award["amountAwarded"], award["amountDisbursed"]) == (
        f"niukou-{grant.number}",
        1000.0,
        600.0,
    )
    assert (award["awardDate"], len(award["fundingOrganization"])) == ("2025-01-10", 1)
    api = signed_in(finance).get("/api/v1/awards").json()
    assert api["grants"] == [award]
    assert signed_in(stranger()).get("/api/v1/awards").json() == {"grants": []}


def test_other_records_by_a_changed_id_are_not_there(signed_in) -> None:
    ours, theirs = committed_grant(), committed_grant()
    browser = signed_in(officer_of(ours.site.branch))

    assert browser.get(url("tranche-release", tranche_of(ours).pk)).status_code == 200
    assert browser.get(url("tranche-release", tranche_of(theirs).pk)).status_code == 404
    assert browser.get(url("grant-cancel", theirs.number)).status_code == 404
    assert browser.get(url("payee-set", theirs.site.hospital_id)).status_code == 403
    day = {"on": str(date(2025, 1, 15))}
    assert browser.post(url("tranche-release", tranche_of(theirs).pk), day).status_code == 404
