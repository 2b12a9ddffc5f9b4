"""Scripts sign in by a token, and act as its owner."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from niukou.network.models import Organisation
from niukou.people.actions.accounts import close_account
from niukou.people.actions.tokens import make_token, revoke_token
from niukou.people.models import Account, ApiToken
from niukou.people.tokens import digest_of
from tests.factories import OrganisationFactory, platform_administrator, stranger

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people"


def bearer(secret: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def secret_of(account: Account) -> str:
    return make_token(account, name="月报", by=account).secret


def test_a_token_signs_a_script_in_as_its_owner() -> None:
    owner = stranger()

    answer = Client().get(PEOPLE, **bearer(secret_of(owner)))

    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()["items"]] == [str(owner.person_id)]


@pytest.mark.parametrize("header", [{}, bearer("nk_wrong"), bearer("")])
def test_without_a_token_that_is_known_a_script_is_refused(header: dict[str, str]) -> None:
    secret_of(stranger())

    assert Client().get(PEOPLE, **header).status_code == 401


def test_the_digest_of_a_secret_is_no_secret() -> None:
    digest = digest_of(secret_of(stranger()))

    assert Client().get(PEOPLE, **bearer(digest)).status_code == 401


def test_a_revoked_token_is_refused() -> None:
    owner = stranger()
    fresh = make_token(owner, name="月报", by=owner)
    revoke_token(fresh.token, by=owner)

    assert Client().get(PEOPLE, **bearer(fresh.secret)).status_code == 401


def test_the_tokens_of_a_closed_account_are_refused() -> None:
    owner = stranger()
    secret = secret_of(owner)
    close_account(owner, why="离职", by=platform_administrator())

    assert Client().get(PEOPLE, **bearer(secret)).status_code == 401


def test_a_token_says_on_which_day_it_was_used_last() -> None:
    secret = secret_of(stranger())

    with time_machine.travel(datetime(2027, 1, 31, 20, tzinfo=UTC), tick=False):
        Client().get(PEOPLE, **bearer(secret))

    assert ApiToken.objects.get().last_used_on.isoformat() == "2027-02-01"  # it is China's day


def test_what_a_script_writes_bears_its_owners_name_in_the_history() -> None:
    owner = platform_administrator()
    body = {"kind": "OTHER", "official_name": "演示机构", "no_uscc_reason": "无法人资格"}

    answer = Client().post(
        "/api/v1/organisations",
        body,
        content_type="application/json",
        **bearer(secret_of(owner)),
    )

    assert answer.status_code == 201
    written = Organisation.objects.get(official_name="演示机构").events.get()
    assert written.pgh_context.metadata["user"] == owner.pk


def test_a_session_writes_by_the_api_only_with_the_token_of_its_form() -> None:
    OrganisationFactory.create()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(platform_administrator())

    answer = browser.post("/api/v1/organisations", {}, content_type="application/json")

    assert answer.status_code == 403
