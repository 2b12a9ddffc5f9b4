"""What the address of a list asks and nobody understands is said, and shows nothing else."""

from io import BytesIO

import django_filters
import pytest
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from niukou.core.filters import FilterNotUnderstood, ListFilter
from niukou.gatherings.filters import GatheringFilter
from niukou.gatherings.models import Gathering
from tests.factories import auditor, signed_site
from tests.factories.gatherings import hosted
from tests.factories.programmes import officer_of_its_branch

pytestmark = pytest.mark.django_db


def test_every_list_is_narrowed_by_the_same_kind_of_filter() -> None:
    assert get_resolver().url_patterns  # every door is loaded, and its filters with it

    made = {one for one in below(django_filters.FilterSet) if one.__module__.startswith("niukou.")}

    assert len(made) > 10
    assert made - set(below(ListFilter)) == {ListFilter}


def below(kind: type) -> list[type]:
    return [each for one in kind.__subclasses__() for each in (one, *below(one))]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("gatherings:gathering-list", "kind=PARTY"),
        ("gatherings:gathering-list", "status=OPEN&time=tomorrow"),
        ("network:organisation-list", "kind=SHOP"),
        ("network:agreement-list", "kind=BET"),
        ("people:person-list", "on=31.13.2026"),
        ("programmes:site-list", "status=LOST"),
        ("programmes:site-list", "branch=atlantis"),
        ("programmes:post-list", "status=GONE"),
        ("programmes:application-list", "call=none"),
        ("programmes:asset-list", "sort=luck"),
    ],
)
def test_a_list_says_which_filter_it_does_not_understand(signed_in, name, query) -> None:
    hosted(is_public=True)
    signed_site()
    browser = signed_in(auditor())
    plain = browser.get(reverse(name))

    told = browser.get(f"{reverse(name)}?{query}")

    assert (plain.status_code, told.status_code) == (200, 422)
    assert told.content.decode().count("无法识别这个筛选条件：") == 1
    assert list(told.context["rows"]) == []


def test_htmx_is_told_with_the_rows_and_the_line_goes_once_it_is_understood(signed_in) -> None:
    signed_site(number="演示-1")
    browser, url = signed_in(auditor()), reverse("programmes:site-list")

    wrong, right = (
        browser.get(f"{url}?status={status}", headers={"HX-Target": "site-rows"})
        for status in ("LOST", "SIGNED")
    )

    assert (wrong.status_code, right.status_code) == (422, 200)
    for told, is_said in ((wrong, True), (right, False)):
        text = told.content.decode()
        assert ("无法识别这个筛选条件" in text, "演示-1" in text) == (is_said, not is_said)
        assert text.count('id="filter-refused"') == text.count('hx-swap-oob="true"') == 1


def test_a_workbook_of_what_is_not_understood_has_no_row(signed_in) -> None:
    site = signed_site()
    browser = signed_in(officer_of_its_branch(site))
    url = reverse("programmes:site-export")

    rows = [
        load_workbook(BytesIO(b"".join(browser.get(f"{url}{query}").streaming_content)))
        for query in ("", "?status=SIGNED", "?status=LOST")
    ]

    assert [book.worksheets[0].max_row for book in rows] == [2, 2, 1]


def test_a_script_is_refused_by_name() -> None:
    filters = GatheringFilter({"kind": "PARTY"}, Gathering.objects.all(), by=auditor())

    with pytest.raises(FilterNotUnderstood, match="PARTY") as refusal:
        filters.narrowed()

    assert refusal.value.field == "kind"


def test_the_api_refuses_a_place_that_is_none(signed_in) -> None:
    signed_site()

    told = signed_in(auditor()).get("/api/v1/sites?branch=atlantis")

    assert (told.status_code, told.json()["field"]) == (409, "branch")
