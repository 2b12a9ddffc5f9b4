"""What a programme is run by, as workbooks: officers, targets, terms, texts, amounts, posts."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.core.money import Money
from niukou.core.quantities import Unit
from niukou.network.models import RoleKind
from niukou.programmes.actions.templates import revise_template
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Branch, ChecklistKind, StepTerm
from niukou.programmes.post_lifecycle import MonthStatus
from tests.factories import (
    BranchFactory,
    OrganisationFactory,
    TargetFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    stranger,
)
from tests.factories.building import checklist_of
from tests.factories.posts import coordinator_of, filled_post, month_in, rate_for
from tests.factories.programmes import officer_of_another_branch
from tests.factories.signing import published_template
from tests.factories.workbooks import formulas_of, sheets_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Branch:
    return BranchFactory.create()


def export(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}-export", args=args)


def test_programmes_come_out_with_the_branches_one_may_read(branch, in_english) -> None:
    hidden = BranchFactory.create(programme=branch.programme, is_public=False)

    def branches(account) -> set[str]:
        rows = told(in_english(account).get(export("programmes")), "Branches")
        return {row["Branch"] for row in rows}

    sheets = sheets_of(in_english(stranger()).get(export("programmes")))
    assert sheets["Programmes"][1][0] == branch.programme.official_name
    assert branches(stranger()) == {branch.name}
    assert branches(officer_of(hidden)) == {branch.name, hidden.name}


def test_officers_come_out_as_far_as_one_sees_them(branch, in_english) -> None:
    whole, own = officer_of_all(branch.programme), officer_of(branch)

    rows = told(in_english(whole).get(export("officer", branch.programme.slug)), "Officers")

    assert {(row["Account"], row["Runs"]) for row in rows} == {
        (whole.email, "The whole programme"),
        (own.email, branch.name),
    }
    nobody = in_english(stranger()).get(export("officer", branch.programme.slug))
    assert told(nobody, "Officers") == []


def test_targets_come_out_in_their_units_money_in_yuan(branch, in_english) -> None:
    programme = branch.programme
    TargetFactory.create(programme=programme)
    money = {"indicator": "money-committed", "unit": Unit.FEN, "planned_value": 123_456_00}
    TargetFactory.create(programme=programme, branch=branch, **money)

    rows = told(in_english(stranger()).get(export("target", programme.slug)), "Targets")

    said = {(row["Where"], row["Planned value"], row["Unit"]) for row in rows}
    assert said == {("The whole programme", 30, "hospitals"), (branch.name, 123_456, "yuan")}
    assert rows[0]["Last day"].date() == date(2026, 12, 31)


def test_terms_and_checklists_come_out_version_by_version(branch, in_english) -> None:
    programme = branch.programme
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 6, 1)}
    StepTerm.objects.create(
        programme=programme, status=SiteStatus.FORMAL_CHECK, workdays=10, **days
    )
    checklist_of(programme, ChecklistKind.SELF_CHECK)
    checklist_of(programme, ChecklistKind.SELF_CHECK, from_on=date(2025, 1, 1))
    browser = in_english(stranger())

    (term,) = told(browser.get(export("term", programme.slug)), "When steps are due")
    lines = told(browser.get(export("checklist", programme.slug)), "Checklists")

    assert (term["Working days"], term["No longer from"].date()) == (10, date(2026, 6, 1))
    assert [(one["Version"], one["Line"], one["Must be in order"]) for one in lines] == [
        (2, 1, "yes"),
        (2, 2, "no"),
        (1, 1, "yes"),
        (1, 2, "no"),
    ]


def test_templates_are_for_those_who_oversee_the_programme(branch, in_english) -> None:
    programme = branch.programme
    template = published_template(programme)
    revise_template(template, by=officer_of_all(programme))
    address = export("template", programme.slug)

    rows = told(in_english(officer_of(branch)).get(address), "Templates of agreements")

    assert [(row["Edition"], row["Status"]) for row in rows] == [
        (2, "Being written"),
        (1, "Published"),
    ]
    assert rows[1]["Text"] == template.body
    for account in (
        stranger(),
        holder(RoleKind.HOSPITAL_COORDINATOR, OrganisationFactory.create()),
    ):
        assert in_english(account).get(address).status_code == 404


def test_subsidies_come_out_in_yuan_for_those_who_may_know_them(in_english) -> None:
    post = filled_post()
    programme = post.site.branch.programme
    rate_for(post, monthly=Money.from_yuan("5000.5"), from_on=date(2025, 1, 1))
    address = export("subsidy", programme.slug)

    (row,) = told(in_english(auditor()).get(address), "Subsidies")

    assert (row["Yuan for a month"], row["First month"]) == (5000.5, "2025-01")
    assert row["Last month"] is None
    for account in (stranger(), coordinator_of(post)):
        assert in_english(account).get(address).status_code == 404


def test_the_posts_of_a_hospital_come_out_with_all_their_months(in_english) -> None:
    post, other = filled_post(), filled_post()
    month = month_in(MonthStatus.PAID, post=post)
    month_in(MonthStatus.PAID, post=other)
    address = export("site-posts", post.site.number)

    sheets = sheets_of(in_english(coordinator_of(post)).get(address))

    assert [row[0] for row in sheets["Posts"][1:]] == [post.number]
    (row,) = sheets["Months of posts"][1:]
    assert row[:2] == (f"{month.month:%Y-%m}", post.number)
    assert row[7] == month.subsidy.yuan
    for account in (stranger(), officer_of_another_branch(post.site), coordinator_of(other)):
        assert in_english(account).get(address).status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)"])
def test_no_setting_becomes_a_formula(branch, in_english, text: str) -> None:
    programme = branch.programme
    TargetFactory.create(programme=programme, source=text)
    published_template(programme, name=text)
    browser = in_english(officer_of_all(programme))

    for name in ("target", "template"):
        response = browser.get(export(name, programme.slug))
        assert formulas_of(response) == []
        (rows,) = sheets_of(browser.get(export(name, programme.slug))).values()
        assert text in [cell for row in rows for cell in row]
