"""A hospital whose site has ended may come back, and is still one hospital."""

from datetime import date

import pytest
from django.db import IntegrityError

from niukou.figures.definitions import AGREEMENTS_SIGNED, HOSPITALS_SIGNED, HOSPITALS_WITH_STATION
from niukou.figures.indicators import Scope
from niukou.programmes.actions import sites as refusals
from niukou.programmes.actions.sites import propose_site
from niukou.programmes.lifecycle import ENDED, SiteStatus
from tests.factories import (
    BranchFactory,
    ServiceStationFactory,
    SiteFactory,
    officer_of,
    signed_site,
)
from tests.factories.programmes import FRIDAY, site_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ENDED)
def test_a_hospital_may_begin_anew_once_its_site_has_ended(end) -> None:
    branch = BranchFactory.create()
    ended, by = site_in(end, branch), officer_of(branch)

    again = propose_site(branch, hospital=ended.hospital, on=FRIDAY, by=by)

    assert (again.status, again.number != ended.number) == (SiteStatus.DRAFT, True)
    with pytest.raises(refusals.AlreadyASite):
        propose_site(branch, hospital=ended.hospital, on=FRIDAY, by=by)


@pytest.mark.parametrize("going_on", [status for status in SiteStatus if status not in ENDED])
def test_the_database_keeps_one_running_site_of_a_hospital_in_a_branch(going_on) -> None:
    site = site_in(going_on, BranchFactory.create())

    with pytest.raises(IntegrityError, match="site_takes_a_hospital_once_per_branch"):
        SiteFactory.create(branch=site.branch, hospital=site.hospital)


def test_a_hospital_with_a_closed_and_a_running_site_counts_once() -> None:
    closed = site_in(SiteStatus.CLOSED, BranchFactory.create())
    again = signed_site(on=date(2025, 9, 1), branch=closed.branch, hospital=closed.hospital)
    for site in (closed, again):
        ServiceStationFactory.create(site=site, opened_on=date(2025, 10, 31))
    scope = Scope(closed.branch.programme, closed.branch)

    counted = [
        indicator.value(scope, FRIDAY).value
        for indicator in (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION, AGREEMENTS_SIGNED)
    ]

    assert counted == [1, 1, 2]
