"""Every page one can walk to: found accessible, complaining of nothing, no wider than its window."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

Visit = Callable[..., Page]
MOST = 90
STARTS = {
    "": ["/", "/p/red-button/", "/p/red-button/zhejiang/", "/verify/", "/account/login/"],
    "admin": ["/desk/", "/accounts/", "/holidays/", "/kit/"],
    "donor": ["/desk/", "/giving/red-button/"],
    "zhejiang": ["/desk/", "/branches/zhejiang/", "/sites/ZJ-001/", "/sites/ZJ-003/"],
}
# Not pages: files to download, and where a form alone leads.
FILES = ("/paper/", ".xlsx", "/export/", "/refused/", "/files/", "/imports/template/", "/api/")


@pytest.mark.parametrize(
    ("name", "width", "language"),
    [("", 390, "en"), ("", 1440, "zh-CN"), ("admin", 1440, "zh-CN"), ("donor", 390, "zh-CN"),
     ("zhejiang", 390, "zh-CN"), ("zhejiang", 1440, "en")],
)  # fmt: skip
def test_every_page_is_accessible_and_fits(
    visit: Visit, name: str, width: int, language: str
) -> None:
    page = visit(name, width=width, language=language)
    faults: dict[str, list[str]] = {}
    seen = walk(page, STARTS[name], lambda: look(page, faults))

    assert faults == {}
    assert len(seen) >= len(STARTS[name])


def walk(page: Page, starts: list[str], look_at: Callable[[], None]) -> set[str]:
    """Open one page of each kind that links lead to; return the names of their addresses."""
    waiting, seen = list(starts), set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        response = page.goto(path)
        if response is None or response.status != 200:
            continue
        look_at()
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.href)")
        waiting += [
            urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl() for link in links
        ]
    return seen


def kind_of(path: str) -> str | None:
    if any(part in path for part in FILES):
        return None
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def look(page: Page, faults: dict[str, list[str]]) -> None:
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{wide} px wider than the window")
    if found:
        faults[urlsplit(page.url).path] = found
