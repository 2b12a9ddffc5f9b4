"""What can be done to a grant: draft it, plan it, commit it, cancel it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.money import ZERO, Money
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.network.models import Agreement
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past, ensure_signed
from niukou.programmes.conditions import condition
from niukou.programmes.lifecycle import ensure_running
from niukou.programmes.models import (
    PAPER,
    BudgetLine,
    Donation,
    Grant,
    GrantStatus,
    Purpose,
    Restriction,
    Site,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from niukou.programmes.queries.money import budget_of, left_of_donation
from niukou.programmes.rules import Can


class AgreementElsewhere(DomainError):
    """A grant is bound to an agreement its hospital is a party of."""

    field = "agreement"


class DonationDoesNotFit(DomainError):
    """Money is spent on what its donor gave it for."""

    field = "donation"


class DonationUsedUp(DomainError):
    """A donation is not promised twice."""

    field = "donation"


class NoDraftAnyMore(DomainError):
    """What was committed is not planned anew."""


class AmountNotAboveZero(DomainError):
    """Every amount of a budget or a tranche is above zero."""


class NothingPlanned(DomainError):
    """A grant has a budget and at least one tranche."""


class SumsDiffer(DomainError):
    """The tranches of a grant add up to its budget."""


class NothingToWaitFor(DomainError):
    """A tranche waits for something that can be proved."""


class ConditionUnknown(DomainError):
    """Nothing in the product tells whether this is met."""


class ReleasedAndUnpaid(DomainError):
    """A released tranche is paid, or its release taken back, before its grant is cancelled."""


class EndedAlready(DomainError):
    """A completed or cancelled grant stays as it is."""


class BeforeItsDraft(DomainError):
    """A grant is not committed or cancelled before its last day."""

    field = "on"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    purpose: Purpose
    planned: Money
    words: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTranche:
    """``conditions`` are codes of ``programmes/conditions.py``; ``papers`` name what to attach."""

    planned: Money
    conditions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    planned_on: date | None = None


@transaction.atomic
def draft_grant(
    site: Site,
    *,
    title: str,
    on: date,
    by: Account,
    agreement: Agreement | None = None,
    donation: Donation | None = None,
) -> Grant:
    """Draft a grant to ``site``; nothing is promised yet.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        SiteHasEnded: it was closed, rejected or withdrawn.
        AgreementElsewhere: its hospital is no party of the agreement.
        DonationDoesNotFit: the donation is for something else, or in kind.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.DRAFT_GRANT, site)
    ensure_past(on)

    site = Site.objects.select_for_update(of=["self"]).select_related("branch").get(pk=site.pk)
    ensure_running(site.status)
    if agreement and not agreement.parties.filter(organisation=site.hospital_id).exists():
        raise AgreementElsewhere(_("The hospital is no party of this agreement."))
    if donation:
        _ensure_fits(donation, site)

    pattern = f"G-{site.branch.code}-{{year}}-{{number:03d}}"
    return Grant.objects.create(
        site=site,
        title=title.strip(),
        agreement=agreement,
        donation=donation,
        drafted_on=on,
        drafted_by=by,
        number=next_number(f"grants {site.branch.code}", year=on.year, pattern=pattern),
    )


@transaction.atomic
def set_budget(
    grant: Grant,
    *,
    version: int,
    lines: Sequence[PlannedLine],
    on: date,
    why: str = "",
    by: Account,
) -> Grant:
    """Set what the grant is for, line by line, in place of what was set before.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        EditConflict: somebody saved the grant since ``version`` was read.
        NoDraftAnyMore: it was committed or cancelled.
        NothingPlanned, AmountNotAboveZero: there is no line, or one of nothing.
    """
    authorize(by, Can.EDIT_GRANT, grant)
    ensure_past(on)

    grant = lock_version(grant, version)
    _ensure_draft(grant)
    if not lines:
        raise NothingPlanned(_("A budget has at least one line."))
    _ensure_above_zero(line.planned for line in lines)

    with because(why):
        grant.budget_lines.all().delete()
        for line in lines:
            BudgetLine.objects.create(
                grant=grant,
                purpose=line.purpose,
                planned=line.planned,
                words=line.words.strip(),
                set_on=on,
            )
        grant.save(update_fields=["version"])
    return grant


@transaction.atomic
def plan_tranches(
    grant: Grant, *, version: int, tranches: Sequence[PlannedTranche], why: str = "", by: Account
) -> Grant:
    """Plan in which parts the grant is paid and what each waits for, in place of an earlier plan.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        EditConflict: somebody saved the grant since ``version`` was read.
        NoDraftAnyMore: it was committed or cancelled.
        NothingPlanned, AmountNotAboveZero: there is no tranche, or one of nothing.
        NothingToWaitFor, ConditionUnknown: a tranche waits for nothing, or nobody can tell.
        SumsDiffer: they do not add up to the budget.
    """
    authorize(by, Can.EDIT_GRANT, grant)

    grant = lock_version(grant, version)
    _ensure_draft(grant)
    if not tranches:
        raise NothingPlanned(_("A grant is paid in at least one tranche."))
    _ensure_above_zero(one.planned for one in tranches)
    _ensure_conditions(tranches)
    _ensure_sums(budget_of(grant), sum((one.planned for one in tranches), ZERO))

    with because(why):
        grant.tranches.all().delete()
        for position, planned in enumerate(tranches, start=1):
            _plan(grant, position, planned)
        grant.save(update_fields=["version"])
    return grant


