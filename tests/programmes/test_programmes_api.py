"""Programmes, branches and sites over HTTP, for scripts."""

import hashlib

import pytest

from niukou.people.models import ApiToken
from niukou.programmes.lifecycle import SiteStatus
from tests.factories import BranchFactory, officer_of, signed_site, stranger
from tests.factories.programmes import coordinator, draft_site, officer_of_its_branch

pytestmark = pytest.mark.django_db


def token_of(account) -> dict[str, str]:
    digest = hashlib.sha256(f"secret-{account.pk}".encode()).hexdigest()
    ApiToken.objects.create(account=account, name="脚本", digest=digest)
    return {"Authorization": f"Bearer secret-{account.pk}"}


def test_anybody_reads_what_is_public_and_nothing_else(anybody) -> None:
    site = signed_site(note="内部备注")
    draft = draft_site(branch=site.branch)
    hidden = BranchFactory.create(is_public=False)

    listed = anybody.get("/api/v1/sites").json()
    assert [item["number"] for item in listed["items"]] == [site.number]
    found = anybody.get(f"/api/v1/sites/{site.number}").json()
    assert found == {
        "number": site.number,
        "branch": site.branch.slug,
        "hospital": site.hospital.official_name,
        "status": "SIGNED",
        "stage": "SIGNED",
        "signed_on": "2024-11-23",
        "opened_on": None,
    }
    programme = site.branch.programme.slug
    assert anybody.get(f"/api/v1/programmes/{programme}").json()["slug"] == programme
    assert anybody.get("/api/v1/programmes").json()["count"] == 2
    assert anybody.get(f"/api/v1/branches/{site.branch.slug}").status_code == 200
    for path in (f"sites/{draft.number}", f"branches/{hidden.slug}", "programmes/none"):
        assert anybody.get(f"/api/v1/{path}").status_code == 404


def test_a_token_opens_what_its_owner_may_read_and_a_wrong_one_nothing(anybody) -> None:
    draft = draft_site()
    url = f"/api/v1/sites/{draft.number}"

    assert anybody.get(url, headers=token_of(officer_of_its_branch(draft))).status_code == 200
    assert anybody.get(url, headers=token_of(stranger())).status_code == 404
    assert anybody.get("/api/v1/sites", headers={"Authorization": "Bearer no"}).status_code == 401


def test_sites_are_filtered_as_on_the_page(anybody) -> None:
    site, other = signed_site(), signed_site()
    url = "/api/v1/sites"

    for query, numbers in (
        (f"branch={site.branch.slug}", [site.number]),
        (f"q={other.number}", [other.number]),
        ("stage=BUILDING", []),
        ("without=agreement", []),
        ("status=SIGNED", sorted([site.number, other.number])),
    ):
        items = anybody.get(f"{url}?{query}").json()["items"]
        assert [item["number"] for item in items] == numbers, query
    assert anybody.get(f"{url}?stage=NONSENSE").status_code == 422


def test_move_over_the_api_is_the_same_act_with_the_same_refusals(anybody) -> None:
    site = draft_site()
    headers = token_of(officer_of(site.branch))
    url = f"/api/v1/sites/{site.number}/move"
    move = {"to": "APPLIED", "on": "2026-10-30", "was": "DRAFT"}

    def post(body, headers):
        return anybody.post(url, body, content_type="application/json", headers=headers)

    assert post(move, {}).status_code == 401
    assert post(move, token_of(stranger())).status_code == 404
    assert post(move, token_of(coordinator(site))).status_code == 403
    assert post(move | {"to": "NONSENSE"}, headers).status_code == 422
    assert post(move | {"note": "长" * 201}, headers).status_code == 422
    assert post(move, headers).json()["status"] == "APPLIED"
    late = post(move | {"to": "WITHDRAWN"}, headers)
    assert late.status_code == 409
    assert late.json()["detail"]
    site.refresh_from_db()
    assert site.status == SiteStatus.APPLIED
