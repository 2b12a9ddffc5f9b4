"""A donor reads what became of the programme they gave to, in sums; others read nothing of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from niukou.core.money import Money
from niukou.core.quantities import Unit
from niukou.figures.definitions import BOOK, HOSPITALS_SIGNED
from niukou.figures.masking import ABOUT_PEOPLE
from niukou.figures.queries.giving import TOLD, ToldFigure, giving_summary, people_day
from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.models import Donation, Programme
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TargetFactory,
    auditor,
    holder,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.money import donation_of
from tests.factories.posts import PostFactory, held

pytestmark = pytest.mark.django_db


def page_of(programme: Programme) -> str:
    return reverse("figures:giving", args=[programme.slug])


def donor_of(programme: Programme) -> Account:
    organisation = OrganisationFactory.create()
    donation_of(programme, donor=organisation)
    return holder(RoleKind.DONOR, organisation)


@pytest.fixture
def programme() -> Programme:
    made = ProgrammeFactory.create()
    TargetFactory.create(programme=made, indicator="hospitals-signed")
    return made


def test_a_donor_reads_sums_targets_and_the_trend(
    signed_in, programme, django_assert_max_num_queries
) -> None:
    branch, hidden = (
        BranchFactory.create(programme=programme),
        BranchFactory.create(programme=programme, is_public=False),
    )
    site, secret = signed_site(branch=branch), signed_site(branch=hidden)
    browser = signed_in(donor_of(programme))
    browser.get(page_of(programme))

    with django_assert_max_num_queries(12):
        response = browser.get(page_of(programme))

    summary = response.context["summary"]
    values = {one.indicator: one.quantity for one in summary.figures}
    assert values[HOSPITALS_SIGNED].value == 1
    assert [line.branch for line in summary.branches] == [branch]
    assert summary.trend[-1].count == 1
    assert summary.tiles["33"]["value"] == 1
    assert [one.result.value for one in summary.comparisons] == [1]
    page = response.content.decode()
    for name in (site.number, site.hospital.official_name, secret.number, hidden.name):
        assert name not in page


def test_the_day_can_be_chosen_and_a_day_to_come_is_refused(signed_in, programme) -> None:
    signed_site(branch=BranchFactory.create(programme=programme))
    browser = signed_in(donor_of(programme))

    def value(on: date) -> int:
        response = browser.get(page_of(programme), {"as_of": on.isoformat()})
        figures = response.context["summary"].figures
        return next(one.quantity.value for one in figures if one.indicator is HOSPITALS_SIGNED)

    assert [value(SIGNING_DAY - timedelta(days=1)), value(SIGNING_DAY)] == [0, 1]
    assert browser.get(page_of(programme), {"as_of": "2099-01-01"}).status_code == 422


def test_who_did_not_give_finds_nothing(signed_in, programme) -> None:
    donor_of(programme)
    other = holder(RoleKind.DONOR, OrganisationFactory.create())
    giver = OrganisationFactory.create()
    donation_of(programme, donor=giver)
    staff = holder(RoleKind.ORGANISATION_ADMINISTRATOR, giver)

    for account in (other, staff, stranger(), auditor(), officer_of_all(programme)):
        browser = signed_in(account)
        assert browser.get(page_of(programme)).status_code == 404
        assert list(browser.get(reverse("figures:giving-list")).context["programmes"]) == []


def test_every_programme_given_to_is_listed_but_not_for_a_gift_taken_out_of_the_books(
    signed_in, programme
) -> None:
    donor = donor_of(programme)
    organisation = donor.roles.get().organisation
    second = ProgrammeFactory.create(launched_on=date(2025, 1, 1))
    donation_of(second, donor=organisation)
    voided = donation_of(ProgrammeFactory.create(), donor=organisation)
    Donation.objects.filter(pk=voided.pk).update(voided_on=date(2025, 6, 1))

    listed = signed_in(donor).get(reverse("figures:giving-list")).context["programmes"]

    assert list(listed) == [programme, second]


def test_a_donor_reads_sums_of_a_programme_that_is_not_published(signed_in, programme) -> None:
    donor = donor_of(programme)
    site = signed_site(branch=BranchFactory.create(programme=programme))
    Programme.objects.update(is_public=False)
    browser = signed_in(donor)

    response = browser.get(page_of(programme))

    assert response.context["summary"].trend[-1].count == 1
    assert response.context["summary"].comparisons
    assert site.number not in response.content.decode()
    assert browser.get(programme.get_absolute_url()).status_code == 404
    assert browser.get(site.get_absolute_url()).status_code == 404


def test_numbers_about_people_are_of_the_end_of_a_month() -> None:
    assert people_day(date(2026, 3, 31)) == date(2026, 2, 28)
    assert people_day(date(2026, 3, 1)) == date(2026, 2, 28)


def test_a_number_is_told_with_its_unit_and_its_day(programme) -> None:
    summary = giving_summary(programme, as_of=SIGNING_DAY)

    told = {one.indicator.code: one for one in summary.figures}
    signed = told["hospitals-signed"]
    assert (signed.quantity.unit, signed.as_of, signed.is_masked) == (
        Unit.HOSPITALS,
        SIGNING_DAY,
        False,
    )
    assert told["days-signing-to-opening"].quantity is None
    assert all(BOOK[code].unit in ABOUT_PEOPLE for code in summary.hidden)


def test_money_is_told_as_sums_in_yuan_and_names_no_other_donor(signed_in, programme) -> None:
    donor = donor_of(programme)
    other = donation_of(programme, donor_shown="演示别家企业")

    response = signed_in(donor).get(page_of(programme))

    money = {one.indicator.code: one for one in response.context["summary"].money}
    assert money["donations-received"].quantity.digits == str(Money.from_yuan(2000))
    assert money["amount-paid"].as_of == response.context["summary"].as_of
    for word in (other.donor_shown, other.number):
        assert word not in response.content.decode()


def test_a_number_that_officers_work_by_is_told_to_no_donor(programme) -> None:
    told = {one.indicator.code for one in giving_summary(programme, as_of=SIGNING_DAY).figures}

    assert told <= {*TOLD, "days-signing-to-opening", "hospitals-signed"}
    assert "defects-open" in BOOK
    assert "defects-open" not in told


@pytest.mark.parametrize(("count", "told"), [(4, None), (5, 5)])
def test_a_number_about_people_is_hidden_below_five_and_told_for_the_end_of_the_month(
    programme, count: int, told: int | None
) -> None:
    site = signed_site(branch=BranchFactory.create(programme=programme))
    for _person in range(count):
        held(PostFactory.create(site=site), on=date(2025, 3, 10))

    def persons(as_of: date) -> ToldFigure:
        figures = giving_summary(programme, as_of=as_of).figures
        return next(one for one in figures if one.indicator.code == "persons-in-posts")

    assert persons(date(2025, 3, 31)).is_masked  # of the end of February: nobody
    april = persons(date(2025, 4, 10))
    assert (april.as_of, april.is_masked) == (date(2025, 3, 31), told is None)
    assert (april.quantity and april.quantity.value) == told


def test_a_gift_ends_with_the_role(signed_in, programme) -> None:
    donor = donor_of(programme)
    donor.roles.update(until_on=date(2026, 1, 1))

    with time_machine.travel("2026-01-01 09:00:00+08:00", tick=False):
        assert signed_in(donor).get(page_of(programme)).status_code == 404
