"""Somebody at a browser, told what to do in the words of the pages they read (in English)."""

import re
from datetime import date
from pathlib import Path
from re import Pattern
from typing import Self

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from niukou.core.reference.holidays import YEARS

PHONE = 390
# Notices and returns are due by working days: in a year without holidays nobody can say when.
in_a_known_year = pytest.mark.skipif(
    timezone.localdate().year not in YEARS, reason="The holidays of this year are not published."
)
Words = str | Pattern[str]
Answer = str | int | date | Path | bool


class Somebody:
    """One person in one window: follows links, fills in forms, presses buttons, reads."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")

    def goes_to(self, path: str) -> Self:
        """Open an address: where a person begins, or to try what no link offers."""
        self.page.goto(path)
        return self

    def goes_to_desk(self) -> Self:
        return self.goes_to("/desk/")

    def follows(self, *links: Words) -> Self:
        """Follow links, each on the page that the one before led to."""
        for link in links:
            self.main.get_by_role("link", name=link, exact=True).first.click()
        return self

    def opens_area(self, name: str) -> Self:
        """Choose an area of the navigation beside every page."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def fills_in(self, answers: dict[str, Answer]) -> Self:
        """Fill in fields by their labels: words, days, numbers, files, choices and ticks."""
        for label, answer in answers.items():
            put(self.field(label), answer)
        return self

    def ticks(self, group: str, choice: str) -> Self:
        """Tick a box of a group of boxes."""
        self.main.get_by_role("group", name=group).get_by_label(choice, exact=True).check()
        return self

    def presses(self, button: str) -> Self:
        self.main.get_by_role("button", name=button, exact=True).first.click()
        return self

    def stands_at(self, title: Words) -> Self:
        """Wait for the page with this title."""
        expect(self.main.locator("h1")).to_contain_text(title)
        return self

    def sees(self, *told: Words) -> Self:
        for one in told:
            expect(self.main).to_contain_text(one)
        return self

    def does_not_see(self, *told: str) -> Self:
        for one in told:
            expect(self.main).not_to_contain_text(one)
        return self

    def finds_nothing_at(self, path: str) -> Self:
        """Try an address that is not there for them."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 404, path
        return self

    def field(self, label: str) -> Locator:
        named = re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")
        return self.main.get_by_label(named).first


def put(field: Locator, answer: Answer) -> None:
    if isinstance(answer, Path):
        field.set_input_files(answer)
    elif answer is True:
        field.check()
    elif field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(label=str(answer))
    else:
        field.fill(str(answer))


def starting(words: str) -> Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}")


def about(*words: str) -> Pattern[str]:
    """Return what matches a link that says all ``words``, in this order."""
    return re.compile(".*".join(map(re.escape, words)))
