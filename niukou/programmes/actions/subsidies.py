"""What can be done about the rates: set for the months to come, put right until paid by."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.money import Money
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.month_keeping import keep_months
from niukou.programmes.models import Branch, Post, Programme, SubsidyRate
from niukou.programmes.post_lifecycle import MonthStatus
from niukou.programmes.rules import Can


class RateBegunLater(DomainError):
    """There is a rate that begins in that month or later."""

    field = "from_on"


class BranchElsewhere(DomainError):
    """The branch belongs to another programme."""

    field = "branch"


class NoAmount(DomainError):
    """A subsidy is an amount above zero."""

    field = "monthly"


class PaidByRate(DomainError):
    """A month was paid by this rate: it stands."""


@transaction.atomic
def set_subsidy_rate(
    programme: Programme,
    *,
    branch: Branch | None,
    kind: str,
    is_full_time: bool,
    monthly: Money,
    part_months: str,
    from_on: date,
    source: str,
    by: Account,
) -> SubsidyRate:
    """Set what a month of such a post is paid from the month of ``from_on``; the rate before ends.

    Raises:
        PermissionDenied: ``by`` is no officer of the whole programme.
        BranchElsewhere: the branch is another programme's.
        NoAmount: nothing, or less.
        RateBegunLater: another rate begins in that month or later.
        PaidByRate: months from then on were paid by the rate before.
    """
    authorize(by, Can.SET_SUBSIDY_RATE, programme)
    from_on = from_on.replace(day=1)
    _ensure_amount(monthly)
    if branch and branch.programme_id != programme.pk:
        raise BranchElsewhere(_("This branch belongs to another programme."))

    Programme.objects.select_for_update().get(pk=programme.pk)
    alike = SubsidyRate.objects.filter(
        programme=programme, branch=branch, kind=kind, is_full_time=is_full_time
    )
    _end_before(alike, from_on)

    taken = RateBegunLater(_("Another rate holds in these months."))
    with refusing({"subsidy_rate_is_one_for_each_month": taken}):
        rate = SubsidyRate.objects.create(
            programme=programme,
            branch=branch,
            kind=kind,
            is_full_time=is_full_time,
            monthly=monthly,
            part_months=part_months,
            from_on=from_on,
            source=source,
        )
    _reckon_months(rate)
    return rate


def _end_before(alike: QuerySet[SubsidyRate], from_on: date) -> None:
    """End the rate that holds, so that another of its kind can begin.

    Raises:
        RateBegunLater, PaidByRate: as ``set_subsidy_rate``.
    """
    later = alike.filter(from_on__gte=from_on).order_by("from_on").first()
    if later:
        message = _("A rate is set from %s on. Put that one right.")
        raise RateBegunLater(message % date_format(later.from_on, "YEAR_MONTH_FORMAT"))
    before = alike.filter(Q(until_on=None) | Q(until_on__gt=from_on))
    if before.filter(months__status=MonthStatus.PAID, months__month__gte=from_on).exists():
        message = _("Months from then on were paid by the rate that holds now.")
        raise PaidByRate(message, field="from_on")
    for rate in before:
        rate.until_on = from_on
        rate.version += 1
        rate.save(update_fields=["until_on", "version"])


@transaction.atomic
def correct_subsidy_rate(
    rate: SubsidyRate,
    *,
    version: int,
    monthly: Money,
    part_months: str,
    source: str,
    why: str,
    by: Account,
) -> SubsidyRate:
    """Put right what ``rate`` says, as long as no month was paid by it.

    Raises:
        PermissionDenied: ``by`` is no officer of the whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        NoAmount: nothing, or less.
        PaidByRate: a month was paid by it.
    """
    authorize(by, Can.SET_SUBSIDY_RATE, rate.programme)
    _ensure_amount(monthly)

    rate = lock_version(rate, version)
    is_same = (monthly, part_months) == (rate.monthly, rate.part_months)
    if not is_same and rate.months.filter(status=MonthStatus.PAID).exists():
        raise PaidByRate(_("Months were paid by this rate. Set another one from a later month."))

    rate.monthly, rate.part_months, rate.source = monthly, part_months, source
    with because(why):
        rate.save(update_fields=["monthly", "part_months", "source", "version"])
    _reckon_months(rate)
    return rate


def _ensure_amount(monthly: Money) -> None:
    if monthly <= Money(0):
        raise NoAmount(_("The amount has to be above zero."))


def _reckon_months(rate: SubsidyRate) -> None:
    posts = Post.objects.filter(site__branch__programme=rate.programme_id, kind=rate.kind)
    if rate.branch_id:
        posts = posts.filter(site__branch=rate.branch_id)
    locked = posts.select_for_update().order_by("pk")
    keep_months([post.pk for post in locked], today=timezone.localdate())
