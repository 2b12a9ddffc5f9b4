"""A return as the checks see it: its lines, and those of the period right before."""

from collections.abc import Mapping
from decimal import Decimal

from niukou.figures.lifecycle import ReturnStatus
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.figures.returns.checks import Finding, Stated, Values, findings

TOLD = (ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED)


def before_of(one: SiteReturn) -> Values:
    """Return what the same site stated for the period right before; {} where it did not.

    Of an accepted return, what stands: with its approved notes.
    """
    lines = ReturnLine.objects.filter(
        site_return__site=one.site_id,
        site_return__end_on=one.start_on,
        site_return__status__in=TOLD,
    )
    return dict(lines.with_standing().values_list("code", "standing"))


def stated_of(
    one: SiteReturn, *, lines: list[ReturnLine] | None = None, before: Values | None = None
) -> Stated:
    """Return what the checks need; ``lines`` and ``before`` where the caller has them already."""
    found = list(one.lines.all()) if lines is None else lines
    values: Mapping[str, Decimal | None] = {line.code: line.stated_value for line in found}
    return Stated(
        start_on=one.start_on,
        end_on=one.end_on,
        values=values,
        known={line.code: line.prefilled_value for line in found},
        remarks={line.code: line.remark for line in found},
        before=before_of(one) if before is None else before,
    )


def findings_of(one: SiteReturn) -> list[Finding]:
    return findings(stated_of(one))


def is_clean(one: SiteReturn) -> bool:
    """True when nothing was refused or asked about: nobody has to look twice."""
    return not findings_of(one)
