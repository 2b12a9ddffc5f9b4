"""The pages of programmes, branches, officers and targets, as people open them."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.programmes.models import Branch, Programme, ProgrammeOfficer, Target
from tests.factories import (
    AccountFactory,
    BranchFactory,
    ProgrammeFactory,
    RegionFactory,
    TargetFactory,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "door",
    [
        "programme-list",  # session, account, roles, one runs them?, programmes, branches (twice)
        "officer-list",  # session, account, roles, programme, runs it?, rows
        "target-list",  # the same
    ],
)
def test_lists_run_the_same_queries_for_any_number_of_rows(
    signed_in, count, door, django_assert_num_queries
) -> None:
    programme = ProgrammeFactory.create()
    for n in range(count):
        officer_of(BranchFactory.create(programme=programme))
        TargetFactory.create(programme=programme, source=f"来源{n}")
    browser = signed_in(officer_of_all(programme))
    url = reverse(f"programmes:{door}", args=[programme.slug] if door != "programme-list" else [])
    browser.get(url)  # the session notes the visit

    with django_assert_num_queries(7 if door == "programme-list" else 6):
        assert browser.get(url).status_code == 200


def test_programme_list_shows_what_one_may_see(signed_in) -> None:
    shown = ProgrammeFactory.create(official_name="公开计划")
    hidden = ProgrammeFactory.create(official_name="筹备计划", is_public=False)
    BranchFactory.create(programme=shown, name="筹备分站", is_public=False)
    url = reverse("programmes:programme-list")

    page = signed_in(stranger()).get(url).content.decode()
    assert ("公开计划" in page, "筹备计划" in page, "筹备分站" in page) == (True, False, False)
    page = signed_in(officer_of_all(hidden)).get(url).content.decode()
    assert "筹备计划" in page


def test_start_is_for_platform_administrators_and_leads_to_the_initiators(signed_in) -> None:
    url = reverse("programmes:programme-start")
    browser = signed_in(platform_administrator())
    said = {
        "official_name": "演示计划",
        "slug": "demo",
        "launched_on": "2024-01-01",
        "workstreams": ["CAPACITY", "RESEARCH"],
        "aliases": "别名\n\n别名",
    }

    assert signed_in(stranger()).get(url).status_code == 403
    assert browser.get(url).status_code == 200
    assert browser.post(url, said | {"workstreams": ["NONSENSE"]}).status_code == 422
    response = browser.post(url, said)

    programme = Programme.objects.get(slug="demo")
    initiators = reverse("programmes:initiators-name", args=["demo"])
    assert (response.status_code, response.url, programme.aliases) == (302, initiators, ["别名"])
    assert browser.get(initiators).status_code == 200
    assert browser.post(url, said).status_code == 422


def test_edit_says_what_becomes_public_before_the_button(signed_in) -> None:
    programme = ProgrammeFactory.create(is_public=False)
    branch = BranchFactory.create(programme=programme, name="演示省站")
    signed_site(branch=branch)
    browser = signed_in(officer_of_all(programme))
    url = reverse("programmes:programme-edit", args=[programme.slug])

    page = browser.get(url)

    assert (page.context["shown"].branches, page.context["shown"].sites_count) == (["演示省站"], 1)
    assert "演示省站" in page.content.decode()
    said = {
        "version": 1,
        "official_name": "改名",
        "launched_on": "2024-01-01",
        "workstreams": ["CAPACITY"],
        "notice_workdays": 7,
        "is_public": "on",
        "why": "批准",
    }
    assert browser.post(url, said).status_code == 302
    programme.refresh_from_db()
    assert (programme.is_public, programme.official_name) == (True, "改名")
    assert programme.notice_workdays == 7
    late = browser.post(url, said | {"official_name": "又改"})
    assert (late.status_code, "改名" in late.content.decode()) == (422, True)


def test_branch_is_opened_and_edited(signed_in) -> None:
    programme, region = ProgrammeFactory.create(), RegionFactory.create()
    browser = signed_in(officer_of_all(programme))
    url = reverse("programmes:branch-open", args=[programme.slug])
    said = {
        "name": "演示站",
        "slug": "ys",
        "code": "ys",
        "region": f"{region.code} {region.name}",
        "launched_on": "2024-11-23",
    }

    assert browser.get(url).status_code == 200
    assert browser.post(url, said | {"region": "没有这个地方"}).status_code == 422
    assert browser.post(url, said).status_code == 302
    branch = Branch.objects.get(slug="ys")
    edit = reverse("programmes:branch-edit", args=["ys"])
    assert browser.get(edit).status_code == 200
    assert signed_in(stranger()).get(edit).status_code == 404
    changed = said | {"version": branch.version, "name": "新名", "is_public": "on", "why": "批准"}
    assert browser.post(edit, changed | {"ordinal": "0"}).status_code == 422
    assert browser.post(edit, changed | {"ordinal": "1"}).status_code == 302
    assert signed_in(stranger()).get(edit).status_code == 403


def test_officer_is_appointed_until_and_including_a_day_and_ended(signed_in) -> None:
    programme = ProgrammeFactory.create()
    account = AccountFactory.create()
    browser = signed_in(platform_administrator())
    url = reverse("programmes:officer-appoint", args=[programme.slug])
    said = {"account": account.email, "from_on": "2026-01-01", "until_on": "2027-12-31"}

    assert browser.get(url).status_code == 200
    assert browser.post(url, said | {"account": "nobody@example.org"}).status_code == 422
    assert browser.post(url, said).status_code == 302
    office = ProgrammeOfficer.objects.get(account=account)
    assert office.until_on == date(2028, 1, 1)
    assert browser.post(url, said).status_code == 422
    end = reverse("programmes:officer-end", args=[programme.slug, office.pk])
    assert browser.get(end).status_code == 200
    assert browser.post(end, {"on": "2025-01-01"}).status_code == 422
    assert browser.post(end, {"on": "2026-06-01"}).status_code == 302
    assert signed_in(stranger()).get(url).status_code == 403
    assert signed_in(stranger()).get(end).status_code == 404


def test_target_is_set_until_and_including_a_day_and_corrected(signed_in) -> None:
    programme = ProgrammeFactory.create()
    browser = signed_in(officer_of_all(programme))
    url = reverse("programmes:target-set", args=[programme.slug])
    said = {
        "indicator": "stations-opened",
        "planned_value": "30",
        "unit": "STATIONS",
        "from_on": "2024-01-01",
        "until_on": "2026-12-31",
        "published_on": "2024-11-23",
        "source": "演示来源",
    }

    assert browser.get(url).status_code == 200
    assert browser.post(url, said | {"unit": "POSTS"}).status_code == 422
    assert browser.post(url, said | {"until_on": "2023-12-31"}).status_code == 422
    assert browser.post(url, said).status_code == 302
    target = Target.objects.get(programme=programme)
    assert target.until_on == date(2027, 1, 1)
    correct = reverse("programmes:target-correct", args=[programme.slug, target.pk])
    assert browser.get(correct).context["form"]["until_on"].value() == date(2026, 12, 31)
    fixed = said | {"version": 1, "planned_value": "31", "why": "写错"}
    assert browser.post(correct, fixed).status_code == 302
    target.refresh_from_db()
    assert (target.planned_value, target.until_on) == (31, date(2027, 1, 1))
    late = browser.post(correct, fixed | {"planned_value": "32"})
    assert (late.status_code, [row.theirs for row in late.context["form"].differences]) == (
        422,
        ["31"],
    )
    listed = browser.get(reverse("programmes:target-list", args=[programme.slug]))
    assert listed.status_code == 200
    assert signed_in(stranger()).get(correct).status_code == 403


def test_a_target_in_money_is_typed_and_read_in_yuan_and_kept_in_fen(signed_in) -> None:
    programme = ProgrammeFactory.create()
    browser = signed_in(officer_of_all(programme))
    said = {
        "indicator": "donations-received",
        "planned_value": "30000000",  # more fen than fit four bytes
        "unit": "FEN",
        "from_on": "2024-01-01",
        "until_on": "2026-12-31",
        "published_on": "2024-11-23",
        "source": "演示来源",
    }

    answer = browser.post(reverse("programmes:target-set", args=[programme.slug]), said)
    target = Target.objects.get(programme=programme)
    correct = reverse("programmes:target-correct", args=[programme.slug, target.pk])
    asked = browser.get(correct).context["form"]["planned_value"].value()
    overview = browser.get(reverse("figures:programme-overview", args=[programme.slug]))

    assert answer.status_code == 302
    assert (target.planned_value, asked) == (3_000_000_000, 30_000_000)
    assert "30,000,000.00" in overview.content.decode()
    late = browser.post(correct, said | {"version": 7, "planned_value": "30000001", "why": "写错"})
    assert [(row.theirs, row.yours) for row in late.context["form"].differences] == [
        ("30000000", "30000001")
    ]


@pytest.mark.parametrize(
    "door", ["programme-edit", "branch-open", "officer-appoint", "target-set", "target-list"]
)
def test_doors_of_an_unpublished_programme_are_not_found_by_strangers(signed_in, door) -> None:
    programme = ProgrammeFactory.create(is_public=False)
    url = reverse(f"programmes:{door}", args=[programme.slug])

    assert signed_in(officer_of_all(programme)).get(url).status_code == 200
    assert signed_in(stranger()).get(url).status_code == 404
