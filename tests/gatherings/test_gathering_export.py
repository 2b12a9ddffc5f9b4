"""The list of gatherings as a workbook: as the page narrows it, for the same people."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.gatherings import gathering_of, officer_of_another_branch
from tests.factories.workbooks import formulas_of, sheets_of

pytestmark = pytest.mark.django_db
EXPORT, LIST = reverse("gatherings:gathering-export"), reverse("gatherings:gathering-list")


def numbers(response) -> list[object]:
    (rows,) = sheets_of(response).values()
    return [row[0] for row in rows[1:]]


def test_gatherings_come_out_as_the_list_narrows_them(signed_in) -> None:
    branch = BranchFactory.create()
    first, other = gathering_of(branch, title="演示甲培训"), gathering_of(branch, kind="MEETING")
    browser = signed_in(officer_of(branch))

    for query in (
        "",
        f"of=branch:{branch.slug}",
        "kind=MEETING",
        "q=甲培训",
        "time=past",
        "mine=1",
    ):
        shown = [one.number for one in browser.get(f"{LIST}?{query}").context["rows"]]
        assert numbers(browser.get(f"{EXPORT}?{query}")) == shown, query
    assert set(numbers(browser.get(EXPORT))) == {first.number, other.number}
    (rows,) = sheets_of(browser.get(f"{EXPORT}?kind=MEETING")).values()
    assert rows[1][1] == other.title
    assert (rows[1][3].date(), rows[1][4].date()) == (other.first_on, other.last_on)
    assert rows[1][7] == str(branch)
    assert isinstance(other.first_on, date)


def test_the_pages_of_branch_and_programme_lead_to_their_own(signed_in) -> None:
    branch = BranchFactory.create()
    own = gathering_of(branch)
    gathering_of()
    browser = signed_in(officer_of(branch))

    for kind, subject in (("branch", branch), ("programme", branch.programme)):
        page = browser.get(reverse(f"programmes:{kind}-gatherings", args=[subject.slug]))
        address = f"{EXPORT}?of={kind}:{subject.slug}"
        assert f'href="{address}"' in page.content.decode()
        assert numbers(browser.get(address)) == [own.number]


def test_others_get_no_gathering_their_list_has_not(signed_in) -> None:
    gathering = gathering_of(BranchFactory.create(is_public=False), is_public=False)

    for account in (stranger(), officer_of_another_branch(gathering)):
        assert gathering.number not in numbers(signed_in(account).get(EXPORT))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_titles_and_places_stay_text(signed_in, text: str) -> None:
    branch = BranchFactory.create(name=text)
    gathering_of(branch, title=text, venue=text)
    answer = signed_in(officer_of(branch)).get(EXPORT)

    assert formulas_of(answer) == []
    (rows,) = sheets_of(signed_in(officer_of(branch)).get(EXPORT)).values()
    assert (rows[1][1], rows[1][7]) == (text, text)


def test_gatherings_are_read_some_at_a_time(signed_in, monkeypatch) -> None:
    monkeypatch.setattr("niukou.gatherings.exports.AT_ONCE", 2)
    branch = BranchFactory.create()
    made = {gathering_of(branch).number for _one in range(5)}

    assert set(numbers(signed_in(officer_of(branch)).get(EXPORT))) == made
