"""A stranger's page is made once a minute; nobody gets what was made for somebody signed in."""

import ast
from pathlib import Path

import pytest
import time_machine
from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse

from niukou.programmes.models import Branch
from tests.browser import Browser
from tests.factories import BranchFactory, officer_of, signed_site

pytestmark = pytest.mark.django_db
BASE = Path(__file__).resolve().parents[2]
KEPT = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}


@pytest.fixture(autouse=True)
def _keeping_pages():
    with override_settings(CACHES=KEPT):
        caches["pages"].clear()
        yield


def figure(branch) -> str:
    return reverse("figures:figure-detail", args=["hospitals-signed"]) + f"?branch={branch.slug}"


def test_the_second_stranger_gets_the_page_without_a_question_to_the_database(
    django_assert_num_queries,
) -> None:
    address = figure(signed_site().branch)
    first = Browser().get(address)

    with django_assert_num_queries(0):
        second = Browser().get(address)

    assert (second.status_code, second.content) == (200, first.content)


def test_a_page_is_made_anew_after_a_minute() -> None:
    with time_machine.travel("2026-03-02 12:00", tick=False) as clock:
        address = figure(signed_site().branch)
        before = Browser().get(address).content
        signed_site(branch=Branch.objects.get())
        kept = Browser().get(address).content
        clock.shift(61)
        after = Browser().get(address).content

    assert (kept == before, after == before) == (True, False)


def test_nobody_gets_what_was_made_for_somebody_else(signed_in) -> None:
    branch = BranchFactory.create(is_public=False)
    signed_site(branch=branch)
    address = figure(branch)

    seen = [
        signed_in(officer_of(branch)).get(address).status_code,
        Browser().get(address).status_code,
        signed_in(officer_of(branch)).get(address).status_code,
    ]

    assert seen == [200, 404, 200]


def test_a_stranger_never_gets_the_page_of_an_officer(signed_in) -> None:
    address = figure(signed_site().branch)
    officers = signed_in(officer_of(Branch.objects.get())).get(address)

    strangers = Browser().get(address)

    assert "csrfmiddlewaretoken" in officers.content.decode()
    assert "csrfmiddlewaretoken" not in strangers.content.decode()


def test_languages_are_kept_apart() -> None:
    address = figure(signed_site().branch)

    pages = [
        Browser().get(address, headers={"accept-language": language}).content.decode()
        for language in ("zh-hans", "en", "zh-hans")
    ]

    assert 'lang="en"' in pages[1]
    assert pages[0] == pages[2] != pages[1]


def test_what_is_refused_is_not_kept() -> None:
    address = figure(signed_site().branch) + "&as_of=soon"

    assert [Browser().get(address).status_code for _time in range(2)] == [422, 422]


@pytest.mark.parametrize(
    "door", [*sorted((BASE / "niukou").rglob("views/*.py")), BASE / "niukou/portal/views.py"]
)
def test_only_public_pages_are_kept(door: Path) -> None:
    for view in ast.walk(ast.parse(door.read_text(encoding="utf-8"))):
        if isinstance(view, ast.FunctionDef):
            marks = {getattr(mark, "id", "") for mark in view.decorator_list}
            answers = {
                getattr(node.value.func, "id", "")
                for node in ast.walk(view)
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Call)
            }
            if "kept_for_strangers" in marks:
                assert answers == {"public_page"}, view.name
