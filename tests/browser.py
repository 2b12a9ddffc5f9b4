"""A test client that looks at each page it gets, as a careful reviewer would."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

PAGE_BYTES = 50_000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.headings = 0
        self.ids: list[str] = []
        self.problems: list[str] = []
        self.text: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.headings += tag == "h1"
        self.ids += [named["id"]] if named.get("id") else []
        if tag.startswith("c-"):
            self.problems.append(f"<{tag}> was not rendered")
        if "style" in named or any(name.startswith("on") for name in named):
            self.problems.append(f"inline style or script on <{tag}>")
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.problems.append("inline script")
        if tag in {"script", "style"}:
            self._inside.append(tag)
        if tag == "img" and "alt" not in named:
            self.problems.append("picture without alt")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text.append(data)


class Browser(Client):
    """Signed in or not, it refuses pages a person should not have to meet."""

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        is_page = response.get("Content-Type", "").startswith("text/html") and response.content
        if is_page and not request.get("HTTP_HX_TARGET") and b"<html" in response.content:
            _check(response)
        return response


def _check(response: HttpResponse) -> None:
    html = response.content.decode()
    reader = _Reader()
    reader.feed(html)
    problems = list(reader.problems)
    if reader.headings != 1:
        problems.append(f"{reader.headings} h1 headings instead of one")
    problems += sorted({f"id {name} twice" for name in reader.ids if reader.ids.count(name) > 1})
    problems += [
        f"template syntax {left}" for left in re.findall(r"\{[%{#].{0,30}", "".join(reader.text))
    ]
    if len(response.content) > PAGE_BYTES:
        problems.append(f"{len(response.content)} bytes of HTML, more than {PAGE_BYTES}")
    assert problems == [], f"{response.wsgi_request.path}: {problems}"