@transaction.atomic
def commit_grant(grant: Grant, *, version: int, on: date, by: Account) -> Grant:
    """Promise the grant: from now on its budget and its tranches stand as they are.

    Source: DOMAIN.md A6, the order of a station's life: the signature comes before the money.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        EditConflict: somebody saved the grant since ``version`` was read.
        NoDraftAnyMore: it was committed or cancelled.
        NothingPlanned, SumsDiffer, NothingToWaitFor: the plan is not complete.
        DonationDoesNotFit, DonationUsedUp: the donation is for something else, or promised.
        NotSignedYet: its hospital had no agreement in force on that day.
        SiteHasEnded, BeforeItsDraft, DayToCome: site or day do not allow it.
    """
    authorize(by, Can.COMMIT_GRANT, grant)
    ensure_past(on)

    donation = Donation.objects.select_for_update().filter(grants=grant).first()
    grant = lock_version(grant, version)
    _ensure_draft(grant)
    ensure_running(grant.site.status)
    ensure_signed(grant.site, on=on)
    if on < grant.drafted_on:
        raise BeforeItsDraft(_("It was drafted on %s.") % date_format(grant.drafted_on))
    budget = _ensure_complete(grant)
    if donation:
        _ensure_fits(donation, grant.site)
        _ensure_left(donation, budget)

    grant.status, grant.awarded_on, grant.committed_by = GrantStatus.COMMITTED, on, by
    grant.save(update_fields=["status", "awarded_on", "committed_by", "version"])
    return grant


@transaction.atomic
def cancel_grant(grant: Grant, *, version: int, on: date, why: str, by: Account) -> Grant:
    """Cancel the grant: what is not paid lapses, what was paid stays in the ledger.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        EditConflict: somebody saved the grant since ``version`` was read.
        EndedAlready: it is completed or cancelled.
        ReleasedAndUnpaid: a tranche is released and not paid.
        BeforeItsDraft, DayToCome: the day is before its last one, or in the future.
    """
    authorize(by, Can.CANCEL_GRANT, grant)
    ensure_past(on)

    grant = lock_version(grant, version)
    if grant.status not in {GrantStatus.DRAFT, GrantStatus.COMMITTED}:
        raise EndedAlready(_("This grant is “%s” already.") % grant.get_status_display())
    if grant.tranches.filter(status=TrancheStatus.RELEASED).exists():
        message = _("A tranche is released and not paid: pay it, or take its release back.")
        raise ReleasedAndUnpaid(message)
    if on < (grant.awarded_on or grant.drafted_on):
        raise BeforeItsDraft(_("This day is before the grant."))

    grant.status, grant.cancelled_on = GrantStatus.CANCELLED, on
    with because(why):
        grant.save(update_fields=["status", "cancelled_on", "version"])
    return grant


def _plan(grant: Grant, position: int, planned: PlannedTranche) -> None:
    tranche = Tranche.objects.create(
        grant=grant, position=position, planned=planned.planned, planned_on=planned.planned_on
    )
    for code in planned.conditions:
        TrancheCondition.objects.create(tranche=tranche, condition=code)
    for words in planned.papers:
        TrancheCondition.objects.create(tranche=tranche, condition=PAPER, words=words.strip())


def _ensure_draft(grant: Grant) -> None:
    if grant.status != GrantStatus.DRAFT:
        message = _("This grant is “%s”: its budget and its tranches stand.")
        raise NoDraftAnyMore(message % grant.get_status_display())


def _ensure_above_zero(amounts: Iterable[Money]) -> None:
    if any(amount <= ZERO for amount in amounts):
        raise AmountNotAboveZero(_("An amount is above zero."))


def _ensure_conditions(tranches: Sequence[PlannedTranche]) -> None:
    for position, planned in enumerate(tranches, start=1):
        if not planned.conditions and not any(paper.strip() for paper in planned.papers):
            message = _("Tranche %d waits for nothing: choose what must be proved first.")
            raise NothingToWaitFor(message % position)
        for code in planned.conditions:
            if condition(code) is None:
                raise ConditionUnknown(_("Nobody can tell whether “%s” is met.") % code)


def _ensure_sums(budget: Money, tranches: Money) -> None:
    if budget != tranches:
        message = _("The tranches add up to %(tranches)s, the budget to %(budget)s.")
        raise SumsDiffer(message % {"tranches": tranches, "budget": budget})


def _ensure_complete(grant: Grant) -> Money:
    """Return the budget of a grant whose plan is complete."""
    budget = budget_of(grant)
    tranches = list(grant.tranches.prefetch_related("conditions"))
    if not budget or not tranches:
        raise NothingPlanned(_("Set the budget and plan the tranches first."))
    _ensure_sums(budget, sum((tranche.planned for tranche in tranches), ZERO))
    for tranche in tranches:
        if not tranche.conditions.all():
            message = _("Tranche %d waits for nothing: choose what must be proved first.")
            raise NothingToWaitFor(message % tranche.position)
    return budget


def _ensure_fits(donation: Donation, site: Site) -> None:
    other = donation.programme_id != site.branch.programme_id
    elsewhere = {
        Restriction.BRANCH: donation.branch_id != site.branch_id,
        Restriction.SITE: donation.site_id != site.pk,
    }
    if other or elsewhere.get(Restriction(donation.restriction), False):
        raise DonationDoesNotFit(_("Donation %s was given for something else.") % donation)
    if donation.is_in_kind or donation.voided_on:
        raise DonationDoesNotFit(_("Nothing can be paid out of donation %s.") % donation)


def _ensure_left(donation: Donation, wanted: Money) -> None:
    left = left_of_donation(donation)
    if left < wanted:
        message = _("Of donation %(donation)s %(left)s is left, less than %(wanted)s.")
        said = {"donation": donation, "left": left, "wanted": wanted}
        raise DonationUsedUp(message % said)
