"""The committed description of the API is the one the code gives."""

import json
import re
from uuid import UUID

import pytest
from django.urls import reverse

from scripts.openapi import FILE, description
from tests.browser import Browser
from tests.factories import officer_of, signed_site, stranger

# What a script may ask without a token: public figures and what they stand on.
PUBLIC = (
    "/api/v1/figures",
    "/api/v1/publications",
    "/api/v1/programmes",
    "/api/v1/branches",
    "/api/v1/sites",
    "/api/v1/gatherings",  # those marked public, without names
    "/api/v1/progress",  # what was published
    "/api/v1/calls",  # those that are published
    "/api/v1/notices",  # those that are published
)
NOT_PUBLIC = "/application"  # what a hospital hands in


def test_the_committed_description_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == description(), (
        "run: .venv/bin/python -m scripts.openapi --write"
    )


def operations() -> list[tuple[str, str]]:
    paths = json.loads(FILE.read_text(encoding="utf-8"))["paths"]
    return [(path, method) for path, methods in sorted(paths.items()) for method in methods]


@pytest.mark.parametrize(("path", "method"), operations())
@pytest.mark.django_db
def test_every_operation_but_the_public_ones_asks_who_is_there(path: str, method: str) -> None:
    some = str(UUID(int=1)) if "/people/" in path else "1"
    address = re.sub(r"\{\w+\}", some, path)

    answer = Browser().generic(method.upper(), address)

    is_public = path.startswith(PUBLIC) and method == "get" and not path.endswith(NOT_PUBLIC)
    assert (answer.status_code != 401) if is_public else (answer.status_code == 401)


@pytest.mark.django_db
def test_a_move_that_is_not_theirs_is_refused_in_json() -> None:
    site = signed_site()
    address = reverse("api-1:site_move", args=[site.number])
    body = {"to": "DESIGN", "on": "2025-01-01"}
    browser = Browser()
    browser.force_login(stranger())

    refused = browser.post(address, body, content_type="application/json")
    browser.force_login(officer_of(site.branch))
    moved = browser.post(address, body, content_type="application/json")

    assert (refused.status_code, refused["Content-Type"][:16]) == (403, "application/json")
    assert moved.status_code == 200
