"""What the figures of money count: the day before, the day, the day after; and nothing at all."""

from datetime import date, timedelta
from html import unescape

import pytest

from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions.money import (
    AMOUNT_COMMITTED,
    AMOUNT_PAID,
    AMOUNT_RETURNED,
    BUDGET_PLANNED,
    DONATIONS_IN_KIND,
    DONATIONS_RECEIVED,
    GRANTS_AWARDED,
    INDICATORS,
    RELATED_PARTY_DONATIONS,
    TRANCHES_RELEASED_WAITING,
)
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.queries.figures import prove
from niukou.programmes.actions.donations import BoundTo
from niukou.programmes.actions.grants import cancel_grant
from niukou.programmes.actions.ledger import correct_entry
from niukou.programmes.actions.tranches import return_money
from niukou.programmes.models import LedgerEntry, Restriction
from tests.factories import (
    BranchFactory,
    OrganisationFactory,
    auditor,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.money import (
    AWARDED_ON,
    DRAFTED,
    PAID_ON,
    RELEASED_ON,
    committed_grant,
    donation_of,
    finance_officer,
    paid_tranche,
    planned_grant,
    released_tranche,
    yuan,
)
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def fen(amount: int | str) -> Quantity:
    return Quantity(yuan(amount).fen, Unit.FEN)


def of(site) -> Scope:
    return Scope(site.branch.programme, site.branch)


def around(indicator: Indicator, scope: Scope, day: date) -> list[Quantity | None]:
    return [indicator.value(scope, day + step) for step in (-ONE_DAY, 0 * ONE_DAY, ONE_DAY)]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.code)
def test_nothing_recorded_is_counted_as_zero(indicator: Indicator) -> None:
    branch = BranchFactory.create()

    figure = prove(indicator, Scope(branch.programme, branch), date(2025, 1, 1))

    assert (figure.quantity, figure.evidence_count) == (fen(0), 0)


def test_donations_count_from_the_day_received_until_they_are_taken_out() -> None:
    site = signed_site()
    programme = site.branch.programme
    donation_of(programme)
    donation_of(programme, is_in_kind=True, description="绘本", amount=yuan(70))
    donation_of(programme, is_in_kind=True, description="不明", amount=None)
    whole = Scope(programme)

    assert around(DONATIONS_RECEIVED, whole, DRAFTED) == [fen(0), fen(1000), fen(1000)]
    assert around(DONATIONS_IN_KIND, whole, DRAFTED) == [fen(0), fen(70), fen(70)]
    entry = LedgerEntry.objects.order_by("pk").first()
    correct_entry(entry, on=PAID_ON, why="重复", by=finance_officer(programme))
    assert around(DONATIONS_RECEIVED, whole, PAID_ON) == [fen(1000), fen(0), fen(0)]


def test_a_branch_counts_what_was_given_for_it_and_a_hidden_one_is_left_out_of_the_whole() -> None:
    site = signed_site()
    programme = site.branch.programme
    hidden = BranchFactory.create(programme=programme, is_public=False)
    bound = (
        BoundTo(),
        BoundTo(Restriction.SITE, site=site),
        BoundTo(Restriction.BRANCH, branch=hidden),
    )
    for place, to in enumerate(bound):
        donation_of(programme, amount=yuan(10**place), bound_to=to)

    assert DONATIONS_RECEIVED.value(Scope(programme), DRAFTED) == fen(11)
    assert DONATIONS_RECEIVED.value(of(site), DRAFTED) == fen(10)
    assert DONATIONS_RECEIVED.value(Scope(programme, hidden), DRAFTED) == fen(100)


def test_related_parties_are_those_of_the_day() -> None:
    programme = signed_site().branch.programme
    donor = OrganisationFactory.create(is_related_party=True)
    donation_of(programme, donor=donor)
    donation_of(programme)

    assert around(RELATED_PARTY_DONATIONS, Scope(programme), DRAFTED) == [
        fen(0),
        fen(1000),
        fen(1000),
    ]


def test_budgets_count_from_their_day_and_promises_from_theirs() -> None:
    grant = committed_grant()
    planned_grant(grant.site)
    scope = of(grant.site)

    assert around(BUDGET_PLANNED, scope, DRAFTED) == [fen(0), fen(2000), fen(2000)]
    for indicator in (GRANTS_AWARDED, AMOUNT_COMMITTED):
        assert around(indicator, scope, AWARDED_ON) == [fen(0), fen(1000), fen(1000)]
    officer = officer_of(grant.site.branch)
    cancel_grant(grant, version=grant.version, on=PAID_ON, why="停", by=officer)
    assert around(AMOUNT_COMMITTED, scope, PAID_ON) == [fen(1000), fen(0), fen(0)]
    assert GRANTS_AWARDED.value(scope, PAID_ON) == fen(1000)
    assert around(BUDGET_PLANNED, scope, PAID_ON) == [fen(2000), fen(1000), fen(1000)]


