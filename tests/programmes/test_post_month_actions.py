"""What becomes of a month of a post, from its opening to the day it is paid, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from niukou.core.errors import EditConflict
from niukou.core.events import _handlers
from niukou.core.files import FileOfOtherKind, FileTooLarge
from niukou.core.money import Money
from niukou.programmes.actions import post_months as refusals
from niukou.programmes.actions import subsidies
from niukou.programmes.actions.holdings import correct_holding, fill_post, vacate_post
from niukou.programmes.actions.month_keeping import open_post_months
from niukou.programmes.actions.post_months import (
    check_post_month,
    check_post_months,
    correct_post_payment,
    pay_post_month,
    pay_post_months,
    prove_post_month,
    return_post_month,
)
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.actions.subsidies import correct_subsidy_rate, set_subsidy_rate
from niukou.programmes.events import PostMonthCorrected, PostMonthPaid
from niukou.programmes.models import PartMonths, PaymentKind, PostKind, PostMonth, PostPayment
from niukou.programmes.post_lifecycle import MonthMoveNotAllowed, MonthStatus
from niukou.programmes.queries.post_months import fingerprint, of_branch, to_check, to_pay
from tests.factories import (
    BranchFactory,
    PersonFactory,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.posts import (
    APRIL,
    FIRST_DAY,
    MARCH,
    MAY,
    MONTHLY,
    PostFactory,
    SubsidyRateFactory,
    agency_administrator,
    coordinator_of,
    donor,
    filled_post,
    finance_officer,
    held,
    month_in,
    rate_for,
    seconded_post,
    sheet,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
S = MonthStatus


@pytest.fixture
def heard(monkeypatch) -> list:
    """Return what is published of payments, as it is published."""
    told: list = []
    for event in (PostMonthPaid, PostMonthCorrected):
        monkeypatch.setitem(_handlers, event, [told.append])
    return told


def months_of(post) -> dict[date, tuple[int, Money | None, str]]:
    rows = PostMonth.objects.filter(post=post).order_by("month")
    return {row.month: (row.days_held, row.subsidy, row.status) for row in rows}


def pay(month, **changed):
    facts = {"version": month.version, "on": date(2025, 6, 3), "reference": "演示回单1"}
    by = changed.pop("by", None) or finance_officer(month.post.site)
    return pay_post_month(month, **facts | changed, by=by)


# --- opening ---------------------------------------------------------------------------------
def test_months_open_when_they_are_over_with_days_and_amount() -> None:
    post = filled_post()
    rate_for(post)

    assert open_post_months(on=date(2025, 3, 31)) == 0
    assert open_post_months(on=date(2025, 5, 31)) == 2
    assert open_post_months(on=date(2025, 5, 31)) == 0

    assert months_of(post) == {
        MARCH: (22, Money(220_000), S.OPEN),
        APRIL: (30, MONTHLY, S.OPEN),
    }


def test_a_vacant_month_does_not_open_and_two_holders_share_one() -> None:
    post = PostFactory.create()
    rate_for(post)
    held(post, until=date(2025, 3, 20))
    held(post, on=date(2025, 5, 11), until=date(2025, 5, 21))
    held(post, on=date(2025, 5, 26), until=date(2025, 6, 1))

    open_post_months(on=date(2025, 7, 1))

    assert {month: row[0] for month, row in months_of(post).items()} == {MARCH: 10, MAY: 16}


def test_filling_in_the_past_opens_the_months_at_once_and_without_a_rate_no_amount() -> None:
    post = PostFactory.create()

    fill_post(
        post,
        person=PersonFactory.create(),
        on=FIRST_DAY,
        until_on=date(2025, 5, 1),
        by=officer_of(post.site.branch),
    )

    assert months_of(post) == {MARCH: (22, None, S.OPEN), APRIL: (30, None, S.OPEN)}


# --- rates -------------------------------------------------------------------------------------
def set_rate(programme, **changed):
    facts = {
        "branch": None,
        "kind": PostKind.EMPLOYED,
        "is_full_time": True,
        "monthly": MONTHLY,
        "part_months": PartMonths.BY_DAY,
        "from_on": date(2025, 1, 15),
        "source": "演示通知",
    }
    by = changed.pop("by", None) or officer_of_all(programme)
    return set_subsidy_rate(programme, **facts | changed, by=by)


def test_a_rate_ends_the_one_before_and_reckons_the_months_not_paid() -> None:
    post = held(PostFactory.create(), until=date(2025, 6, 1)).post
    programme = post.site.branch.programme
    open_post_months(on=date(2025, 6, 1))

    first = set_rate(programme)
    second = set_rate(programme, from_on=date(2025, 4, 1), monthly=Money(600_000))

    first.refresh_from_db()
    assert (first.from_on, first.until_on, second.until_on) == (date(2025, 1, 1), APRIL, None)
    assert [row[1] for row in months_of(post).values()] == [
        Money(220_000),
        Money(600_000),
        Money(600_000),
    ]


def test_a_branchs_own_rate_goes_before_and_part_time_has_its_own() -> None:
    post = held(PostFactory.create(), until=MAY).post
    half = held(PostFactory.create(site=post.site, is_full_time=False), until=MAY).post
    programme = post.site.branch.programme
    open_post_months(on=date(2025, 5, 1))

    set_rate(programme)
    set_rate(programme, branch=post.site.branch, part_months="WHOLE_MONTH", monthly=Money(100))

    assert [row[1] for row in months_of(post).values()] == [Money(100), Money(100)]
    assert [row[1] for row in months_of(half).values()] == [None, None]


def test_rates_refuse() -> None:
    programme = filled_post().site.branch.programme
    rate = set_rate(programme, from_on=APRIL)
    paid = month_in(S.PAID)

    with pytest.raises(subsidies.NoAmount):
        set_rate(programme, monthly=Money(0))
    with pytest.raises(subsidies.RateBegunLater):
        set_rate(programme, from_on=MARCH)
    with pytest.raises(subsidies.BranchElsewhere):
        set_rate(programme, branch=BranchFactory.create())
    with pytest.raises(PermissionDenied):
        set_rate(programme, by=officer_of(BranchFactory.create(programme=programme)))
    with pytest.raises(subsidies.PaidByRate):
        set_rate(paid.rate.programme, from_on=APRIL)
    facts = {"part_months": PartMonths.BY_DAY, "source": "x", "why": "y"}
    by = officer_of_all(paid.rate.programme)
    with pytest.raises(subsidies.PaidByRate):
        correct_subsidy_rate(paid.rate, version=1, monthly=Money(1), **facts, by=by)
    corrected = correct_subsidy_rate(
        rate, version=1, monthly=Money(5), **facts, by=officer_of_all(programme)
    )
    assert corrected.monthly == Money(5)
    with pytest.raises(EditConflict):
        correct_subsidy_rate(
            rate, version=1, monthly=Money(6), **facts, by=officer_of_all(programme)
        )


@pytest.mark.parametrize(
    ("fields", "promise"),
    [
        ({}, "subsidy_rate_is_one_for_each_month"),
        ({"kind": PostKind.SECONDED, "monthly": Money(0)}, "subsidy_rate_is_an_amount"),
        ({"kind": PostKind.SECONDED, "from_on": date(2025, 1, 2)}, "holds_for_whole_months"),
        ({"kind": PostKind.SECONDED, "until_on": date(2025, 1, 1)}, "ends_after_it_begins"),
    ],
)
def test_the_database_keeps_its_promises_about_rates(fields, promise) -> None:
    rate = SubsidyRateFactory.create()

    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        SubsidyRateFactory.create(programme=rate.programme, **fields)


def seen_by(by, branch, months) -> str:
    """Return the fingerprint of the months of April that wait for somebody."""
    return fingerprint(of_branch(months(by), branch, APRIL))


# --- proof and check -----------------------------------------------------------------------------
def test_prove_keeps_the_sheet_and_a_better_one_takes_its_place() -> None:
    post = seconded_post()
    held(post)
    month = month_in(S.OPEN, post=post)
    for by in (coordinator_of(post), agency_administrator(post), officer_of(post.site.branch)):
        proved = prove_post_month(month, file=sheet(), by=by)
        assert (proved.status, proved.proved_by) == (S.PROVED, by)

    assert proved.version == month.version + 3


def test_prove_refuses() -> None:
    month = month_in(S.OPEN)
    by = coordinator_of(month.post)
    for other in (stranger(), donor(month.post.site), finance_officer(month.post.site)):
        with pytest.raises(PermissionDenied):
            prove_post_month(month, file=sheet(), by=other)
    with pytest.raises(FileOfOtherKind):
        prove_post_month(month, file=ContentFile(b"MZ\x90\x00", name="工资条.pdf"), by=by)
    large = ContentFile(b"%PDF-1.4" + b"0" * 11_000_000, name="考勤.pdf")
    with pytest.raises(FileTooLarge):
        prove_post_month(month, file=large, by=by)
    for state in (S.CHECKED, S.PAID):
        later = month_in(state)
        with pytest.raises(MonthMoveNotAllowed):
            prove_post_month(later, file=sheet(), by=coordinator_of(later.post))
    empty = month_in(S.OPEN, days_held=0)
    with pytest.raises(refusals.NobodyHeldIt):
        prove_post_month(empty, file=sheet(), by=coordinator_of(empty.post))


def test_check_confirms_the_proof_of_somebody_else() -> None:
    month = month_in(S.PROVED)
    by = officer_of(month.post.site.branch)

    checked = check_post_month(month, version=month.version, by=by)

    assert (checked.status, checked.checked_by, checked.version) == (S.CHECKED, by, 2)


def test_check_refuses() -> None:
    branch = filled_post().site.branch
    officer = officer_of(branch)
    site = signed_site(branch=branch)
    own = month_in(S.PROVED, post=filled_post(site=site), proved_by=officer)
    bare = month_in(S.PROVED, post=filled_post(site=site), rate=None, subsidy=None)
    waiting = month_in(S.OPEN, post=filled_post(site=site))
    month = month_in(S.PROVED, post=filled_post(site=site))

    for one, refusal in (
        (own, refusals.OwnProof),
        (bare, refusals.NoRateSet),
        (waiting, MonthMoveNotAllowed),
    ):
        with pytest.raises(refusal):
            check_post_month(one, version=one.version, by=officer)
    with pytest.raises(refusals.MonthChanged):
        check_post_month(month, version=7, by=officer)
    for other in (coordinator_of(month.post), finance_officer(site), stranger()):
        with pytest.raises(PermissionDenied):
            check_post_month(month, version=1, by=other)


def test_check_months_takes_all_of_a_month_but_ones_own_proofs_and_those_without_a_rate() -> None:
    branch = signed_site().branch
    officer = officer_of(branch)

    def proved(**fields):
        return month_in(S.PROVED, post=filled_post(site=signed_site(branch=branch)), **fields)

    two = [proved(), proved()]
    left = [
        proved(proved_by=officer),
        proved(rate=None, subsidy=None),
        proved(month=MAY),
        month_in(S.PROVED),
    ]

    seen = seen_by(officer, branch, to_check)
    with pytest.raises(refusals.MonthChanged):
        check_post_months(branch, month=APRIL, seen="", by=officer)
    assert check_post_months(branch, month=APRIL, seen=seen, by=officer) == 2

    for month in (*two, *left):
        month.refresh_from_db()
    assert {month.status for month in two} == {S.CHECKED}
    assert {month.status for month in left} == {S.PROVED}
    with pytest.raises(refusals.NothingToDo):
        check_post_months(branch, month=APRIL, seen=seen, by=officer)
    with pytest.raises(PermissionDenied):
        check_post_months(branch, month=APRIL, seen="", by=finance_officer(two[0].post.site))


def test_return_gives_a_month_back_with_the_reason() -> None:
    for state in (S.PROVED, S.CHECKED):
        month = month_in(state)
        for by in (officer_of(month.post.site.branch), finance_officer(month.post.site)):
            PostMonth.objects.filter(pk=month.pk).update(status=S.PROVED, checked_by=None)
            returned = return_post_month(month, why="缺签字", by=by)
            assert (returned.status, returned.returned_why) == (S.RETURNED, "缺签字")
            assert returned.checked_by is None

    with pytest.raises(MonthMoveNotAllowed):
        return_post_month(month, why="缺签字", by=by)
    with pytest.raises(PermissionDenied):
        return_post_month(month, why="缺签字", by=coordinator_of(month.post))
    paid = month_in(S.PAID)
    with pytest.raises(MonthMoveNotAllowed):
        return_post_month(paid, why="缺签字", by=officer_of(paid.post.site.branch))


# --- payment ---------------------------------------------------------------------------------
def test_pay_writes_one_entry_freezes_the_month_and_tells_of_it(heard) -> None:
    month = month_in(S.CHECKED)
    by = finance_officer(month.post.site)

    payment = pay(month, by=by)

    month.refresh_from_db()
    assert (month.status, month.paid_on, month.paid_by) == (S.PAID, date(2025, 6, 3), by)
    assert (payment.amount, payment.days_held, payment.reference) == (MONTHLY, 30, "演示回单1")
    site = month.post.site_id
    assert heard == [PostMonthPaid(month.pk, site, MONTHLY.fen, date(2025, 6, 3))]
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        PostMonth.objects.filter(pk=month.pk).update(days_held=1)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        PostPayment.objects.update(amount=Money(1))
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        PostPayment.objects.all().delete()


def test_pay_refuses(heard) -> None:
    month = month_in(S.CHECKED)
    checker = month.checked_by
    whole = officer_of_all(month.post.site.branch.programme)

    for other in (checker, coordinator_of(month.post), donor(month.post.site), stranger()):
        with pytest.raises(PermissionDenied):
            pay(month, by=other)
    with pytest.raises(refusals.PaidBeforeItsEnd):
        pay(month, on=date(2025, 4, 30))
    with pytest.raises(DayToCome):
        pay(month, on=timezone.localdate() + DAY)
    with pytest.raises(refusals.MonthChanged):
        pay(month, version=7)
    for state in (S.OPEN, S.PROVED, S.RETURNED):
        with pytest.raises(MonthMoveNotAllowed):
            pay(month_in(state))
    own = month_in(S.CHECKED, post=filled_post(site=month.post.site), checked_by=whole)
    with pytest.raises(refusals.OwnCheck):
        pay(own, by=whole)
    assert heard == []

    pay(month, by=whole)
    with pytest.raises(refusals.PaidAlready, match="2025"):
        pay(month)
    assert len(heard) == 1


def test_pay_months_pays_all_that_somebody_else_checked_and_tells_of_each(heard) -> None:
    branch = signed_site().branch
    payer = officer_of_all(branch.programme)
    checked = [
        month_in(S.CHECKED, post=filled_post(site=signed_site(branch=branch))) for _ in range(2)
    ]
    own = month_in(S.CHECKED, post=filled_post(site=signed_site(branch=branch)), checked_by=payer)
    day = date(2025, 6, 3)

    seen = seen_by(payer, branch, to_pay)
    late = month_in(S.CHECKED, post=filled_post(site=signed_site(branch=branch)))
    with pytest.raises(refusals.MonthChanged):
        pay_post_months(branch, month=APRIL, on=day, seen=seen, by=payer)
    return_post_month(late, why="缺签字", by=payer)
    entries = pay_post_months(branch, month=APRIL, on=day, seen=seen, by=payer)

    own.refresh_from_db()
    assert (own.status, len(entries)) == (S.CHECKED, 2)
    assert heard == [
        PostMonthPaid(month.pk, month.post.site_id, MONTHLY.fen, day) for month in checked
    ]
    with pytest.raises(refusals.NothingToDo):
        pay_post_months(branch, month=APRIL, on=day, seen=seen, by=payer)
    with pytest.raises(PermissionDenied):
        pay_post_months(branch, month=APRIL, on=day, seen="", by=officer_of(branch))
    another = finance_officer(own.post.site)
    with pytest.raises(refusals.PaidBeforeItsEnd):
        pay_post_months(
            branch, month=APRIL, on=APRIL, seen=seen_by(another, branch, to_pay), by=another
        )


@pytest.mark.parametrize(
    ("fields", "promise"),
    [
        ({"days_held": 0}, "proved_by_a_file_and_somebody"),
        ({"proof": None}, "proved_by_a_file_and_somebody"),
        ({"days_held": 32}, "no_more_days_than_a_month"),
        ({"month": date(2025, 4, 2)}, "post_month_is_a_month"),
        ({"status": S.RETURNED, "checked_by": None}, "returned_with_a_reason"),
        ({"checked_by": None}, "checked_by_somebody_else"),
        ({"status": S.PAID}, "paid_when_held_and_by_a_third"),
        ({"rate": None}, "has_a_rate_for_its_subsidy"),
    ],
)
def test_the_database_keeps_its_promises_about_months(fields, promise) -> None:
    month = month_in(S.CHECKED)

    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        PostMonth.objects.filter(pk=month.pk).update(**fields)


def test_the_database_wants_four_eyes_and_one_payment() -> None:
    month = month_in(S.CHECKED)
    rows = PostMonth.objects.filter(pk=month.pk)

    with pytest.raises(IntegrityError, match="checked_by_somebody_else"), transaction.atomic():
        rows.update(checked_by=month.proved_by)
    with pytest.raises(IntegrityError, match="by_a_third"), transaction.atomic():
        rows.update(status=S.PAID, paid_on=MAY, paid_by=month.checked_by)
    entry = pay(month)
    entry.pk = None
    with pytest.raises(IntegrityError, match="post_month_is_paid_once"), transaction.atomic():
        entry.save(force_insert=True)


# --- when the days turn out to be others ---------------------------------------------------------
def test_a_corrected_holding_reckons_anew_what_is_not_paid() -> None:
    post = PostFactory.create()
    rate_for(post)
    holding = held(post, until=date(2025, 6, 1))
    by = officer_of(post.site.branch)
    open_post_months(on=date(2025, 7, 1))
    checked = month_in(S.CHECKED, post=seconded_post())  # another post is left alone
    _march, april, may = PostMonth.objects.filter(post=post).order_by("month")
    prove_post_month(april, file=sheet(), by=coordinator_of(post))
    check_post_month(april, version=2, by=by)
    prove_post_month(may, file=sheet(), by=coordinator_of(post))

    correct_holding(
        holding,
        version=1,
        person=holding.person,
        from_on=FIRST_DAY,
        until_on=date(2025, 4, 11),
        why="合同",
        by=by,
    )

    assert months_of(post) == {
        MARCH: (22, Money(220_000), S.OPEN),
        APRIL: (10, Money(103_333), S.PROVED),
        MAY: (0, Money(0), S.RETURNED),
    }
    checked.refresh_from_db()
    assert checked.status == S.CHECKED


def test_a_paid_month_stays_and_is_settled_by_an_entry_of_its_own(heard) -> None:
    post = filled_post()
    month = month_in(S.CHECKED, post=post)
    payer = finance_officer(post.site)
    pay(month, by=payer)
    day = date(2025, 7, 1)
    with pytest.raises(refusals.NothingToSettle):
        correct_post_payment(month, on=day, why="核对", by=payer)

    vacate_post(post, on=date(2025, 4, 16), why="离职", by=officer_of(post.site.branch))

    assert list(PostMonth.objects.paid_for_other_days()) == [month]
    entry = correct_post_payment(month, on=day, why="4月15日离职", by=payer)
    half = Money(155_000)
    assert (entry.kind, entry.days_held, entry.amount) == (PaymentKind.CORRECTION, 15, -half)
    assert heard[-1] == PostMonthCorrected(entry.pk, month.pk, post.site_id, -half.fen, day)
    month.refresh_from_db()
    assert (month.days_held, month.subsidy) == (30, MONTHLY)
    assert not PostMonth.objects.paid_for_other_days().exists()
    with pytest.raises(refusals.NothingToSettle):
        correct_post_payment(month, on=day, why="再核对", by=payer)


def test_settling_refuses_a_day_before_the_payment_and_who_does_not_pay() -> None:
    post = filled_post()
    month = month_in(S.CHECKED, post=post)
    payer = finance_officer(post.site)
    pay(month, by=payer)
    vacate_post(post, on=date(2025, 4, 16), why="离职", by=officer_of(post.site.branch))

    with pytest.raises(refusals.PaidBeforeItsEnd):
        correct_post_payment(month, on=date(2025, 6, 2), why="离职", by=payer)
    with pytest.raises(PermissionDenied):
        correct_post_payment(
            month, on=date(2025, 7, 1), why="离职", by=officer_of(post.site.branch)
        )
    open_one = month_in(S.CHECKED, post=filled_post(site=post.site))
    with pytest.raises(refusals.NothingToSettle):
        correct_post_payment(open_one, on=date(2025, 7, 1), why="离职", by=payer)
