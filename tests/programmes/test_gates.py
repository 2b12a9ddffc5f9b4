"""A gate keeps a site from a step until what it asks for is true."""

from datetime import date

import pytest

from niukou.core.errors import DomainError
from niukou.programmes.actions import gates
from niukou.programmes.actions.gates import guard
from niukou.programmes.actions.sites import move_site
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site
from tests.factories import officer_of, signed_site

pytestmark = pytest.mark.django_db


class NotReady(DomainError):
    """What the gate of this test asks for is missing."""


def test_move_site_asks_the_gates_of_the_step_and_of_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gates, "_gates", {to: [] for to in SiteStatus})
    site = signed_site()
    officer = officer_of(site.branch)

    def closed(asked: Site) -> None:
        raise NotReady(asked.number)

    guard(SiteStatus.FIRST_PAYMENT, closed)
    move_site(site, to=SiteStatus.DESIGN, on=date(2025, 1, 6), by=officer)
    with pytest.raises(NotReady, match=site.number):
        move_site(site, to=SiteStatus.FIRST_PAYMENT, on=date(2025, 1, 7), by=officer)

    site.refresh_from_db()
    assert site.status == SiteStatus.DESIGN
