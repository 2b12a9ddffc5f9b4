"""Agreements prepared from a template, and signed together in one act."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from niukou.core.errors import DomainError, EditConflict
from niukou.figures.definitions import HOSPITALS_SIGNED
from niukou.figures.indicators import Scope
from niukou.programmes.actions.signing import (
    NoCounterpart,
    NothingToSign,
    NotWaiting,
    OfOtherBranch,
    PeriodEmpty,
    PlaceEmpty,
    PreparedAlready,
    TemplateElsewhere,
    correct_signing,
    drop_draft,
    edit_draft,
    hold_signing,
    prepare_agreement,
)
from niukou.programmes.actions.steps import DayToCome, OutOfOrder
from niukou.programmes.lifecycle import MoveNotAllowed, SiteHasEnded, SiteStatus
from niukou.programmes.models import AgreementDraft, Signing, Site, SiteStep
from niukou.programmes.places import NotAValue
from niukou.programmes.queries.signing import written
from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.programmes import coordinator, draft_site, site_in
from tests.factories.signing import VALUES, prepared, published_template, wording_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


def sign(branch, groups, by, **changed) -> Signing:
    said = {"title": "签约仪式", "on": DAY, "cohort": "首批"}
    return hold_signing(branch, **(said | changed), groups=groups, by=by)


def test_prepare_agreement_keeps_what_was_typed_and_reads_as_it_will_be_signed() -> None:
    branch = BranchFactory.create()

    draft = prepared(branch, officer_of(branch))

    text = written(draft)
    assert str(draft.site.hospital) in text.paragraphs[0]
    assert "60.5" in text.paragraphs[1]
    assert "壹万贰仟元整" in text.paragraphs[1]
    assert text.paragraphs[1].endswith("＿＿＿＿＿＿")  # the remark may stay empty
    assert [party.capacity for party in text.parties] == ["INITIATOR", "HOSPITAL"]


def test_an_agreement_reads_the_same_whoever_opens_it() -> None:
    branch = BranchFactory.create()
    draft = prepared(branch, officer_of(branch))

    texts = []
    for language in ("en", "zh-hans"):
        with override(language):
            texts.append(written(draft).paragraphs)

    assert texts[0] == texts[1]
    assert "12,000.00 元（壹万贰仟元整）" in texts[0][1]
    assert "2026年4月1日" in texts[0][1]


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"values": VALUES | {"服务面积": ""}}, PlaceEmpty, "服务面积"),
        ({"values": VALUES | {"服务面积": "很大"}}, NotAValue, "服务面积"),
        ({"signers": []}, NoCounterpart, "signers"),
        ({"starts_on": DAY, "ends_on": DAY}, PeriodEmpty, "ends_on"),
    ],
)
def test_prepare_agreement_says_which_field_is_wrong(changed, refusal, field) -> None:
    branch = BranchFactory.create()
    site, template = draft_site(branch=branch), published_template(branch.programme)

    with pytest.raises(refusal) as refused:
        prepare_agreement(
            site, template=template, wording=wording_for(site, **changed), by=officer_of(branch)
        )

    assert refused.value.field == field
    assert not AgreementDraft.objects.exists()


def test_prepare_agreement_refuses_a_second_one_an_ended_site_and_a_foreign_template() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    site = prepared(branch, officer).site
    ended = site_in(SiteStatus.WITHDRAWN, branch)
    foreign = published_template(BranchFactory.create().programme)
    own = published_template(branch.programme, name="另一份")

    for subject, template, refusal in (
        (site, own, PreparedAlready),
        (ended, own, SiteHasEnded),
        (draft_site(branch=branch), foreign, TemplateElsewhere),
    ):
        with pytest.raises(refusal):
            prepare_agreement(subject, template=template, wording=wording_for(subject), by=officer)


def test_edit_draft_tells_the_second_editor() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    draft = prepared(branch, officer)

    edit_draft(draft, version=1, wording=wording_for(draft.site, title="改过的"), by=officer)
    with pytest.raises(EditConflict):
        edit_draft(draft, version=1, wording=wording_for(draft.site), by=officer)

    draft.refresh_from_db()
    assert (draft.title, draft.version, draft.values.count()) == ("改过的", 2, 3)


def test_hold_signing_signs_all_in_one_act_and_they_count_from_that_day() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    drafts = [prepared(branch, officer) for _n in range(3)]

    signing = sign(branch, dict(zip(drafts, (1, 1, 2), strict=True)), officer)

    agreements = [draft.agreement for draft in signing.drafts.order_by("pk")]
    assert [(one.signed_on, one.signing_group, one.cohort) for one in agreements] == [
        (DAY, 1, "首批"),
        (DAY, 1, "首批"),
        (DAY, 2, "首批"),
    ]
    assert set(Site.objects.values_list("status", flat=True)) == {SiteStatus.SIGNED}
    scope = Scope(branch.programme, branch)
    counts = [HOSPITALS_SIGNED.value(scope, day).value for day in (date(2026, 3, 19), DAY)]
    assert counts == [0, 3]


def test_hold_signing_signs_all_or_none_and_says_whose_stands_in_the_way() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    ready = prepared(branch, officer)
    early = prepared(branch, officer, status=SiteStatus.APPLIED)

    with pytest.raises(MoveNotAllowed, match=str(early.site.hospital)):
        sign(branch, {ready: None, early: None}, officer)

    assert not Signing.objects.exists()
    assert AgreementDraft.objects.waiting().count() == 2


def test_hold_signing_is_refused_with_a_reason() -> None:
    branch, other = BranchFactory.create(), BranchFactory.create()
    officer = officer_of(branch)
    draft, foreign = prepared(branch, officer), prepared(other, officer_of(other))
    dropped = drop_draft(prepared(branch, officer), why="医院退出", by=officer)

    for groups, changed, refusal in (
        ({}, {}, NothingToSign),
        ({draft: 1}, {"on": date(2100, 1, 1)}, DayToCome),
        ({foreign: 1}, {}, OfOtherBranch),
        ({dropped: 1}, {}, NotWaiting),
    ):
        with pytest.raises(refusal):
            sign(branch, groups, officer, **changed)


def test_what_is_signed_stays_as_it_was_signed() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    draft = prepared(branch, officer)
    sign(branch, {draft: None}, officer)

    with pytest.raises(NotWaiting):
        drop_draft(draft, why="反悔", by=officer)
    with pytest.raises(DatabaseError, match="frozen_once_signed"), transaction.atomic():
        AgreementDraft.objects.filter(pk=draft.pk).update(title="别的")


def test_correct_signing_moves_the_day_of_every_agreement_and_its_step() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    signing = sign(branch, {prepared(branch, officer): n for n in (1, 2)}, officer)
    right = date(2026, 3, 19)

    correct_signing(
        signing,
        version=1,
        title="签约仪式",
        on=right,
        cohort="首批",
        ceremony=None,
        why="日期写错",
        by=officer,
    )

    steps = SiteStep.objects.filter(to_status=SiteStatus.SIGNED)
    assert set(steps.values_list("on", flat=True)) == {right}
    assert {draft.agreement.signed_on for draft in signing.drafts.all()} == {right}


def test_correct_signing_changes_nothing_when_one_site_has_a_step_in_the_way() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    drafts = [prepared(branch, officer) for _n in range(2)]
    signing = sign(branch, dict.fromkeys(drafts), officer)

    with pytest.raises(OutOfOrder):
        correct_signing(
            signing,
            version=1,
            title="签约仪式",
            on=date(2000, 1, 1),  # before the sites were proposed
            cohort="",
            ceremony=None,
            why="笔误",
            by=officer,
        )

    signing.refresh_from_db()
    assert (signing.on, {draft.agreement.signed_on for draft in signing.drafts.all()}) == (
        DAY,
        {DAY},
    )


def test_only_officers_of_the_branch_prepare_and_sign() -> None:
    branch = BranchFactory.create()
    draft = prepared(branch, officer_of(branch))

    for other in (coordinator(draft.site), officer_of(BranchFactory.create()), stranger()):
        with pytest.raises(PermissionDenied):
            sign(branch, {draft: None}, other)
        with pytest.raises(PermissionDenied):
            drop_draft(draft, why="不要", by=other)
        with pytest.raises(PermissionDenied):
            edit_draft(draft, version=1, wording=wording_for(draft.site), by=other)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_record_one_signing_at_once_record_it_once() -> None:
    branch = BranchFactory.create()
    officers = [officer_of(branch), officer_of(branch)]
    draft = prepared(branch, officers[0])
    ready, outcomes = Barrier(2), []

    def record(officer) -> None:
        ready.wait()
        try:
            sign(branch, {draft: None}, officer)
            outcomes.append("signed")
        except DomainError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=record, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["NotWaiting", "signed"]
    assert Signing.objects.count() == 1
