"""What a programme promised, as its source says it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.quantities import Qualifier, Unit
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.officers import BranchElsewhere
from niukou.programmes.indicators import plannable
from niukou.programmes.models import Branch, Programme, Target
from niukou.programmes.rules import Can


class PeriodEmpty(DomainError):
    """A target's period has at least one day."""

    field = "until_on"


class TargetSaid(DomainError):
    """This source has said this target already."""

    field = "source"


class IndicatorUnknown(DomainError):
    """No number of ours is defined under this code."""

    field = "indicator"


class UnitsMixed(DomainError):
    """One indicator is planned in one unit: hospitals are not posts."""

    field = "unit"


@transaction.atomic
def set_target(
    programme: Programme,
    *,
    indicator: str,
    planned_value: int,
    unit: Unit,
    from_on: date,
    until_on: date,
    published_on: date,
    source: str,
    by: Account,
    branch: Branch | None = None,
) -> Target:
    """Record what ``programme``, or its ``branch``, plans to reach from ``from_on`` to ``until_on``.

    ``until_on`` is the first day after the period. A planned number is never a result.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        BranchElsewhere: the branch belongs to another programme.
        PeriodEmpty: the period has no day.
        IndicatorUnknown: nothing is counted under this code.
        UnitsMixed: the indicator is counted in another unit.
        TargetSaid: the source has said it already, for this period.
    """
    authorize(by, Can.SET_TARGET, programme)
    if branch and branch.programme_id != programme.pk:
        raise BranchElsewhere(_("This branch belongs to another programme."))
    _ensure_period(from_on, until_on)
    _ensure_counted(indicator, unit)

    Programme.objects.select_for_update().get(pk=programme.pk)
    target = Target(
        programme=programme,
        branch=branch,
        indicator=indicator,
        planned_value=planned_value,
        unit=unit,
        qualifier=Qualifier.PLANNED,
        from_on=from_on,
        until_on=until_on,
        published_on=published_on,
        source=source,
    )
    _ensure_distinct(target)

    target.save()
    return target


@transaction.atomic
def correct_target(
    target: Target,
    *,
    version: int,
    planned_value: int,
    from_on: date,
    until_on: date,
    published_on: date,
    source: str,
    why: str,
    by: Account,
) -> Target:
    """Correct what was typed wrongly; a new plan of the source is a new target.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        PeriodEmpty: the period has no day.
        TargetSaid: the source has said it already, for this period.
    """
    authorize(by, Can.SET_TARGET, target.programme)
    _ensure_period(from_on, until_on)

    Programme.objects.select_for_update().get(pk=target.programme_id)
    target = lock_version(target, version)
    target.planned_value, target.source = planned_value, source
    target.from_on, target.until_on, target.published_on = from_on, until_on, published_on
    _ensure_distinct(target)

    with because(why):
        target.save()
    return target


def _ensure_period(from_on: date, until_on: date) -> None:
    if until_on <= from_on:
        raise PeriodEmpty(_("The end must be after the beginning."))


def _ensure_counted(indicator: str, unit: Unit) -> None:
    known = plannable(indicator)
    if known is None:
        raise IndicatorUnknown(_("No figure is defined as “%s”.") % indicator)
    if known.unit != unit:
        names = {"indicator": known.label, "unit": known.unit.label}
        raise UnitsMixed(_("“%(indicator)s” is counted in %(unit)s.") % names)


def _ensure_distinct(target: Target) -> None:
    like = target.programme.targets.filter(
        indicator=target.indicator,
        branch=target.branch,
        from_on=target.from_on,
        source=target.source,
    )
    if like.exclude(pk=target.pk).exists():
        raise TargetSaid(_("This source has stated this target for the same beginning already."))
