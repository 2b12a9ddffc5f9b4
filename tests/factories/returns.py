"""Returns in each state, of a site that has signed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from niukou.core.models import Holiday
from niukou.figures.actions.return_plans import open_due, set_return_plan
from niukou.figures.actions.returns import (
    Entry,
    accept_return,
    save_return,
    submit_return,
)
from niukou.figures.models import Asked, ReturnLine, ReturnPlan, SiteReturn
from niukou.figures.returns.lines import LINES
from niukou.figures.returns.periods import Rhythm
from niukou.people.models import Account
from niukou.programmes.models import Branch, Site
from tests.factories import officer_of, signed_site
from tests.factories.programmes import coordinator

FIRST = date(2026, 1, 1)
FEBRUARY = date(2026, 2, 1)
MARCH = date(2026, 3, 1)
HANDED_IN = date(2026, 2, 5)
CHECKED = date(2026, 2, 9)

# A month in which everything adds up; amounts in fen.
GOOD: Mapping[str, str] = {
    "persons-served": "40",
    "person-times": "120",
    "inpatients": "30",
    "outpatients": "10",
    "cases-opened": "6",
    "cases-closed": "2",
    "cases-active": "4",
    "referrals-in": "9",
    "referrals-out": "3",
    "groups": "1",
    "group-sessions": "4",
    "activities": "2",
    "consultations": "15",
    "relief-persons": "6",
    "relief-amount": "1250000",
    "volunteers": "12",
    "volunteer-hours": "36.5",
    "satisfaction-answers": "20",
    "satisfied-answers": "18",
    "satisfaction-mean": "4.6",
    "supervision-hours": "4",
    "training-hours": "8",
}


def holidays_of(*years: int) -> None:
    """Let the calendar know these years, so that due days can be counted."""
    for year in years:
        Holiday.objects.get_or_create(on=date(year, 1, 1), defaults={"name": "元旦"})


def plan_for(
    branch: Branch,
    *,
    from_on: date = FIRST,
    rhythm: Rhythm = Rhythm.MONTHLY,
    asked: Asked = Asked.SIGNED,
    by: Account | None = None,
) -> ReturnPlan:
    """Return the plan by which the sites of ``branch`` report within five working days."""
    holidays_of(2025, 2026, 2027)
    return set_return_plan(
        branch,
        rhythm=rhythm,
        asked=asked,
        due_workdays=5,
        from_on=from_on,
        by=by or officer_of(branch),
    )


def open_return(site: Site | None = None, *, on: date = FEBRUARY) -> SiteReturn:
    """Return the first return of a site, opened on the day after the month."""
    site = site or signed_site()
    if not ReturnPlan.objects.filter(branch=site.branch).exists():
        plan_for(site.branch)
    open_due(site.branch, on=on)
    return SiteReturn.objects.filter(site=site).order_by("-start_on").first()


def entries(**changed: object) -> dict[str, Entry]:
    """Return what a good month says, with some lines said otherwise (``_`` for ``-``)."""
    said = dict(GOOD) | {code.replace("_", "-"): value for code, value in changed.items()}
    return {
        code: value
        if isinstance(value, Entry)
        else Entry(None if value is None else Decimal(str(value)))
        for code, value in said.items()
    }


def filled(one: SiteReturn | None = None, **changed: object) -> SiteReturn:
    """Return a return that is filled in and adds up, unless ``changed`` says otherwise."""
    one = one or open_return()
    by = coordinator(one.site)
    return save_return(one, version=one.version, entries=entries(**changed), by=by)


def submitted(
    one: SiteReturn | None = None, *, on: date = HANDED_IN, **changed: object
) -> SiteReturn:
    """Return a return its hospital has handed in."""
    one = filled(one, **changed)
    return submit_return(one, on=on, by=coordinator(one.site))


def accepted(one: SiteReturn | None = None, *, on: date = CHECKED, **changed: object) -> SiteReturn:
    """Return a return an officer has accepted and locked."""
    one = submitted(one, **changed)
    return accept_return(one, on=on, by=officer_of(one.site.branch))


def line(one: SiteReturn, code: str) -> ReturnLine:
    assert code in LINES
    return ReturnLine.objects.with_standing().get(site_return=one, code=code)
