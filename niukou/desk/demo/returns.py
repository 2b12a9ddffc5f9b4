"""Invented returns of invented hospitals, one in each state; the real hospital states nothing here."""

from datetime import date, timedelta
from decimal import Decimal

from niukou.core.periods import month_of
from niukou.core.workdays import YearNotFilled
from niukou.desk.demo.invented import MARK
from niukou.figures.actions.return_notes import note_correction
from niukou.figures.actions.return_plans import open_returns, set_return_plan
from niukou.figures.actions.returns import (
    Entry,
    accept_return,
    save_return,
    send_back,
    submit_return,
)
from niukou.figures.models import Asked, ReturnLine, SiteReturn
from niukou.figures.returns.periods import Rhythm
from niukou.people.models import Account
from niukou.programmes.models import Branch

# Nobody is late on the day the demo is made: a real hospital stands in the list, too.
WORKDAYS = 20
# A month of a small team, in the order of the lines; the amount is in fen, and none is real.
MONTH: dict[str, int | Decimal] = {
    "persons-served": 46,
    "person-times": 131,
    "inpatients": 33,
    "outpatients": 15,
    "cases-opened": 6,
    "cases-closed": 2,
    "cases-active": 9,
    "referrals-in": 11,
    "referrals-out": 4,
    "groups": 1,
    "group-sessions": 4,
    "activities": 3,
    "consultations": 27,
    "relief-persons": 5,
    "relief-amount": 1_860_000,
    "volunteers": 14,
    "volunteer-hours": Decimal("38.5"),
    "satisfaction-answers": 31,
    "satisfied-answers": 29,
    "satisfaction-mean": Decimal("4.7"),
    "supervision-hours": 4,
    "training-hours": 12,
}
ACCEPTED, CLEAN, REMARKED, SENT_BACK, BEGUN = range(2, 7), (7, 8), 9, 10, 11


def build_returns(branch: Branch, accounts: dict[str, Account], *, today: date) -> None:
    """Ask for last month by a monthly plan, and let some invented hospitals answer."""
    filing, checking = (Account.objects.get(pk=accounts[who].pk) for who in ("zhejiang", "officer"))
    last_month = month_of(month_of(today).borders()[0] - timedelta(days=1))
    start, _end = last_month.borders()
    try:
        set_return_plan(
            branch,
            rhythm=Rhythm.MONTHLY,
            asked=Asked.SIGNED,
            due_workdays=WORKDAYS,
            from_on=start,
            by=checking,
        )
        open_returns(branch, on=today, by=checking)
    except YearNotFilled:
        return  # the holidays of this year are not published: nothing can be due yet
    for position in range(2, BEGUN + 1):
        name = f"{MARK}医院 {position + 1:02d}"  # the second one is left for its coordinator
        one = SiteReturn.objects.filter(site__branch=branch, site__hospital__official_name=name)
        _answer(one.get(), position, filing=filing, checking=checking, on=today)


def _answer(
    one: SiteReturn, position: int, *, filing: Account, checking: Account, on: date
) -> None:
    entries = {code: Entry(Decimal(count)) for code, count in _month(position).items()}
    if position == REMARKED:
        entries["agreements"] = Entry(Decimal(2), f"补充协议已签，尚未录入（{MARK}）")
    one = save_return(one, version=one.version, entries=entries, by=filing)
    if position == BEGUN:
        return
    one = submit_return(one, on=on, by=filing)
    if position in ACCEPTED:
        one = accept_return(one, on=on, by=checking)
        if position == ACCEPTED[-1]:
            line = ReturnLine.objects.get(site_return=one, code="activities")
            says = (line.stated_value or Decimal(0)) + 1
            note_correction(line, says_value=says, reason=f"漏登一场义诊（{MARK}）", by=filing)
    elif position == SENT_BACK:
        told = {"person-times": f"与签到表相差 12 人次，请核对（{MARK}）"}
        send_back(one, remark=f"请核对人次（{MARK}）", lines=told, on=on, by=checking)


def _month(position: int) -> dict[str, Decimal | int]:
    """Return the month a little larger for each hospital; what goes together grows together."""
    growing = {"persons-served", "person-times", "inpatients", "consultations", "activities"}
    return {code: count + position if code in growing else count for code, count in MONTH.items()}
