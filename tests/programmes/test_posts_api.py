"""Posts, spoken in JSON."""

from datetime import date

import pytest

from niukou.people.models import Person
from tests.factories import OfficeFactory, officer_of, stranger
from tests.factories.posts import (
    FIRST_DAY,
    PostFactory,
    agency_administrator,
    coordinator_of,
    filled_post,
    held,
    seconded_post,
)

pytestmark = pytest.mark.django_db


def test_posts_are_told_to_those_who_work_with_them(signed_in) -> None:
    post = filled_post()
    vacant = PostFactory.create(site=post.site)
    officer = signed_in(officer_of(post.site.branch))

    found = officer.get("/api/v1/posts").json()

    assert [one["number"] for one in found["items"]] == [post.number, vacant.number]
    first, second = found["items"]
    assert (first["status"], first["held_since"]) == ("FILLED", "2025-03-10")
    assert first["holder"] == post.holdings.get().person.official_name
    assert (first["vacant_since"], second["vacant_since"]) == (None, "2025-01-06")
    assert officer.get("/api/v1/posts?status=FILLED").json()["count"] == 1
    assert signed_in(stranger()).get("/api/v1/posts").json()["count"] == 0
    assert signed_in(stranger()).get(f"/api/v1/posts/{post.number}").status_code == 404


def test_an_agency_reads_its_own_posts_only(signed_in) -> None:
    own = seconded_post()
    held(PostFactory.create(site=own.site))
    browser = signed_in(agency_administrator(own))

    assert [one["number"] for one in browser.get("/api/v1/posts").json()["items"]] == [own.number]
    body = {"person": str(Person.objects.first().pk), "on": str(FIRST_DAY)}
    refused = browser.post(
        f"/api/v1/posts/{own.number}/fill", body, content_type="application/json"
    )
    assert refused.status_code in {403, 404}
    assert own.holdings.count() == 0


def test_a_post_is_filled_once(signed_in) -> None:
    post = PostFactory.create()
    worker = OfficeFactory.create(organisation=post.site.hospital).person
    outsider = OfficeFactory.create().person
    browser = signed_in(coordinator_of(post))
    address = f"/api/v1/posts/{post.number}/fill"

    def fill(person, on: date):
        body = {"person": str(person.pk), "on": str(on)}
        return browser.post(address, body, content_type="application/json")

    assert fill(outsider, FIRST_DAY).status_code == 404
    early = fill(worker, date(2024, 1, 1))
    assert (early.status_code, early.json()["field"]) == (409, "on")
    assert fill(worker, FIRST_DAY).json()["status"] == "FILLED"
    assert fill(worker, FIRST_DAY).status_code == 409
