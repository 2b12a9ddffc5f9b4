"""Whatever staff read as a list they can take away as a workbook: every page is looked at.

A list is a table, or rows that lead to records. Looked at are pages to read; on a page that
takes a form, a table shows what the form is about.
"""

import re
from collections.abc import Iterator
from html import unescape

from django.urls import reverse

from niukou.core.files import XLSX
from tests.access.conftest import World
from tests.access.test_addresses import TABLE
from tests.browser import Browser

LIST = re.compile(r'<table\b|<ul class="nk-rows"|class="nk-board')
WORKBOOK = re.compile(r'href="([^"]*(?:/export/|\.xlsx)[^"]*)"')
READERS = ("officer", "programme", "platform", "hospital", "auditor")
# Lists without a workbook, and why. One that gets one, or loses its list, is taken out here.
WITHOUT = {
    "core:kit": "the component kit: sample values",
    "desk:home": "what is due, from records that have lists of their own",
    "network:agreement-detail": "one agreement: its parties are in the list of agreements; PDF",
    "network:organisation-detail": "one organisation: who holds which office there",
    "people:account-detail": "one account and its roles",
    "people:my-account": "oneself",
    "people:token-list": "one's own tokens: they stay where they are",
    "people:person-detail": "one person: nothing of a person is taken away but name and licences",
    "programmes:acceptance-detail": "one sheet, signed by both sides: PDF",
    "programmes:post-detail": "one post: its months are in the workbook of its hospital's posts",
    "programmes:self-check-detail": "one sheet, as it was filled in",
    "programmes:sheet-detail": "one score sheet: it stands in the workbook of its panel",
    "programmes:site-review": "one site: it stands in the workbook of its panel; letter as PDF",
}


def pages_to_read(world: World, browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield the name and main part of each page that takes no form, and that is for staff."""
    for name in (one for one in TABLE if not one.startswith("portal:")):
        address = reverse(name, args=world.arguments.get(name, []))
        if "POST" in browser.options(address).get("Allow", "POST"):
            continue
        response = browser.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield name, response.content.decode().partition("<main")[2].partition("</main")[0]


def test_every_list_can_be_taken_away_and_its_workbook_opens(world: World) -> None:
    listed, without, closed = set(), set(), set()
    for reader in READERS:
        browser = world.browser(reader)
        for name, main in pages_to_read(world, browser):
            links = {unescape(link) for link in WORKBOOK.findall(main)}
            if LIST.search(main):
                listed.add(name)
                without |= set() if links else {name}
            closed |= {
                (reader, name, link)
                for link in links
                if browser.get(link).get("Content-Type") != XLSX
            }

    assert without == WITHOUT.keys()
    assert closed == set()
    assert {"programmes:site-list", "figures:branch-board", "core:import-detail"} <= listed
