"""What can be done about the rhythm of returns: set a plan, and open what it asks for."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.periods import Period
from niukou.figures.lifecycle import TO_FILE
from niukou.figures.models import Asked, ReturnLine, ReturnPlan, SiteReturn
from niukou.figures.models.return_lines import NO_LINES
from niukou.figures.models.returns import MOST_WORKDAYS
from niukou.figures.returns.known import Known
from niukou.figures.returns.lines import LINES
from niukou.figures.returns.periods import Rhythm, due_day, finished_periods
from niukou.figures.rules import Can
from niukou.people.models import Account
from niukou.programmes.lifecycle import PUBLIC, SiteStatus
from niukou.programmes.models import Branch, Programme, ServiceStation, Site


class NotFirstDay(DomainError):
    """A plan begins with a whole period."""

    field = "from_on"


class PlanFollows(DomainError):
    """A later plan is set already."""

    field = "from_on"


class PeriodAsked(DomainError):
    """Returns of a later period were opened by the plan before."""

    field = "from_on"


class TooLittleTime(DomainError):
    """Nobody can hand in on the last day of the period itself, or waits for months."""

    field = "due_workdays"


@transaction.atomic
def set_return_plan(
    subject: Programme | Branch,
    *,
    rhythm: Rhythm,
    asked: Asked,
    due_workdays: int,
    from_on: date,
    by: Account,
) -> ReturnPlan:
    """Set how often the sites of a branch, or of a whole programme, report from a day on.

    The plan before ends with it. A branch with a plan of its own is not asked by its programme's.

    Raises:
        PermissionDenied: ``by`` does not run it.
        NotFirstDay: ``from_on`` is not the first day of such a period.
        TooLittleTime: fewer than one, or more than sixty working days.
        PlanFollows: another plan begins on that day or after.
        PeriodAsked: returns of a period after that day are open or handed in already.
    """
    authorize(by, Can.SET_RETURN_PLAN, subject)
    if not 1 <= due_workdays <= MOST_WORKDAYS:
        raise TooLittleTime(_("Give between 1 and 60 working days."))
    if rhythm.period_of(from_on).start != from_on:
        raise NotFirstDay(_("Begin with the first day of a month, or of a quarter."))

    branch = subject if isinstance(subject, Branch) else None
    programme = subject.programme if isinstance(subject, Branch) else subject
    Programme.objects.select_for_update().get(pk=programme.pk)
    plans = ReturnPlan.objects.filter(programme=programme, branch=branch)
    if plans.filter(from_on__gte=from_on).exists():
        raise PlanFollows(_("A plan from that day on, or later, is set already."))
    if SiteReturn.objects.filter(plan__in=plans.values("pk"), end_on__gt=from_on).exists():
        raise PeriodAsked(_("Returns of a later period were asked for already."))

    for before in plans.filter(until_on=None):
        before.until_on = from_on
        before.save(update_fields=["until_on"])
    return ReturnPlan.objects.create(
        programme=programme,
        branch=branch,
        rhythm=rhythm,
        asked=asked,
        due_workdays=due_workdays,
        from_on=from_on,
    )


@transaction.atomic
def open_returns(branch: Branch, *, on: date, by: Account) -> list[SiteReturn]:
    """Ask each site of ``branch`` for the periods that are over by ``on``; safe to run twice.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        YearNotFilled: the holidays after a period are not known, so nobody can say when it is due.
    """
    authorize(by, Can.OPEN_RETURNS, branch)

    return open_due(branch, on=on)


@transaction.atomic
def open_due(branch: Branch, *, on: date) -> list[SiteReturn]:
    """Do what ``open_returns`` does, without anybody asking: the nightly job.

    What is known already is looked up again for returns that nobody has handed in yet.

    Raises:
        YearNotFilled: see ``open_returns``.
    """
    branch = Branch.objects.select_for_update().get(pk=branch.pk)  # two at once: one waits
    for waiting in SiteReturn.objects.filter(site__branch=branch, status__in=TO_FILE):
        refresh_known(waiting)
    opened = []
    for plan, period in _asked_for(branch, on=on):
        start, end = period.borders()
        deadline_on = due_day(end, plan.due_workdays)
        opened += [
            _open(
                SiteReturn(
                    plan=plan, site=site, start_on=start, end_on=end, deadline_on=deadline_on
                )
            )
            for site in _sites_to_ask(branch, plan, period)
        ]
    return opened


def _asked_for(branch: Branch, *, on: date) -> Iterator[tuple[ReturnPlan, Period]]:
    for plan in ReturnPlan.objects.for_branch(branch).order_by("from_on"):
        until = plan.until_on
        rhythm = Rhythm(plan.rhythm)
        for period in finished_periods(rhythm, from_on=plan.from_on, until_on=until, by=on):
            yield plan, period


def _sites_to_ask(branch: Branch, plan: ReturnPlan, period: Period) -> list[Site]:
    """Return the sites in force at the end of the period that have no return for any day of it."""
    start, end = period.borders()
    known = SiteReturn.objects.filter(site=OuterRef("pk"), start_on__lt=end, end_on__gt=start)
    signed = Site.objects.filter(branch=branch).signed(on=end - timedelta(days=1))
    sites = signed.filter(~Exists(known), status__in=PUBLIC - {SiteStatus.CLOSED})
    if plan.asked == Asked.OPENED:
        opened = ServiceStation.objects.filter(site=OuterRef("pk"), opened_on__lt=end)
        sites = sites.filter(Exists(opened))
    return list(sites.order_by("number"))


def _open(one: SiteReturn) -> SiteReturn:
    one.save()
    lines = []
    for definition in LINES.values():
        known = _known(one, definition.code)
        lines.append(
            ReturnLine(
                site_return=one,
                code=definition.code,
                definition_version=definition.version,
                unit=definition.unit,
                prefilled_value=known.value if known else None,
                stated_value=known.value if known else None,
                **({"digest": known.digest, "lines": known.lines} if known else {}),
            )
        )
    ReturnLine.objects.bulk_create(lines)
    return one


def refresh_known(one: SiteReturn) -> None:
    """Look up again what is known; a line nobody changed follows, what was typed stays."""
    for line in one.lines.all():
        known = _known(one, line.code)
        value = known.value if known else None
        lines = known.lines if known else ""
        if (line.prefilled_value, line.lines) == (value, lines):
            continue
        if line.stated_value == line.prefilled_value:
            line.stated_value = value
        line.prefilled_value, line.lines = value, lines
        line.digest = known.digest if known else NO_LINES
        line.save(update_fields=["prefilled_value", "lines", "digest", "stated_value"])


def _known(one: SiteReturn, code: str) -> Known | None:
    definition = LINES.get(code)
    if definition is None or definition.prefill is None:
        return None
    return definition.prefill(one.site, Period(one.start_on, one.end_on))
