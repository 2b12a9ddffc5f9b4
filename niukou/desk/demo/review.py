"""An invented panel, decided and in public notice: every name is marked 演示."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from niukou.core.pinyin import pinyin_key
from niukou.core.workdays import YearNotFilled, calendar
from niukou.desk.demo import invented
from niukou.desk.demo.hospitals import invented_hospital
from niukou.desk.demo.signins import DOMAIN, PASSWORD
from niukou.network.models import Organisation, OrganisationKind, Role, RoleKind
from niukou.people.models import Account, Person
from niukou.programmes.actions.determinations import determine
from niukou.programmes.actions.notices import draft_notice, publish_notice
from niukou.programmes.actions.objections import answer_objection, receive_objection
from niukou.programmes.actions.panels import (
    add_criterion,
    add_sites,
    close_panel,
    invite_panelist,
    open_panel,
    prepare_panel,
)
from niukou.programmes.actions.reviews import Scored, declare_free, save_review, submit_review
from niukou.programmes.actions.sites import move_site, propose_site
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    ObjectionOutcome,
    Outcome,
    Panel,
    Review,
    ReviewStatus,
    Site,
)

CRITERIA = (
    ("需求与依据", "病区、病种和服务对象写得清楚吗？有数字吗？", 4, 10),
    ("场地与人员", "服务站的位置、面积，专职社工的人数与资格。", 3, 10),
    ("预算", "每一项都说得出用处吗？", 2, 10),
    ("可持续", "项目结束以后谁来承担？", 1, 5),
)
REVIEWERS = (("reviewer", 901), ("reviewer2", 902), ("reviewer3", 903))
WORKDAYS = 5
PROPOSED, DECIDED = 28, 29  # positions of invented hospitals, behind those of the world


@dataclass(frozen=True, slots=True)
class Days:
    """When what happened, counted back from the day the demo is built."""

    published_on: date
    proposed_on: date
    opened_on: date
    closed_on: date

    @classmethod
    def before(cls, today: date) -> "Days":
        """Return days with the notice published two working days ago, so that it runs.

        Raises:
            YearNotFilled: the holidays around ``today`` are not in the calendar.
        """
        published_on = calendar().add_workdays(today, -2)
        calendar().add_workdays(published_on, WORKDAYS)
        return cls(
            published_on,
            published_on - timedelta(days=60),
            published_on - timedelta(days=25),
            published_on - timedelta(days=6),
        )


def hold_review(branch: Branch, *, by: Account) -> None:
    """Hold one panel that is open and one that was decided, whose notice runs today.

    The open one reads the application that passed its check, and a hospital proposed without one.
    Without the holidays of the year there is none: nobody guesses them.
    """
    try:
        days = Days.before(timezone.localdate())
    except YearNotFilled:
        return
    accounts = [_reviewer(name, seed) for name, seed in REVIEWERS]
    university = _organisation()
    decided = _waiting(branch, invented_hospital(DECIDED), days, by=by)
    _tie(accounts[2], decided.hospital)
    panel = _panel(branch, "演示：首轮评审", days.closed_on, by=by)
    _fill(panel, accounts, organisation=university, sites=[decided], on=days.opened_on, by=by)
    _score(panel, days)
    close_panel(panel, on=days.closed_on, by=by)
    placed = panel.panel_sites.get()
    reasons = "演示：需求清楚，场地落实，预算合理。请在签约前补充可持续的安排。"
    determine(placed, outcome=Outcome.ACCEPTED, reasons=reasons, on=days.closed_on, by=by)
    _show(branch, decided, days, by=by)

    _waiting(branch, invented_hospital(PROPOSED), days, by=by)
    waiting = list(branch.sites.filter(status=SiteStatus.PANEL_REVIEW).order_by("number"))
    today = timezone.localdate()
    due_on, opened_on = today + timedelta(days=9), today - timedelta(days=3)
    current = _panel(branch, "演示：第二轮评审（盲审）", due_on, is_blinded=True, by=by)
    _fill(current, accounts, organisation=university, sites=waiting, on=opened_on, by=by)
    _begin(current, on=opened_on)


def _reviewer(name: str, seed: int) -> Account:
    made = invented.invented_person(seed)
    person = Person.objects.create(
        official_name=made.name,
        pinyin_key=pinyin_key(made.name, is_person=True),
        id_number=made.id_number,
    )
    email = f"{name}@{DOMAIN}"
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create_user(email, PASSWORD)
    account.person = person
    account.save(update_fields=["person"])
    return account


def _organisation() -> Organisation:
    name = "演示大学社会工作系"
    return Organisation.objects.create(
        kind=OrganisationKind.UNIVERSITY,
        official_name=name,
        pinyin_key=pinyin_key(name),
        no_uscc_reason="演示机构",
    )


def _tie(account: Account, hospital: Organisation) -> None:
    """Let one reviewer have worked for the hospital until a year ago: the register knows it."""
    Role.objects.create(
        account=account,
        kind=RoleKind.HOSPITAL_COORDINATOR,
        organisation=hospital,
        from_on=timezone.localdate() - timedelta(days=1200),
        until_on=timezone.localdate() - timedelta(days=400),
    )


def _waiting(branch: Branch, hospital: Organisation, days: Days, *, by: Account) -> Site:
    site = propose_site(branch, hospital=hospital, on=days.proposed_on, by=by)
    for step, to in enumerate(
        (SiteStatus.APPLIED, SiteStatus.FORMAL_CHECK, SiteStatus.PANEL_REVIEW), start=1
    ):
        on = days.proposed_on + timedelta(days=8 * step)
        site = move_site(site, to=to, on=on, note="演示", by=by)
    return site


def _panel(
    branch: Branch, title: str, due_on: date, *, by: Account, is_blinded: bool = False
) -> Panel:
    panel = prepare_panel(
        branch,
        title=title,
        is_blinded=is_blinded,
        least_reviews=2,
        conflict_years=3,
        scores_due_on=due_on,
        by=by,
    )
    for label, look_at, weight, most in CRITERIA:
        add_criterion(panel, label=label, look_at=look_at, weight=weight, most=most, by=by)
    return panel


def _fill(
    panel: Panel,
    accounts: list[Account],
    *,
    organisation: Organisation,
    sites: list[Site],
    on: date,
    by: Account,
) -> None:
    for place, account in enumerate(accounts):
        speaks_for = organisation if place == 1 else None
        invite_panelist(panel, account=account, organisation=speaks_for, on=on, by=by)
    add_sites(panel, sites=sites, on=on, by=by)
    open_panel(panel, on=on, by=by)


def _score(panel: Panel, days: Days) -> None:
    """Let whoever is not barred hand in: good marks, not the same ones."""
    assigned = Review.objects.filter(panel_site__panel=panel, status=ReviewStatus.ASSIGNED)
    for place, review in enumerate(assigned.order_by("pk")):
        by = Account.objects.get(pk=review.panelist.account_id)
        declared = declare_free(review, at=_noon(days.opened_on), by=by)
        scores = {
            one.pk: Scored(one.most - 1 - (place + one.position) % 3, "演示评语")
            for one in panel.criteria.all()
        }
        submit_review(
            declared,
            version=declared.version,
            scores=scores,
            comment="演示：材料完整，建议通过。",
            on=days.closed_on,
            by=by,
        )


def _begin(panel: Panel, *, on: date) -> None:
    """Let one reviewer have a draft of the first site; the others have not begun."""
    review = Review.objects.filter(panel_site__panel=panel).order_by("panel_site", "pk").first()
    if review is None or review.status != ReviewStatus.ASSIGNED:
        return
    by = Account.objects.get(pk=review.panelist.account_id)
    declared = declare_free(review, at=_noon(on), by=by)
    first = panel.criteria.order_by("position")[0]
    scores = {first.pk: Scored(8, "演示评语")}
    save_review(declared, version=declared.version, scores=scores, comment="", by=by)


def _show(branch: Branch, site: Site, days: Days, *, by: Account) -> None:
    """Publish the notice, with one objection that was answered."""
    notice = draft_notice(
        branch,
        title="演示：拟入选医院公示",
        text=(
            "演示内容。经申报、形式审查和专家评审，下列医院拟入选，现予公示。"
            "对公示内容有异议的，请于公示期内在本页提出，可署名，也可不署名。每件异议均会答复。"
        ),
        workdays=WORKDAYS,
        sites=[site],
        by=by,
    )
    notice = publish_notice(notice, version=notice.version, on=days.published_on, by=by)
    objection = receive_objection(
        notice,
        site=site,
        text="演示：服务站选址的楼层在公示前后说法不一，请说明。",
        name="演示群众",
        contact="10000009999",
        on=days.published_on,
    )
    answer_objection(
        objection,
        outcome=ObjectionOutcome.NOT_UPHELD,
        answer="演示：经核实，选址为门诊楼一层，申报材料与现场一致。感谢您的监督。",
        on=timezone.localdate(),
        by=by,
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
