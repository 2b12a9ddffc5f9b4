"""Invented money: a donor, donations and grants of invented hospitals, all marked 演示."""

from datetime import date, timedelta
from functools import partial
from io import BytesIO

from django.core.files.base import File

from niukou.core.money import Money
from niukou.core.paper import compile_pdf, qr_svg
from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import facts
from niukou.desk.demo.invented import MARK
from niukou.network.models import Organisation, OrganisationKind
from niukou.people.models import Account
from niukou.programmes.actions.donations import BoundTo, issue_receipt, record_donation
from niukou.programmes.actions.grants import (
    PlannedLine,
    PlannedTranche,
    commit_grant,
    draft_grant,
    plan_tranches,
    set_budget,
)
from niukou.programmes.actions.money_gates import AGREEMENT_SIGNED
from niukou.programmes.actions.payees import confirm_payee, set_payee
from niukou.programmes.actions.tranches import (
    attach_condition_evidence,
    confirm_condition,
    pay_tranche,
    release_tranche,
    return_money,
)
from niukou.programmes.models import (
    Branch,
    Donation,
    Grant,
    Purpose,
    Restriction,
    Site,
    Tranche,
)

# Round sums that nobody could take for the programme's own: it never published any.
GIVEN = 500_000
PLAN = (
    (Purpose.RENOVATION, 50_000, "演示：场地改造"),
    (Purpose.EQUIPMENT, 30_000, "演示：设备"),
    (Purpose.ACTIVITIES, 20_000, "演示：活动"),
)
PARTS = (50_000, 30_000, 20_000)
DESIGN, BUILT = "演示：设计图与预算表", "演示：完工发票与照片"
FIRST_DAY = facts.SIGNED_ON + timedelta(days=60)


def give_and_grant(
    branch: Branch, sites: list[Site], *, officer: Account, finance: Account
) -> None:
    """Let an invented donor give, and grants be in every state that a page can show."""
    foundation = Organisation.objects.get(official_name=facts.FOUNDATION)
    finance = Account.objects.get(pk=finance.pk)
    donation = _donations(branch, foundation, by=officer, handler=finance)
    for place, site in enumerate(sites):
        grant = _grant(site, donation, place, by=officer)
        if place < len(sites) - 1:
            grant = commit_grant(grant, version=grant.version, on=_day(place, 10), by=officer)
            _account(site, set_by=officer, confirmed_by=finance if place else None)
            _spend(grant, place, officer=officer, finance=finance)


def _day(place: int, days: int) -> date:
    return FIRST_DAY + timedelta(days=place * 7 + days)


def _donations(
    branch: Branch, foundation: Organisation, *, by: Account, handler: Account
) -> Donation:
    name = f"{MARK}捐赠企业"
    donor = Organisation.objects.create(
        kind=OrganisationKind.COMPANY,
        official_name=name,
        pinyin_key=pinyin_key(name),
        no_uscc_reason="演示机构，不存在",
        is_related_party=True,
    )
    record = partial(record_donation, branch.programme, received_by=foundation, by=by)
    first = record(
        donor=donor,
        amount=Money.from_yuan(GIVEN),
        received_on=FIRST_DAY,
        bound_to=BoundTo(Restriction.BRANCH, branch=branch),
    )
    issue_receipt(first, on=FIRST_DAY + timedelta(days=3), by=handler)
    record(
        donor_shown=f"{MARK}爱心人士",
        amount=Money.from_yuan(8_888),
        received_on=FIRST_DAY + timedelta(days=30),
    )
    record(
        donor_shown="匿名（演示）",
        is_in_kind=True,
        description="演示：儿童绘本 200 册",
        amount=Money.from_yuan(6_000),
        received_on=FIRST_DAY + timedelta(days=45),
        bound_to=BoundTo(Restriction.PURPOSE, purpose="演示：病房阅读角"),
        receipt_waived=True,
    )
    return first


def _grant(site: Site, donation: Donation, place: int, *, by: Account) -> Grant:
    on = _day(place, 5)
    title = f"{MARK}：服务站建设资助"
    grant = draft_grant(site, title=title, on=on, donation=donation, by=by)
    lines = [PlannedLine(purpose, Money.from_yuan(sum_), words) for purpose, sum_, words in PLAN]
    grant = set_budget(grant, version=grant.version, lines=lines, on=on, by=by)
    first, second, third = (Money.from_yuan(part) for part in PARTS)
    tranches = [
        PlannedTranche(first, (AGREEMENT_SIGNED,), (DESIGN,), _day(place, 30)),
        PlannedTranche(second, (), (BUILT,), _day(place, 150)),
        PlannedTranche(third, (), ("演示：验收单",), _day(place, 240)),
    ]
    return plan_tranches(grant, version=grant.version, tranches=tranches, by=by)


def _account(site: Site, *, set_by: Account, confirmed_by: Account | None) -> None:
    payee = set_payee(
        site.hospital,
        account_name=site.hospital.official_name,
        bank="演示银行演示支行",
        account_number=f"0000 0000 0000 {site.pk % 10_000:04d}",
        why="演示：协议附页",
        by=set_by,
    )
    if confirmed_by:
        confirm_payee(payee, by=confirmed_by)


def _spend(grant: Grant, place: int, *, officer: Account, finance: Account) -> None:
    """Go as far as ``place`` says: evidence, then a release, then payments, then a return."""
    tranches = list(grant.tranches.order_by("position"))
    for step, tranche in enumerate(tranches[: max(place, 1)], start=1):
        on = _day(place, 20 + step * 40)
        _prove(tranche, on, by=officer, is_confirmed=place > 0)
        if place == 0:
            return
        released = release_tranche(tranche, on=on + timedelta(days=5), by=officer)
        if place == 1:
            return
        payee = grant.site.hospital.payees.get(replaced_at=None)
        paid_on = on + timedelta(days=9)
        reference = f"{MARK}流水-{tranche.pk:04d}"
        pay_tranche(released, payee=payee, reference=reference, on=paid_on, by=finance)
    last = tranches[-1]
    if place >= len(tranches):
        return_money(
            Tranche.objects.get(pk=last.pk),
            amount=Money.from_yuan("1234.56"),
            reference=f"{MARK}流水-退",
            on=_day(place, 200),
            why="演示：项目结余退回",
            by=finance,
        )


def _prove(tranche: Tranche, on: date, *, by: Account, is_confirmed: bool) -> None:
    for waiting in tranche.conditions.select_related("tranche__grant__site").order_by("pk"):
        if waiting.is_paper:
            file = File(BytesIO(_paper(waiting.words)), name=f"{MARK}-{waiting.pk}.pdf")
            attach_condition_evidence(waiting, file=file, by=by)
        if is_confirmed:
            confirm_condition(waiting, on=on, by=by)


def _paper(words: str) -> bytes:
    """Return a sheet that says plainly that it is none."""
    return compile_pdf(
        "programmes/typst/receipt.typ",
        {
            "lang": "zh",
            "house": MARK,
            "heading": words,
            "number": MARK,
            "title": "演示文件，不是真实凭证",
            "voided": "",
            "facts": [],
            "note": "演示文件，不是真实凭证。",
            "proof-label": MARK,
            "proof-hint": "",
            "code": MARK,
            "qr": qr_svg(MARK),
            "foot": MARK,
        },
    )
