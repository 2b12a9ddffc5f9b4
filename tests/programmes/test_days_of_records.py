"""A day that a record bears is put right in that record, so that no two tell different stories."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niukou.core.changes import changes_of
from niukou.network.actions.agreements import edit_agreement
from niukou.network.models import Agreement
from niukou.people.models import Account
from niukou.people.queries import names_of
from niukou.programmes.actions.signing import DatedBySigning, hold_signing
from niukou.programmes.actions.sites import move_site
from niukou.programmes.actions.steps import DatedByNotice, correct_step
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Branch, Signing, SiteStep
from tests.factories import BranchFactory, officer_of
from tests.factories.programmes import draft_site
from tests.factories.review import MONDAY, published
from tests.factories.signing import prepared

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)
NEXT_DAY = DAY + timedelta(days=1)


def signed_together(branch: Branch, by: Account) -> Signing:
    drafts = {prepared(branch, by): None for _ in range(2)}
    return hold_signing(branch, title="签约仪式", on=DAY, cohort="首批", groups=drafts, by=by)


def dated(agreement: Agreement, on: date, by, why: str = "日期写错") -> Agreement:
    return edit_agreement(
        agreement,
        version=agreement.version,
        title=agreement.title,
        signed_on=on,
        signing_group=agreement.signing_group,
        cohort=agreement.cohort,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        ended_on=agreement.ended_on,
        why=why,
        by=by,
    )


def test_the_day_of_a_public_notice_stays_the_day_it_was_published(signed_in) -> None:
    site = published().notice_sites.get().site
    by = officer_of(site.branch)
    step = SiteStep.objects.get(site=site, to_status=SiteStatus.PUBLIC_NOTICE)

    with pytest.raises(DatedByNotice):
        correct_step(step, on=MONDAY - timedelta(days=1), why="记错", by=by)

    correct = reverse("programmes:step-correct", args=[site.number, step.pk])
    assert correct not in signed_in(by).get(site.get_absolute_url()).content.decode()


def test_a_notice_that_was_published_elsewhere_can_be_dated_anew(signed_in) -> None:
    site = draft_site(status=SiteStatus.PANEL_REVIEW)
    by = officer_of(site.branch)
    move_site(site, to=SiteStatus.PUBLIC_NOTICE, on=MONDAY, note="省厅网站", by=by)
    step = SiteStep.objects.get(site=site, to_status=SiteStatus.PUBLIC_NOTICE)

    correct = reverse("programmes:step-correct", args=[site.number, step.pk])
    assert correct in signed_in(by).get(site.get_absolute_url()).content.decode()
    earlier = MONDAY - timedelta(days=1)
    assert correct_step(step, on=earlier, why="记错", by=by).on == earlier


def test_the_day_of_an_agreement_is_the_day_of_its_signing(signed_in) -> None:
    branch = BranchFactory.create()
    by = officer_of(branch)
    signing = signed_together(branch, by)
    agreement = signing.drafts.order_by("pk")[0].agreement

    with pytest.raises(DatedBySigning, match=signing.title) as refused:
        dated(agreement, NEXT_DAY, by)

    assert refused.value.field == "signed_on"
    page = signed_in(by).get(agreement.get_absolute_url()).content.decode()
    assert signing.get_absolute_url() in page


def test_the_reason_of_a_corrected_day_stays_beside_it(signed_in) -> None:
    branch = BranchFactory.create()
    by = officer_of(branch)
    signing = signed_together(branch, by)
    correct = reverse("programmes:signing-correct", args=[branch.slug, signing.pk])

    said = {"version": 1, "title": signing.title, "on": NEXT_DAY, "cohort": "首批", "why": "抄错了"}
    signed_in(by).post(correct, said)

    agreements = [draft.agreement for draft in signing.drafts.all()]
    assert [one.signed_on for one in agreements] == [NEXT_DAY, NEXT_DAY]
    assert {changes_of(one, names=names_of)[0].why for one in agreements} == {"抄错了"}
