"""What the program itself writes into records is in one language, whoever acts on which page."""

from datetime import date

import pytest
from django.utils import translation

from niukou.network.actions.agreements import edit_agreement
from niukou.programmes.models import LedgerEntry, Site, SiteStep
from tests.factories import officer_of, signed_site
from tests.factories.money import committed_grant, donation_of, released_tranche
from tests.factories.review import accepted_site, know_the_year, published

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2024, 11, 24)


@pytest.fixture(autouse=True)
def _pages_are_english():
    with translation.override("en"):
        yield


def test_the_step_into_public_notice_names_the_notice_in_chinese() -> None:
    know_the_year()
    site = accepted_site()

    notice = published(site)

    assert site.steps.latest("pk").note == f"公示 {notice.number}"


def test_entries_of_the_ledger_are_in_chinese() -> None:
    site = signed_site()
    donation = donation_of(site.branch.programme)
    grant = released_tranche(committed_grant(site)).grant

    told = set(LedgerEntry.objects.values_list("words", flat=True))

    assert told == {f"捐赠 {donation}", f"资助 {grant} 第 1 期"}


def test_a_step_dated_anew_by_its_agreement_says_so_in_chinese() -> None:
    site = signed_site()
    agreement = site.agreements.get().agreement
    kept = {name: getattr(agreement, name) for name in ("title", "cohort", "starts_on", "ends_on")}
    kept |= {"ended_on": None, "signing_group": None, "version": agreement.version}

    edit_agreement(agreement, signed_on=NEXT_DAY, why="抄错", by=officer_of(site.branch), **kept)

    step = SiteStep.objects.get(site=Site.objects.get(), on=NEXT_DAY)
    assert step.events.latest("pgh_id").pgh_context.metadata["why"] == "协议日期已更正。"
