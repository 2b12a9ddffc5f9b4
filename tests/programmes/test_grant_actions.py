"""What can be done to a grant before money moves, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import EditConflict
from niukou.core.money import ZERO
from niukou.network.models import Agreement
from niukou.programmes.actions import grants as refusals
from niukou.programmes.actions.donations import BoundTo
from niukou.programmes.actions.gates import pass_gates
from niukou.programmes.actions.grants import (
    PlannedLine,
    PlannedTranche,
    cancel_grant,
    commit_grant,
    draft_grant,
    plan_tranches,
    set_budget,
)
from niukou.programmes.actions.money_gates import (
    AGREEMENT_SIGNED,
    FirstTrancheNotPaid,
    NotAllPaid,
)
from niukou.programmes.actions.sites import move_site
from niukou.programmes.actions.steps import DayToCome, NotSignedYet
from niukou.programmes.lifecycle import SiteHasEnded, SiteStatus
from niukou.programmes.models import GrantStatus, Purpose, Restriction, Site
from tests.factories import AgreementFactory, officer_of, signed_site
from tests.factories.money import (
    AWARDED_ON,
    DRAFTED,
    committed_grant,
    donation_of,
    drafted_grant,
    finance_officer,
    paid_tranche,
    planned_grant,
    released_tranche,
    yuan,
)
from tests.factories.programmes import coordinator, draft_site

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
FUTURE = date(2062, 1, 1)


def test_draft_takes_a_number_and_promises_nothing() -> None:
    site = signed_site()
    agreement = site.agreements.get().agreement

    grant = drafted_grant(site, agreement=agreement)

    assert (grant.number, grant.status, grant.awarded_on) == (
        f"G-{site.branch.code}-2025-001",
        GrantStatus.DRAFT,
        None,
    )


def test_draft_refuses_an_ended_site_and_another_hospitals_agreement() -> None:
    site = signed_site()
    officer = officer_of(site.branch)
    said = {"title": "资助", "on": DRAFTED}

    with pytest.raises(refusals.AgreementElsewhere):
        draft_grant(site, agreement=AgreementFactory.create(), by=officer, **said)
    with pytest.raises(PermissionDenied):
        draft_grant(site, by=coordinator(site), **said)
    with pytest.raises(PermissionDenied):
        draft_grant(site, by=finance_officer(site.branch.programme), **said)
    with pytest.raises(DayToCome):
        draft_grant(site, by=officer, **said | {"on": FUTURE})
    Site.objects.filter(pk=site.pk).update(status=SiteStatus.CLOSED)
    site.refresh_from_db()
    with pytest.raises(SiteHasEnded):
        draft_grant(site, by=officer, **said)


def test_money_given_for_something_else_pays_no_grant() -> None:
    site, other = signed_site(), signed_site()
    same = signed_site(branch__programme=site.branch.programme)
    for_other_branch = BoundTo(Restriction.BRANCH, branch=same.branch)
    for_other_site = BoundTo(Restriction.SITE, site=same)
    programme = site.branch.programme

    for donation in (
        donation_of(other.branch.programme),
        donation_of(programme, bound_to=for_other_branch),
        donation_of(programme, bound_to=for_other_site),
        donation_of(programme, is_in_kind=True, description="绘本"),
    ):
        with pytest.raises(refusals.DonationDoesNotFit):
            drafted_grant(site, donation=donation)
    fits = donation_of(programme, bound_to=BoundTo(Restriction.BRANCH, branch=site.branch))
    assert drafted_grant(site, donation=fits).donation == fits


def test_a_donation_is_not_promised_twice() -> None:
    site = signed_site()
    donation = donation_of(site.branch.programme, amount=yuan(1500))
    first = planned_grant(site, donation=donation)
    second = planned_grant(site, donation=donation)
    officer = officer_of(site.branch)
    commit_grant(first, version=first.version, on=AWARDED_ON, by=officer)

    with pytest.raises(refusals.DonationUsedUp, match="500"):
        commit_grant(second, version=second.version, on=AWARDED_ON, by=officer)
    first.refresh_from_db()
    cancel_grant(first, version=first.version, on=AWARDED_ON, why="停", by=officer)
    commit_grant(second, version=second.version, on=AWARDED_ON, by=officer)


def test_budget_is_set_anew_and_refuses_nothing_and_less() -> None:
    grant = drafted_grant()
    by = officer_of(grant.site.branch)
    line = PlannedLine(Purpose.POSTS, yuan(5))

    grant = set_budget(grant, version=1, lines=[line], on=DRAFTED, by=by)
    grant = set_budget(
        grant, version=2, lines=[line, PlannedLine(Purpose.OTHER, yuan(1))], on=DRAFTED, by=by
    )

    assert grant.budget_lines.count() == 2
    with pytest.raises(refusals.NothingPlanned):
        set_budget(grant, version=3, lines=[], on=DRAFTED, by=by)
    for amount in (ZERO, -yuan(1)):
        lines = [PlannedLine(Purpose.OTHER, amount)]
        with pytest.raises(refusals.AmountNotAboveZero):
            set_budget(grant, version=3, lines=lines, on=DRAFTED, by=by)
    with pytest.raises(EditConflict):
        set_budget(grant, version=2, lines=[line], on=DRAFTED, by=by)
    with pytest.raises(PermissionDenied):
        set_budget(grant, version=3, lines=[line], on=DRAFTED, by=coordinator(grant.site))


def test_tranches_refuse_other_sums_nothing_to_wait_for_and_unknown_conditions() -> None:
    grant = planned_grant()
    by = officer_of(grant.site.branch)
    whole = yuan(1000)

    for planned, refusal in (
        ([], refusals.NothingPlanned),
        ([PlannedTranche(whole)], refusals.NothingToWaitFor),
        ([PlannedTranche(whole, (), (" ",))], refusals.NothingToWaitFor),
        ([PlannedTranche(whole, ("moon-full",))], refusals.ConditionUnknown),
        ([PlannedTranche(yuan("999.99"), (AGREEMENT_SIGNED,))], refusals.SumsDiffer),
        ([PlannedTranche(ZERO, (AGREEMENT_SIGNED,))], refusals.AmountNotAboveZero),
    ):
        with pytest.raises(refusal):
            plan_tranches(grant, version=grant.version, tranches=planned, by=by)
    tranches = [PlannedTranche(whole, (AGREEMENT_SIGNED,))]
    with pytest.raises(EditConflict):
        plan_tranches(grant, version=1, tranches=tranches, by=by)


def test_commit_promises_and_closes_the_plan() -> None:
    grant = committed_grant()
    by = officer_of(grant.site.branch)

    assert (grant.status, grant.awarded_on) == (GrantStatus.COMMITTED, AWARDED_ON)
    line = [PlannedLine(Purpose.OTHER, yuan(1))]
    with pytest.raises(refusals.NoDraftAnyMore):
        set_budget(grant, version=grant.version, lines=line, on=DRAFTED, by=by)
    with pytest.raises(refusals.NoDraftAnyMore):
        plan_tranches(
            grant,
            version=grant.version,
            tranches=[PlannedTranche(yuan(1000), (AGREEMENT_SIGNED,))],
            by=by,
        )
    with pytest.raises(refusals.NoDraftAnyMore):
        commit_grant(grant, version=grant.version, on=AWARDED_ON, by=by)


def test_commit_refuses_an_incomplete_plan_and_wrong_days() -> None:
    bare, planned = drafted_grant(), planned_grant()
    by = officer_of(planned.site.branch)

    with pytest.raises(refusals.NothingPlanned):
        commit_grant(bare, version=1, on=AWARDED_ON, by=officer_of(bare.site.branch))
    version = planned.version
    with pytest.raises(refusals.BeforeItsDraft):
        commit_grant(planned, version=version, on=DRAFTED - ONE_DAY, by=by)
    with pytest.raises(DayToCome):
        commit_grant(planned, version=version, on=FUTURE, by=by)
    with pytest.raises(EditConflict):
        commit_grant(planned, version=version - 1, on=AWARDED_ON, by=by)
    changed = [PlannedLine(Purpose.OTHER, yuan(7))]
    planned = set_budget(planned, version=version, lines=changed, on=DRAFTED, by=by)
    with pytest.raises(refusals.SumsDiffer):
        commit_grant(planned, version=planned.version, on=AWARDED_ON, by=by)


def test_a_grant_is_planned_before_the_signature_and_committed_from_its_day_on() -> None:
    applied, later = draft_site(status=SiteStatus.PUBLIC_NOTICE), signed_site(on=AWARDED_ON)
    ended = signed_site()
    Agreement.objects.filter(site_link__site=ended).update(ended_on=AWARDED_ON)
    early = planned_grant(applied), planned_grant(later), planned_grant(ended)

    for grant, on in zip(early, (AWARDED_ON, AWARDED_ON - ONE_DAY, AWARDED_ON), strict=True):
        with pytest.raises(NotSignedYet):
            commit_grant(grant, version=grant.version, on=on, by=officer_of(grant.site.branch))
        grant.refresh_from_db()
        assert grant.status == GrantStatus.DRAFT
    for grant, on in ((early[1], AWARDED_ON), (early[2], AWARDED_ON - ONE_DAY)):
        by = officer_of(grant.site.branch)
        committed = commit_grant(grant, version=grant.version, on=on, by=by)
        assert committed.status == GrantStatus.COMMITTED


def test_cancel_refuses_what_is_released_completed_or_cancelled() -> None:
    grant = committed_grant()
    by = officer_of(grant.site.branch)
    released_tranche(grant)
    said = {"on": AWARDED_ON, "why": "停", "by": by}

    with pytest.raises(refusals.ReleasedAndUnpaid):
        cancel_grant(grant, version=grant.version, **said)
    other = committed_grant(parts=(1000,))
    paid_tranche(other)
    other.refresh_from_db()
    with pytest.raises(refusals.EndedAlready):
        cancel_grant(other, version=other.version, **said | {"by": officer_of(other.site.branch)})
    third = committed_grant()
    mine = said | {"by": officer_of(third.site.branch)}
    with pytest.raises(refusals.BeforeItsDraft):
        cancel_grant(third, version=third.version, **mine | {"on": AWARDED_ON - ONE_DAY})
    gone = cancel_grant(third, version=third.version, **mine)
    with pytest.raises(refusals.EndedAlready):
        cancel_grant(gone, version=gone.version, **mine)


# --- the steps of a site wait for money ------------------------------------------------------------
def test_a_site_without_a_grant_waits_for_no_money() -> None:
    site = signed_site()

    for to in (SiteStatus.FIRST_PAYMENT, SiteStatus.LAST_PAYMENT):
        pass_gates(site, to)


def test_the_steps_of_payment_wait_for_the_tranches() -> None:
    grant = committed_grant()
    site, by = grant.site, officer_of(grant.site.branch)
    on = date(2025, 2, 1)
    move_site(site, to=SiteStatus.DESIGN, on=on, by=by)

    with pytest.raises(FirstTrancheNotPaid):
        move_site(site, to=SiteStatus.FIRST_PAYMENT, on=on, by=by)
    paid_tranche(grant)
    move_site(site, to=SiteStatus.FIRST_PAYMENT, on=on, by=by)
    with pytest.raises(NotAllPaid):
        pass_gates(site, SiteStatus.LAST_PAYMENT)
    paid_tranche(grant, position=2)
    pass_gates(site, SiteStatus.LAST_PAYMENT)
