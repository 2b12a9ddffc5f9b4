"""The pages of posts and their holders, as people open them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from niukou.core.files import XLSX
from niukou.programmes.models import Post, PostKind, PostMonth
from niukou.programmes.post_lifecycle import MonthStatus, PostStatus
from tests.factories import (
    BranchFactory,
    OfficeFactory,
    OrganisationFactory,
    PersonFactory,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.posts import (
    APPROVAL,
    APRIL,
    FIRST_DAY,
    MAY,
    PostFactory,
    agency,
    agency_administrator,
    coordinator_of,
    donor,
    filled_post,
    finance_officer,
    held,
    month_in,
    seconded_post,
)
from tests.factories.programmes import officer_of_its_branch

pytestmark = pytest.mark.django_db
S = MonthStatus
LEFT = date(2025, 9, 1)


def at(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


def rows(response) -> list[str]:
    return [str(one) for one in response.context["rows"]]


# --- lists -----------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_lists_run_the_same_queries_for_any_number_of_posts(
    signed_in, count, django_assert_num_queries
) -> None:
    site = signed_site()
    for _n in range(count):
        filled_post(site=signed_site(branch=site.branch))
    browser = signed_in(officer_of(site.branch))
    browser.get(at("programme-list"))  # the session notes the visit

    # session, account, roles, branches to filter by, count, rows
    with django_assert_num_queries(7):
        response = browser.get(at("post-list"))
    assert len(rows(response)) == count
    # session, account, roles, branch, offices, count, rows, posts and months counted
    with django_assert_num_queries(9):
        response = browser.get(at("branch-posts", site.branch.slug))
    assert len(rows(response)) == count


def test_post_list_narrows_by_name_kind_status_and_what_waits(signed_in) -> None:
    site = signed_site(
        number="A-1", hospital=OrganisationFactory.create(official_name="演示妇幼医院")
    )
    other = signed_site(branch=site.branch, number="B-1")
    wang = PersonFactory.create(official_name="王演示")
    held(PostFactory.create(site=site), person=wang)
    held(seconded_post(site=site), until=LEFT)
    PostFactory.create(site=other)
    month_in(S.PROVED, post=Post.objects.get(number="A-1-P1"))
    month_in(S.OPEN, post=Post.objects.get(number="A-1-P2"))
    browser = signed_in(officer_of(site.branch))
    found = {
        "": ["A-1-P1", "A-1-P2", "B-1-P1"],
        "q=妇幼": ["A-1-P1", "A-1-P2"],
        "q=王演示": ["A-1-P1"],
        "q=b-1": ["B-1-P1"],
        f"branch={site.branch.slug}&kind=SECONDED": ["A-1-P2"],
        "status=APPROVED": ["B-1-P1"],
        "waiting=check": ["A-1-P1"],
        "waiting=proof": ["A-1-P2"],
        "waiting=payment": [],
        "sort=vacant&status=VACANT": ["A-1-P2"],
        "kind=NONSENSE&sort=nonsense": [],
        "page=999": ["A-1-P1", "A-1-P2", "B-1-P1"],
    }

    for query, numbers in found.items():
        for address in (at("post-list"), at("branch-posts", site.branch.slug)):
            response = browser.get(f"{address}?{query}")
            assert sorted(rows(response)) == numbers, query


def test_the_branch_page_counts_funded_filled_and_vacant(signed_in) -> None:
    post = filled_post()
    PostFactory.create(site=post.site)
    PostFactory.create(site=post.site, status=PostStatus.ENDED, ended_on=LEFT)
    month_in(S.CHECKED, post=post)

    response = signed_in(officer_of(post.site.branch)).get(
        at("branch-posts", post.site.branch.slug)
    )

    assert response.context["counts"] == {
        "funded": 2,
        "filled": 1,
        "vacant": 1,
        "to_prove": 0,
        "to_check": 0,
        "to_pay": 1,
    }


def test_an_agency_finds_its_own_posts_and_no_site(signed_in) -> None:
    own = seconded_post(site=signed_site(branch=BranchFactory.create(is_public=False)))
    PostFactory.create(site=own.site)
    browser = signed_in(agency_administrator(own))

    assert rows(browser.get(at("post-list"))) == [own.number]
    assert browser.get(own.get_absolute_url()).status_code == 200
    assert browser.get(at("site-posts", own.site.number)).status_code == 404
    assert browser.get(at("branch-posts", own.site.branch.slug)).status_code == 404
    assert browser.get(own.site.get_absolute_url()).status_code == 404


def test_donors_and_strangers_find_nothing_below_the_figures(signed_in) -> None:
    post = filled_post()
    month = month_in(S.PAID, post=post)
    for viewer in (donor(post.site), stranger()):
        browser = signed_in(viewer)
        assert rows(browser.get(at("post-list"))) == []
        assert rows(browser.get(at("post-month-list"))) == []
        for address in (
            post.get_absolute_url(),
            month.get_absolute_url(),
            at("site-posts", post.site.number),
            at("branch-posts", post.site.branch.slug),
            at("subsidy-list", post.site.branch.programme.slug),
            month.proof.get_absolute_url(),
        ):
            assert browser.get(address).status_code == 404, address
        tabs = browser.get(post.site.get_absolute_url()).context["tabs"]
        assert "posts" not in [str(tab.label).lower() for tab in tabs]


def test_exports_hand_out_the_same_rows(signed_in) -> None:
    post = filled_post()
    month_in(S.PROVED, post=post)
    browser = signed_in(officer_of(post.site.branch))

    for name in ("post-export", "post-month-export"):
        response = browser.get(at(name))
        assert (response.status_code, response["Content-Type"]) == (200, XLSX)
        assert b"".join(response.streaming_content)[:2] == b"PK"


# --- one site, one post --------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_site_and_post_pages_run_the_same_queries_for_any_number_of_records(
    signed_in, count, django_assert_num_queries
) -> None:
    site = signed_site()
    for _n in range(count):
        post = PostFactory.create(site=site)
        for n in range(count):
            start = FIRST_DAY + timedelta(days=30 * n)
            held(post, on=start, until=start + timedelta(days=20))
        month_in(S.PROVED, post=post, month=MAY)
    browser = signed_in(officer_of(site.branch))
    browser.get(at("programme-list"))  # the session notes the visit

    # session, account, roles, site, branches one runs, posts, holdings, months
    with django_assert_num_queries(8):
        response = browser.get(at("site-posts", site.number))
    assert len(response.context["strips"]) == count
    # session, account, roles, post, holdings, months, steps, paid for other days, branches
    with django_assert_num_queries(9):
        response = browser.get(post.get_absolute_url())
    assert len(response.context["holdings"]) == count


def test_the_strip_of_a_post_tells_each_month_by_a_letter(signed_in) -> None:
    post = PostFactory.create(approved_on=date(2025, 2, 10))
    held(post, on=date(2025, 4, 10), until=date(2025, 8, 1))
    month_in(S.PAID, post=post, month=APRIL)
    month_in(S.PROVED, post=post, month=MAY)

    page = signed_in(officer_of(post.site.branch)).get(post.get_absolute_url())

    years = dict(page.context["strip"].years)
    tones = {cell.month.month: cell.mark.tone for cell in years[2025]}
    assert [tones[month] for month in range(2, 9)] == [
        "vacant",
        "vacant",
        "paid",
        "wait",
        "held",
        "held",
        "vacant",
    ]
    assert page.context["vacant_since"] == date(2025, 8, 1)
    assert "演示人" in page.content.decode()


def test_pages_offer_only_what_can_be_done(signed_in) -> None:
    vacant, filled = PostFactory.create(), filled_post()
    for post, offered in ((vacant, {"fill", "advertise"}), (filled, {"vacate"})):
        page = signed_in(coordinator_of(post)).get(post.get_absolute_url()).content.decode()
        shown = {
            verb
            for verb in ("fill", "advertise", "vacate", "end", "edit")
            if at(f"post-{verb}", post.number) in page
        }
        assert shown == offered


# --- forms -----------------------------------------------------------------------------------
def test_approve_fill_vacate_and_end_by_their_forms(signed_in) -> None:
    site = signed_site()
    browser = signed_in(officer_of_its_branch(site))
    worker = OfficeFactory.create(organisation=site.hospital).person

    asked = {"kind": "EMPLOYED", "title": "医务社工", "is_full_time": "on", "on": str(APPROVAL)}
    assert browser.post(at("post-approve", site.number), asked).status_code == 302
    post = site.posts.get()
    assert (post.employer, post.is_full_time) == (site.hospital, True)

    refused = browser.post(
        at("post-fill", post.number), {"person": worker.official_name, "on": "2024-01-01"}
    )
    assert refused.status_code == 422
    assert "on" in refused.context["form"].errors
    browser.post(at("post-advertise", post.number), {"on": str(APPROVAL)})
    filled = {"person": worker.official_name, "on": str(FIRST_DAY)}
    assert browser.post(at("post-fill", post.number), filled).status_code == 302
    left = {"on": "2025-08-31", "why": "辞职"}
    assert browser.post(at("post-vacate", post.number), left).status_code == 302
    assert post.holdings.get().until_on == LEFT
    ended = {"on": "2025-09-30", "why": "项目结束"}
    assert browser.post(at("post-end", post.number), ended).status_code == 302
    post.refresh_from_db()
    assert (post.status, post.ended_on) == (PostStatus.ENDED, date(2025, 10, 1))
    assert browser.get(post.get_absolute_url()).status_code == 200


def test_a_seconded_post_asks_for_its_agency(signed_in) -> None:
    site = signed_site()
    browser = signed_in(officer_of_its_branch(site))
    asked = {"kind": "SECONDED", "title": "医务社工", "on": str(APPROVAL)}

    refused = browser.post(at("post-approve", site.number), asked)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["employer"])
    sent = browser.post(
        at("post-approve", site.number), asked | {"employer": agency().official_name}
    )

    assert sent.status_code == 302
    assert site.posts.get().kind == PostKind.SECONDED


def test_a_coordinator_finds_the_people_of_the_agency_that_seconds_there(signed_in) -> None:
    post = seconded_post()
    worker = OfficeFactory.create(organisation=post.employer).person
    outsider = OfficeFactory.create().person
    browser = signed_in(coordinator_of(post))
    address = at("post-fill", post.number)

    refused = browser.post(address, {"person": outsider.official_name, "on": str(FIRST_DAY)})
    assert refused.status_code == 422
    filled = browser.post(address, {"person": worker.official_name, "on": str(FIRST_DAY)})

    assert filled.status_code == 302
    assert post.holdings.get().person == worker


def edited(post, **changed) -> dict[str, str]:
    said = {
        "version": str(post.version),
        "kind": post.kind,
        "employer": post.employer.official_name,
        "title": post.title,
        "is_full_time": "on",
        "wards": post.wards,
        "supervisor": "",
        "approved_on": str(post.approved_on),
        "why": "更正",
    }
    return said | changed


def test_two_editors_of_a_post_the_second_is_told_and_keeps_what_they_typed(signed_in) -> None:
    post = PostFactory.create()
    browser = signed_in(officer_of(post.site.branch))
    address = at("post-edit", post.number)
    assert browser.get(address).status_code == 200

    assert browser.post(address, edited(post, wards="血液科")).status_code == 302
    second = browser.post(address, edited(post, wards="儿科"))

    assert second.status_code == 422
    [difference] = second.context["form"].differences
    assert (difference.theirs, difference.yours) == ("血液科", "儿科")
    kept = dict(edited(post, wards="儿科"), version=second.context["form"].data["version"])
    assert browser.post(address, kept).status_code == 302
    post.refresh_from_db()
    assert post.wards == "儿科"


def test_a_holding_is_put_right_on_its_page(signed_in) -> None:
    post = PostFactory.create()
    holding = held(post, until=LEFT)
    browser = signed_in(officer_of(post.site.branch))
    address = at("holding-correct", holding.pk)
    page = browser.get(address)
    assert "2025-08-31" in page.content.decode()  # the last day, not the day after

    said = {
        "version": "1",
        "person": holding.person.official_name,
        "from_on": "2025-03-11",
        "until_on": "",
        "why": "仍在岗",
    }
    assert browser.post(address, said).status_code == 302

    holding.refresh_from_db()
    assert (holding.from_on, holding.until_on) == (date(2025, 3, 11), None)
    again = browser.post(address, said)
    assert again.status_code == 422
    elsewhere = signed_in(coordinator_of(post))
    assert elsewhere.get(address).status_code == 403


# --- months ----------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_months_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    branch = signed_site().branch
    for _n in range(count):
        month_in(S.PROVED, post=filled_post(site=signed_site(branch=branch)))
    browser = signed_in(officer_of(branch))
    browser.get(at("programme-list"))  # the session notes the visit

    # session, account, roles, waits for the check, waits for payment, branches, count, rows
    with django_assert_num_queries(8):
        response = browser.get(at("post-month-list"))

    assert len(rows(response)) == count


def test_the_list_of_months_narrows_and_offers_what_waits(signed_in) -> None:
    post = filled_post(site=signed_site(number="A-1"))
    month_in(S.PROVED, post=post, month=APRIL)
    month_in(S.PAID, post=post, month=MAY)
    officer = officer_of(post.site.branch)
    browser = signed_in(officer)
    found = {
        "": 2,
        "status=PAID": 1,
        "status=OPEN": 0,
        "month=2025-04": 1,
        f"branch={post.site.branch.slug}&q=A-1": 2,
        "q=none": 0,
        "differs=on": 1,  # held on 31 days, paid for 30
        "month=nonsense&status=NONSENSE": 0,
    }

    for query, count in found.items():
        assert len(rows(browser.get(f"{at('post-month-list')}?{query}"))) == count, query
    [waiting] = browser.get(at("post-month-list")).context["to_check"]
    assert (waiting.month, waiting.count) == (APRIL, 1)


def test_a_month_goes_from_proof_to_payment_by_three_people(signed_in) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.factories.posts import SHEET

    month = month_in(S.OPEN)
    post = month.post
    coordinator = signed_in(coordinator_of(post))
    officer = signed_in(officer_of(post.site.branch))
    payer = signed_in(finance_officer(post.site))

    def send(browser, name: str, said: dict) -> int:
        return browser.post(at(f"post-month-{name}", month.pk), said).status_code

    bad = SimpleUploadedFile("考勤.pdf", b"MZ\x90")
    assert send(coordinator, "prove", {"file": bad}) == 422
    assert send(coordinator, "prove", {"file": SimpleUploadedFile("考勤.pdf", SHEET)}) == 302
    assert send(coordinator, "check", {"version": "2"}) == 403
    assert send(officer, "return", {"why": ""}) == 422
    assert send(officer, "return", {"why": "缺签字"}) == 302
    assert "缺签字" in coordinator.get(month.get_absolute_url()).content.decode()
    assert send(coordinator, "prove", {"file": SimpleUploadedFile("考勤.pdf", SHEET)}) == 302
    assert send(officer, "check", {"version": "1"}) == 302  # an old page: told, nothing done
    month.refresh_from_db()
    assert month.status == S.PROVED
    assert send(officer, "check", {"version": str(month.version)}) == 302
    month.refresh_from_db()
    assert send(officer, "pay", {"version": "4", "on": "2025-06-03"}) == 403
    page = payer.get(at("post-month-pay", month.pk)).content.decode()
    assert "叁仟壹佰元整" in page
    assert send(payer, "pay", {"version": str(month.version), "on": "2025-04-03"}) == 422
    assert send(payer, "pay", {"version": str(month.version), "on": "2025-06-03"}) == 302
    assert send(payer, "pay", {"version": str(month.version), "on": "2025-06-03"}) == 422
    month.refresh_from_db()
    assert month.status == S.PAID
    assert payer.get(month.get_absolute_url()).status_code == 200


def test_a_page_of_a_month_offers_no_check_of_ones_own_proof(signed_in) -> None:
    post = filled_post()
    officer = officer_of(post.site.branch)
    month = month_in(S.PROVED, post=post, proved_by=officer)

    own = signed_in(officer).get(month.get_absolute_url()).content.decode()
    others = signed_in(officer_of(post.site.branch)).get(month.get_absolute_url()).content.decode()

    address = at("post-month-check", month.pk)
    assert address not in own
    assert address in others


def test_months_of_a_branch_are_checked_and_paid_at_once(signed_in) -> None:
    branch = signed_site().branch
    months = [
        month_in(S.PROVED, post=filled_post(site=signed_site(branch=branch))) for _ in range(2)
    ]
    officer = signed_in(officer_of(branch))
    payer = signed_in(finance_officer(months[0].post.site))
    check = at("post-months-check", branch.slug, 2025, 4)
    pay = at("post-months-pay", branch.slug, 2025, 4)

    page = officer.get(check)
    assert len(page.context["rows"]) == 2
    said = {"seen": page.context["form"].initial["seen"]}
    assert officer.post(check, said).status_code == 302
    assert officer.post(check, said).status_code == 422
    assert officer.get(pay).status_code == 403
    page = payer.get(pay)
    assert "陆仟贰佰元整" in page.content.decode()
    late = month_in(S.CHECKED, post=filled_post(site=signed_site(branch=branch)))
    said = {"on": "2025-06-03", "seen": page.context["form"].initial["seen"]}
    refused = payer.post(pay, said)  # one more waits than the page showed
    assert (refused.status_code, len(refused.context["rows"])) == (422, 3)
    PostMonth.objects.filter(pk=late.pk).delete()
    assert payer.post(pay, said).status_code == 302

    assert PostMonth.objects.filter(status=S.PAID).count() == 2
    assert payer.get(at("post-months-pay", branch.slug, 2025, 13)).status_code == 404
    assert signed_in(stranger()).get(check).status_code == 404


def test_a_paid_month_is_settled_on_its_page(signed_in) -> None:
    month = month_in(S.PAID)
    month.post.holdings.update(until_on=date(2025, 4, 16))
    payer = signed_in(finance_officer(month.post.site))

    page = payer.get(at("post-month-settle", month.pk))
    assert (page.context["days"], page.context["difference"].yuan) == (15, -1550)
    said = {"on": "2025-06-03", "why": "4月15日离职"}
    assert payer.post(at("post-month-settle", month.pk), said).status_code == 302
    assert payer.post(at("post-month-settle", month.pk), said).status_code == 422


# --- subsidies -----------------------------------------------------------------------------------
def test_a_subsidy_is_set_and_put_right(signed_in) -> None:
    branch = signed_site().branch
    browser = signed_in(officer_of_all(branch.programme))
    slug = branch.programme.slug
    said = {
        "kind": "EMPLOYED",
        "is_full_time": "on",
        "monthly": "1234.50",
        "part_months": "BY_DAY",
        "from_on": "2025-01",
        "source": "演示通知",
    }

    assert browser.post(at("subsidy-set", slug), said | {"monthly": "0"}).status_code == 422
    assert browser.post(at("subsidy-set", slug), said).status_code == 302
    assert browser.post(at("subsidy-set", slug), said).status_code == 422
    [rate] = browser.get(at("subsidy-list", slug)).context["rates"]
    assert (rate.monthly.yuan, rate.from_on) == (1234.5, date(2025, 1, 1))
    corrected = {
        "version": "1",
        "monthly": "1300",
        "part_months": "WHOLE_MONTH",
        "source": "演示通知",
        "why": "录错",
    }
    assert browser.get(at("subsidy-correct", rate.pk)).status_code == 200
    assert browser.post(at("subsidy-correct", rate.pk), corrected).status_code == 302
    assert browser.post(at("subsidy-correct", rate.pk), corrected).status_code == 422
    assert signed_in(officer_of(branch)).get(at("subsidy-set", slug)).status_code == 403


# --- what is due -----------------------------------------------------------------------------
def test_the_desk_tells_each_what_waits_for_them(settings) -> None:
    from niukou.core.due import due_for

    post = seconded_post()
    held(post, until=date(2025, 6, 1))
    month_in(S.OPEN, post=post, month=MAY)
    month_in(S.PROVED, post=post, month=APRIL)
    month_in(S.CHECKED, post=filled_post(site=post.site), month=APRIL)
    settings.NIUKOU_VACANT_POST_DAYS = 30
    day = date(2025, 7, 15)

    def due(account) -> list[str]:
        return [one.url for one in due_for(account, on=day)]

    proof = PostMonth.objects.get(status=S.OPEN).get_absolute_url()
    branch = post.site.branch
    check = at("post-months-check", branch.slug, 2025, 4)
    pay = at("post-months-pay", branch.slug, 2025, 4)
    assert proof in due(agency_administrator(post))
    assert {proof, post.get_absolute_url()} <= set(due(coordinator_of(post)))
    assert {check, post.get_absolute_url()} <= set(due(officer_of(branch)))
    assert pay not in due(officer_of(branch))
    assert pay in due(finance_officer(post.site))
    assert due(donor(post.site)) == due(stranger()) == []
    settings.NIUKOU_VACANT_POST_DAYS = 60
    assert post.get_absolute_url() not in due(officer_of(branch))


def test_the_night_opens_the_months_that_are_over() -> None:
    from niukou.programmes.jobs import open_months_of_posts

    post = filled_post()
    open_months_of_posts(timestamp=0)
    months = post.months.count()
    open_months_of_posts(timestamp=1)

    today = timezone.localdate()
    whole = (today.year - 2025) * 12 + today.month - FIRST_DAY.month
    assert months == post.months.count() == whole
