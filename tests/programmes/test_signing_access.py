"""Who may write templates, prepare agreements and record their signing, in which state."""

import pytest

from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.rules import Can
from tests.factories import BranchFactory
from tests.factories.programmes import site_in
from tests.programmes.test_access import ROLES, RUNS_IT

pytestmark = pytest.mark.django_db
HOLDERS = {
    Can.WRITE_TEMPLATE: {"whole"},
    Can.PREPARE_AGREEMENT: RUNS_IT,
    Can.HOLD_SIGNING: RUNS_IT,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [SiteStatus.DRAFT, SiteStatus.SIGNED, SiteStatus.CLOSED])
def test_who_may_do_what_about_agreements(role, status) -> None:
    site = site_in(status, BranchFactory.create())
    subjects = {
        Can.WRITE_TEMPLATE: site.branch.programme,
        Can.PREPARE_AGREEMENT: site,
        Can.HOLD_SIGNING: site.branch,
    }
    user = ROLES[role](site)

    held = {can for can, subject in subjects.items() if user.has_perm(can, subject)}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}
