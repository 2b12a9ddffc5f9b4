"""A hospital sees its own part of each number, and nobody else does."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niukou.network.models import RoleKind
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    OrganisationFactory,
    ServiceStationFactory,
    auditor,
    holder,
    officer_of,
    signed_site,
    stranger,
)

pytestmark = pytest.mark.django_db


def page_of(site) -> str:
    return reverse("figures:site-figures", args=[site.number])


def test_a_coordinator_sees_their_own_part_and_no_other_hospitals(
    signed_in, django_assert_max_num_queries
) -> None:
    branch = BranchFactory.create()
    site, other = signed_site(branch=branch), signed_site(branch=branch)
    ServiceStationFactory.create(site=other, opened_on=date(2025, 10, 31))
    browser = signed_in(holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital))
    browser.get(page_of(site))

    with django_assert_max_num_queries(12):
        response = browser.get(page_of(site))

    counts = {one.indicator.code: one.count for one in response.context["summary"].figures}
    assert (counts["hospitals-signed"], counts["stations-opened"]) == (1, 0)
    assert other.number not in response.content.decode()


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_a_number_counts_from_the_day_on(signed_in, days: int, count: int) -> None:
    site = signed_site()
    browser = signed_in(officer_of(site.branch))
    day = SIGNING_DAY + timedelta(days=days)

    response = browser.get(page_of(site), {"as_of": day.isoformat()})

    summary = response.context["summary"]
    shown = next(one for one in summary.figures if one.is_shown)
    assert (shown.count, summary.trend[-1].count) == (count, count)


def test_the_number_that_is_drawn_can_be_chosen_and_an_unknown_one_is_the_first(signed_in) -> None:
    site = signed_site()
    ServiceStationFactory.create(site=site, opened_on=date(2025, 10, 31))
    browser = signed_in(officer_of(site.branch))

    chosen = browser.get(page_of(site), {"figure": "stations-opened", "as_of": "2025-10-31"})
    unknown = browser.get(page_of(site), {"figure": "no-such"})

    assert chosen.context["summary"].shown.code == "stations-opened"
    assert chosen.context["summary"].trend[-1].count == 1
    assert chosen.context["summary"].figures[0].year_ago in {0, 1}
    assert unknown.status_code == 200


def test_a_leap_day_has_a_year_before(signed_in) -> None:
    site = signed_site()
    browser = signed_in(officer_of(site.branch))

    assert browser.get(page_of(site), {"as_of": "2024-02-29"}).status_code == 200


def test_only_who_works_on_the_site_opens_it_public_or_not(signed_in) -> None:
    site = signed_site()
    elsewhere = holder(RoleKind.HOSPITAL_COORDINATOR, OrganisationFactory.create())
    donor = holder(RoleKind.DONOR, site.hospital)

    for account in (stranger(), elsewhere, donor):
        assert signed_in(account).get(page_of(site)).status_code == 404
    assert signed_in(auditor()).get(page_of(site)).status_code == 200