def test_released_waits_from_the_release_to_the_payment() -> None:
    grant = committed_grant()
    paid_tranche(grant)
    scope = of(grant.site)

    assert around(TRANCHES_RELEASED_WAITING, scope, RELEASED_ON) == [fen(0), fen(600), fen(600)]
    assert around(TRANCHES_RELEASED_WAITING, scope, PAID_ON) == [fen(600), fen(0), fen(0)]


def test_paid_and_returned_are_what_the_ledger_says_on_that_day() -> None:
    tranche = paid_tranche()
    site = tranche.grant.site
    finance = finance_officer(site.branch.programme)
    back = PAID_ON + 3 * ONE_DAY
    entry = return_money(tranche, amount=yuan("0.01"), reference="2", on=back, why="退", by=finance)

    assert around(AMOUNT_PAID, of(site), PAID_ON) == [fen(0), fen(600), fen(600)]
    assert around(AMOUNT_RETURNED, of(site), back) == [fen(0), fen("0.01"), fen("0.01")]
    correct_entry(entry, on=back + ONE_DAY, why="错", by=finance)
    payment = LedgerEntry.objects.get(kind="PAYMENT")
    correct_entry(payment, on=back + ONE_DAY, why="错", by=finance)
    assert around(AMOUNT_RETURNED, of(site), back + ONE_DAY) == [fen("0.01"), fen(0), fen(0)]
    assert around(AMOUNT_PAID, of(site), back + ONE_DAY) == [fen(600), fen(0), fen(0)]


@pytest.mark.parametrize(("days", "yuan_told"), [(-1, "0.00"), (0, "600.00"), (1, "600.00")])
def test_the_dashboards_tell_what_was_paid_by_the_day_asked_about(
    signed_in, days: int, yuan_told: str
) -> None:
    branch = paid_tranche().grant.site.branch
    browser = signed_in(officer_of_all(branch.programme))
    day = PAID_ON + days * ONE_DAY

    for page in (branch, branch.programme):
        answer = browser.get(f"{page.get_absolute_url()}?as_of={day.isoformat()}")
        told = {one.indicator: one for one in answer.context["summary"].money}

        assert told[AMOUNT_PAID].quantity.digits == yuan_told
        assert told[AMOUNT_PAID].url in unescape(answer.content.decode())


def test_the_sum_is_everybodys_and_the_records_are_not(anybody, signed_in) -> None:
    grant = committed_grant()
    paid_tranche(grant)
    site = grant.site
    bound = BoundTo(Restriction.BRANCH, branch=site.branch)
    donation_of(site.branch.programme, donor_shown="演示赠者甲", bound_to=bound)
    evidence = AMOUNT_PAID.evidence(of(site), PAID_ON)

    readers = {"stranger": stranger(), "hospital": coordinator(site), "auditor": auditor()}
    seen = {name: AMOUNT_PAID.narrows(evidence, one).count() for name, one in readers.items()}
    assert seen == {"stranger": 0, "hospital": 2, "auditor": 2}
    query = {"branch": site.branch.slug, "as_of": PAID_ON.isoformat()}
    for code in ("amount-paid", "donations-received"):
        page = anybody.get(f"/figures/{code}/", query).content.decode()
        assert ("演示赠者甲" in page, grant.number in page) == (False, False)
        assert ("600.00" in page or "1,000.00" in page) is True
        assert signed_in(auditor()).get(f"/figures/{code}/", query).status_code == 200


def test_a_figure_of_money_is_told_as_it_was_known_before() -> None:
    grant = committed_grant()
    paid_tranche(grant)
    today = date.today()  # noqa: DTZ011  # the history is written by the clock of the machine

    before = prove(AMOUNT_PAID, of(grant.site), PAID_ON, known_on=today - 2 * ONE_DAY)
    now = prove(AMOUNT_PAID, of(grant.site), PAID_ON, known_on=today + ONE_DAY)

    assert (before.quantity, now.quantity) == (fen(0), fen(600))
    assert (now.digest, released_tranche(committed_grant()).paid_on) == (
        prove(AMOUNT_PAID, of(grant.site), PAID_ON).digest,
        None,
    )
