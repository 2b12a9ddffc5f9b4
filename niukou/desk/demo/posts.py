"""Invented posts of invented hospitals: two years of holders, their months, an invented subsidy."""

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from niukou.core.money import Money
from niukou.core.periods import add_months
from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import facts, invented
from niukou.network.models import Office, Organisation, OrganisationKind, Role, RoleKind
from niukou.people.models import Account, Gender, Licence, LicenceLevel, Person
from niukou.programmes.actions.holdings import fill_post, vacate_post
from niukou.programmes.actions.month_keeping import open_post_months
from niukou.programmes.actions.post_months import (
    check_post_months,
    pay_post_months,
    prove_post_month,
    return_post_month,
)
from niukou.programmes.actions.posts import advertise_post, approve_post, end_post
from niukou.programmes.actions.subsidies import set_subsidy_rate
from niukou.programmes.models import (
    Branch,
    PartMonths,
    Post,
    PostKind,
    PostMonth,
    Site,
)
from niukou.programmes.queries.post_months import fingerprint, of_branch, to_check, to_pay

AGENCY = f"{invented.MARK}社会工作服务中心"
SOURCE = f"{invented.MARK}金额，并非真实标准"
MONTHLY = Money.from_yuan(1000)  # plainly invented: the real one was not published
APPROVED_ON = date(2025, 1, 6)
WARDS = ("血液科、肿瘤科", "新生儿科", "重症医学科", "门急诊", "康复科", "")
SHEET = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
POSTS = 12
UNPAID_MONTHS, UNCHECKED_MONTHS, UNPROVED_MONTHS = 3, 2, 1
PAID_AFTER_DAYS = 20


def build_posts(branch: Branch, sites: list[Site], accounts: dict[str, Account]) -> None:
    """Give the first invented hospitals their posts; ``sites`` are theirs alone."""
    accounts = {name: Account.objects.get(pk=one.pk) for name, one in accounts.items()}
    agency = _agency(accounts["agency"])
    whole = accounts["officer"]
    for kind in PostKind:
        set_subsidy_rate(
            branch.programme,
            branch=None,
            kind=kind,
            is_full_time=True,
            monthly=MONTHLY,
            part_months=PartMonths.BY_DAY,
            from_on=APPROVED_ON,
            source=SOURCE,
            by=whole,
        )
    posts = [_post(place, sites, agency, by=whole) for place in range(POSTS)]
    for place, post in enumerate(posts):
        _hold(place, post, by=whole)
    open_post_months(on=timezone.localdate())
    _settle_months(branch, accounts)


def _agency(administrator: Account) -> Organisation:
    agency = Organisation.objects.create(
        kind=OrganisationKind.SERVICE_AGENCY,
        official_name=AGENCY,
        pinyin_key=pinyin_key(AGENCY),
        no_uscc_reason=f"{invented.MARK}机构，并不存在",
    )
    Role.objects.create(
        account=administrator,
        kind=RoleKind.ORGANISATION_ADMINISTRATOR,
        organisation=agency,
        from_on=facts.SIGNED_ON,
    )
    return agency


def _post(place: int, sites: list[Site], agency: Organisation, *, by: Account) -> Post:
    """Return one post: two at each hospital in turn, the first seconded, the second employed."""
    site = sites[place // 2]
    kind = PostKind.EMPLOYED if place % 2 else PostKind.SECONDED
    return approve_post(
        site,
        kind=kind,
        employer=site.hospital if place % 2 else agency,
        title="医务社工",
        on=APPROVED_ON + timedelta(days=11 * place),
        wards=WARDS[place % len(WARDS)],
        by=by,
    )


def _hold(place: int, post: Post, *, by: Account) -> None:
    """Fill most posts; in some the holder left, and in some of these another one came."""
    if place == POSTS - 1:  # one never found anybody
        advertise_post(post, on=post.approved_on + timedelta(days=14), note="演示", by=by)
        return
    came = post.approved_on + timedelta(days=25 + 5 * place)
    fill_post(post, person=_worker(place, post), on=came, by=by)
    if place % 3 == 0:
        left = came + timedelta(days=190 + 17 * place)
        vacate_post(post, on=left, why="演示：另有工作安排", by=by)
        if place % 2 == 0:
            came = left + timedelta(days=40)
            fill_post(post, person=_worker(POSTS + place, post), on=came, by=by)
    if place == POSTS - 2:
        end_post(post, on=date(2026, 7, 1), why="演示：岗位调整", by=by)


def _worker(place: int, post: Post) -> Person:
    made = invented.invented_person(500 + place)
    person = Person.objects.create(
        official_name=made.name,
        pinyin_key=pinyin_key(made.name, is_person=True),
        gender=Gender.MALE if made.is_male else Gender.FEMALE,
        birth_on=made.born_on.isoformat(),
        id_number=made.id_number,
        phone=made.phone,
    )
    Office.objects.create(
        person=person, organisation=post.employer, title="医务社工", from_on=APPROVED_ON
    )
    if place % 4:
        Licence.objects.create(
            person=person,
            level=LicenceLevel.ASSISTANT if place % 2 else LicenceLevel.SOCIAL_WORKER,
            number=f"{invented.MARK}{place:04d}",
            registered_on=date(2024, 9, 1),
            valid_until=date(2027, 9, 1),
        )
    return person


def _settle_months(branch: Branch, accounts: dict[str, Account]) -> None:
    """Prove, check and pay all but the latest months, as three people would have done."""
    today = timezone.localdate()
    now = today.replace(day=1)
    prover, checker, payer = accounts["zhejiang"], accounts["officer"], accounts["finance"]
    months = PostMonth.objects.filter(post__site__branch=branch, days_held__gt=0)
    for month in months.filter(month__lt=add_months(now, -UNPROVED_MONTHS)).order_by("pk"):
        sheet = ContentFile(SHEET, name=f"考勤表（{invented.MARK}）.pdf")
        prove_post_month(month, file=sheet, by=prover)
    for first in sorted(set(months.values_list("month", flat=True))):
        if first < add_months(now, -UNCHECKED_MONTHS):
            seen = fingerprint(of_branch(to_check(checker), branch, first))
            check_post_months(branch, month=first, seen=seen, by=checker)
        if first < add_months(now, -UNPAID_MONTHS):
            on = add_months(first, 1) + timedelta(days=PAID_AFTER_DAYS)
            seen = fingerprint(of_branch(to_pay(payer), branch, first))
            pay_post_months(branch, month=first, on=min(on, today), seen=seen, by=payer)
    one = months.filter(status="PROVED").order_by("pk").first()
    if one:
        return_post_month(one, why="演示：考勤表缺科室签字", by=checker)
