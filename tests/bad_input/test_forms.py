"""What people type wrongly: a page says what is wrong, keeps what was typed, and changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from niukou.figures.lifecycle import ReturnStatus
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.network.models import Agreement, Capacity
from niukou.people.models import Account
from niukou.programmes.models import (
    Asset,
    BudgetLine,
    Donation,
    EntryKind,
    Grant,
    LedgerEntry,
    LedgerLine,
    Post,
    ServiceStation,
    Site,
    SiteStep,
    SubsidyRate,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from tests.browser import Browser
from tests.factories import ServiceStationFactory, officer_of, officer_of_all, signed_site
from tests.factories.building import open_station_of
from tests.factories.money import (
    committed_grant,
    confirmed_payee,
    drafted_grant,
    finance_officer,
    planned_grant,
    proved,
    tranche_of,
)
from tests.factories.network import initiators_administrator, party, signed_agreement
from tests.factories.programmes import coordinator
from tests.factories.returns import GOOD, open_return

pytestmark = pytest.mark.django_db
BEFORE_SIGNING = "2024-11-22"  # the factories sign on the day after
RECORDS = (
    *(Agreement, Asset, Donation, Grant, BudgetLine, LedgerEntry, LedgerLine, Post, ServiceStation),
    *(Site, SiteStep, SubsidyRate, Tranche, TrancheCondition, SiteReturn, ReturnLine),
)


@dataclass(frozen=True)
class Mistake:
    """A form with something wrong: who sends it where, and which field is blamed."""

    by: Account
    url: str
    typed: dict[str, str]
    blamed: str = "__all__"
    chosen: dict[str, Any] = field(default_factory=dict)  # sent, but not typed


def url(name: str, *args: object) -> str:
    return reverse(name if ":" in name else f"programmes:{name}", args=args)


# --- a negative amount -----------------------------------------------------------------------------
def donation_below_zero() -> Mistake:
    programme = signed_site().branch.programme
    account = finance_officer(programme)
    initiator = programme.initiators.get().organisation
    chosen = {"received_by": initiator.pk, "is_in_kind": "money", "restriction": "NONE"}
    typed = {"donor_shown": "演示爱心人士", "amount": "-5", "received_on": "2025-01-06"}
    return Mistake(account, url("donation-record", programme.slug), typed, "amount", chosen)


def budget_below_zero() -> Mistake:
    grant = drafted_grant()
    typed = {"planned_RENOVATION": "-100", "planned_EQUIPMENT": "300", "on": "2025-01-06"}
    return Mistake(
        officer_of(grant.site.branch),
        url("grant-budget", grant.number),
        typed,
        "planned_RENOVATION",
        {"version": grant.version},
    )


def tranche_below_zero() -> Mistake:
    grant = planned_grant()
    typed = {"planned_1": "-600", "planned_2": "1600", "papers_2": "完工发票"}
    chosen = {"version": grant.version, "rows": 2, "conditions_1": ["agreement-signed"]}
    account = officer_of(grant.site.branch)
    return Mistake(account, url("grant-tranches", grant.number), typed, "planned_1", chosen)


def subsidy_below_zero() -> Mistake:
    programme = signed_site().branch.programme
    typed = {"monthly": "-3100", "source": "演示会议纪要", "from_on": "2025-01-01"}
    chosen = {"kind": "SECONDED", "is_full_time": "on", "part_months": "BY_DAY"}
    account = officer_of_all(programme)
    return Mistake(account, url("subsidy-set", programme.slug), typed, "monthly", chosen)


def price_below_zero() -> Mistake:
    station = open_station_of()
    typed = {"item": "绘本", "unit_price": "-25", "place": "阅读角", "on": "2025-11-03"}
    account = coordinator(station.site)
    chosen = {"quantity": 1}
    return Mistake(account, url("asset-receive", station.pk), typed, "unit_price", chosen)


def relief_below_zero() -> Mistake:
    one = open_return()
    typed = {"value_relief-amount": "-12500", "value_relief-persons": "6"}
    chosen = {"version": one.version}
    account = coordinator(one.site)
    where = url("figures:return-fill", one.pk)
    return Mistake(account, where, typed, "value_relief-amount", chosen)


# --- a day before the signing ----------------------------------------------------------------------
def station_open_before() -> Mistake:
    station = ServiceStationFactory.create(site=signed_site())
    account = officer_of(station.site.branch)
    return Mistake(account, url("station-open", station.pk), {"on": BEFORE_SIGNING}, "on")


def step_before() -> Mistake:
    site = signed_site()
    typed = {"on": BEFORE_SIGNING, "note": "图纸已交"}
    chosen = {"was": "SIGNED", "to": "DESIGN"}
    return Mistake(officer_of(site.branch), url("site-move", site.number), typed, "on", chosen)


def post_before() -> Mistake:
    site = signed_site()
    typed = {"title": "医务社工", "wards": "儿科", "on": BEFORE_SIGNING}
    chosen = {"kind": "EMPLOYED", "is_full_time": "on"}
    return Mistake(officer_of(site.branch), url("post-approve", site.number), typed, "on", chosen)


def agreement_ends_before() -> Mistake:
    known = signed_agreement()
    parties = {
        "party_1": party(known, Capacity.INITIATOR).official_name,
        "party_2": party(known, Capacity.HOSPITAL).official_name,
    }
    typed = parties | {
        "title": "试点合作协议",
        "signed_on": "2024-11-23",
        "ends_on": BEFORE_SIGNING,
    }
    chosen = {"kind": "PILOT", "rows": 2, "capacity_1": "INITIATOR", "capacity_2": "HOSPITAL"}
    account = initiators_administrator(known)
    return Mistake(account, url("network:agreement-record"), typed, "ends_on", chosen)


# --- no evidence -----------------------------------------------------------------------------------
def release_without_evidence() -> Mistake:
    grant = committed_grant(papers=("发票",))
    account = officer_of(grant.site.branch)
    return Mistake(account, url("tranche-release", tranche_of(grant).pk), {"on": "2025-01-15"})


def pay_without_evidence() -> Mistake:
    grant = committed_grant(papers=("发票",))
    payee = confirmed_payee(grant.site)
    typed = {"on": "2025-01-20", "reference": "流水-1"}
    account = finance_officer(grant.site.branch.programme)
    where = url("tranche-pay", tranche_of(grant).pk)
    return Mistake(account, where, typed, chosen={"payee": payee.pk})


def confirm_without_evidence() -> Mistake:
    grant = committed_grant(papers=("发票",))
    paper = tranche_of(grant).conditions.get(condition="PAPER")
    account = officer_of(grant.site.branch)
    return Mistake(account, url("condition-confirm", paper.pk), {"on": "2025-01-10"})


MISTAKES = (
    *(donation_below_zero, budget_below_zero, tranche_below_zero, subsidy_below_zero),
    *(price_below_zero, relief_below_zero),
    *(station_open_before, step_before, post_before, agreement_ends_before),
    *(release_without_evidence, pay_without_evidence, confirm_without_evidence),
)


def is_in_a_field(text: str, page: str) -> bool:
    return f'value="{text}"' in page or f"{text}</textarea>" in page


def on_record() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in RECORDS}


@pytest.mark.parametrize("make", MISTAKES, ids=lambda make: make.__name__)
def test_a_mistake_is_told_what_was_typed_stays_and_nothing_is_written(signed_in, make) -> None:
    mistake = make()
    before = on_record()

    answer = signed_in(mistake.by).post(mistake.url, mistake.typed | mistake.chosen)

    told = answer.context["form"].errors
    page = unescape(answer.content.decode())
    assert (answer.status_code, list(told)) == (422, [mistake.blamed])
    assert all(message in page for message in told[mistake.blamed])
    lost = [text for text in mistake.typed.values() if not is_in_a_field(text, page)]
    assert lost == []
    assert on_record() == before


def test_more_persons_than_person_times_is_told_and_what_was_typed_stays(signed_in) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))
    fill, submit = (url(f"figures:return-{verb}", one.pk) for verb in ("fill", "submit"))
    typed = good_month() | {"value_persons-served": "121", "value_person-times": "120"}

    saved = browser.post(fill, typed | {"version": one.version, "check": "1"})
    refused = browser.post(submit)

    assert (saved.status_code, saved.url, refused.status_code) == (302, submit, 422)
    [found] = refused.context["shown"].refused
    assert found.code == "persons-served"
    page = refused.content.decode()
    assert ("121" in page, "120" in page) == (True, True)
    one.refresh_from_db()
    assert (one.status, one.submitted_on) == (ReturnStatus.OPEN, None)
    again = browser.get(fill).content.decode()
    assert all(f'value="{number}"' in again for number in ("121", "120"))


def good_month() -> dict[str, str]:
    """Return a month that adds up, as the page sends it; amounts in yuan."""
    said = dict(GOOD) | {"relief-amount": "12500", "agreements": "1", "stations": "0"}
    said |= {"days-open": "0", "posts-held": "0", "post-months": "0"}
    return {f"value_{code}": value for code, value in said.items()}


# --- two at once -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_release_at_the_same_moment_one_succeeds_and_one_is_told(
    signed_in,
) -> None:
    grant = committed_grant()
    officers = [officer_of(grant.site.branch) for _ in range(2)]
    tranche = proved(tranche_of(grant), by=officers[0])
    browsers = [signed_in(officer) for officer in officers]
    start = Barrier(2)

    def release(browser: Browser) -> tuple[int, dict[str, list[str]]]:
        start.wait(timeout=20)
        try:
            answer = browser.post(url("tranche-release", tranche.pk), {"on": "2025-01-15"})
            form = answer.context["form"] if answer.status_code == 422 else None
            return answer.status_code, dict(form.errors) if form else {}
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(release, browsers), key=lambda answer: answer[0])

    assert [status for status, _told in answers] == [302, 422]
    assert answers[1][1] != {}
    tranche.refresh_from_db()
    assert tranche.status == TrancheStatus.RELEASED
    assert LedgerEntry.objects.filter(kind=EntryKind.RELEASE).count() == 1
