"""Organisations and agreements for scripts."""

import pytest

from niukou.core.codes import synthetic_credit_code
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account, ApiToken
from niukou.people.tokens import digest_of
from tests.factories import (
    AccountFactory,
    OrganisationFactory,
    auditor,
    platform_administrator,
    stranger,
)
from tests.factories.network import (
    another_hospitals_administrator,
    hospitals_coordinator,
    signed_agreement,
)

pytestmark = pytest.mark.django_db
ORGANISATIONS = "/api/v1/organisations"
AGREEMENTS = "/api/v1/agreements"


@pytest.fixture
def scripted(client):
    """Return what sends requests with a token of that account."""

    def sign_in(account: Account):
        ApiToken.objects.create(account=account, name="脚本", digest=digest_of(f"s{account.pk}"))
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer s{account.pk}"
        return client

    return sign_in


@pytest.mark.parametrize("address", [ORGANISATIONS, AGREEMENTS, f"{ORGANISATIONS}/1"])
def test_without_a_token_it_is_401(client, address: str) -> None:
    assert client.get(address).status_code == 401


def test_a_wrong_or_revoked_token_or_a_closed_account_is_401(client, scripted) -> None:
    script = scripted(AccountFactory.create(is_active=False))
    assert script.get(ORGANISATIONS).status_code == 401

    script = scripted(stranger())
    assert script.get(ORGANISATIONS).status_code == 200
    ApiToken.objects.update(revoked_at="2026-01-01T00:00:00+08:00")
    assert script.get(ORGANISATIONS).status_code == 401

    client.defaults["HTTP_AUTHORIZATION"] = "Bearer nonsense"
    assert client.get(ORGANISATIONS).status_code == 401


def test_a_session_reads_too_but_writes_only_with_its_csrf_token(signed_in) -> None:
    browser = signed_in(platform_administrator())
    strict = type(browser)(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    body = {"kind": "OTHER", "official_name": "演示机构", "no_uscc_reason": "无法人资格"}

    assert browser.get(ORGANISATIONS).status_code == 200
    assert strict.post(ORGANISATIONS, body, content_type="application/json").status_code == 403
    assert not Organisation.objects.exists()


def test_organisations_come_in_pages(scripted) -> None:
    OrganisationFactory.create_batch(3)

    page = scripted(stranger()).get(ORGANISATIONS, {"limit": 2, "offset": 2}).json()

    assert (page["count"], len(page["items"])) == (3, 1)


@pytest.mark.parametrize("asked", [{"limit": 1001}, {"limit": 10**19}, {"offset": 10**19}])
def test_nobody_asks_for_everything_at_once(scripted, asked: dict[str, int]) -> None:
    assert scripted(stranger()).get(ORGANISATIONS, asked).status_code == 422


def test_organisations_are_narrowed_as_on_the_page(scripted) -> None:
    OrganisationFactory.create(official_name="演示儿童医院")
    OrganisationFactory.create(official_name="演示人民医院")
    script = scripted(stranger())

    found = script.get(ORGANISATIONS, {"q": "儿童", "kind": "HOSPITAL"}).json()

    assert [one["official_name"] for one in found["items"]] == ["演示儿童医院"]
    assert script.get(ORGANISATIONS, {"kind": "NONE"}).status_code == 422


def test_an_organisation_is_registered_with_its_history(scripted) -> None:
    administrator = platform_administrator()
    body = {
        "kind": "HOSPITAL",
        "official_name": "演示儿童医院",
        "uscc": synthetic_credit_code(registration="12", sequence=5),
    }

    response = scripted(administrator).post(ORGANISATIONS, body, content_type="application/json")

    saved = Organisation.objects.get()
    assert (response.status_code, response.json()["id"]) == (201, saved.pk)
    event = saved.events.select_related("pgh_context").get()
    assert event.pgh_context.metadata["user"] == administrator.pk


@pytest.mark.parametrize(
    ("changes", "status", "blamed"),
    [
        ({"official_name": "演示人民医院"}, 409, "official_name"),
        ({"uscc": "12"}, 409, "uscc"),
        ({"uscc": ""}, 409, "no_uscc_reason"),
        ({"kind": "NONE"}, 422, None),
        ({"official_name": " "}, 422, None),
        ({"official_name": "演示\n医院"}, 422, None),
        ({"official_name": "演示\0医院"}, 422, None),
        ({"official_name": "医" * 121}, 422, None),
        ({"aliases": [""]}, 422, None),
        ({"aliases": ["\0"]}, 422, None),
        ({"no_uscc_reason": "医" * 121}, 422, None),
    ],
)
def test_a_refusal_is_said_as_on_the_page(
    scripted, changes: dict, status: int, blamed: str | None
) -> None:
    OrganisationFactory.create(official_name="演示人民医院")
    body = {
        "kind": "HOSPITAL",
        "official_name": "演示儿童医院",
        "uscc": synthetic_credit_code(registration="12", sequence=999_999),
    }
    script = scripted(platform_administrator())

    response = script.post(ORGANISATIONS, body | changes, content_type="application/json")

    assert response.status_code == status
    assert response.json().get("field") == blamed
    assert Organisation.objects.count() == 1


def test_whoever_may_not_register_gets_403(scripted) -> None:
    body = {"kind": "OTHER", "official_name": "演示机构", "no_uscc_reason": "无法人资格"}

    response = scripted(stranger()).post(ORGANISATIONS, body, content_type="application/json")

    assert (response.status_code, Organisation.objects.count()) == (403, 0)


def test_agreements_tell_their_parties_in_their_capacity(scripted) -> None:
    agreement = signed_agreement(signing_group=2, number="协字〔2024〕/7号")
    script = scripted(hospitals_coordinator(agreement))

    found = script.get(f"{AGREEMENTS}/{agreement.number}").json()

    assert (found["number"], found["signed_on"], found["signing_group"]) == (
        "协字〔2024〕/7号",
        "2024-11-23",
        2,
    )
    assert {(one["capacity"], one["official_name"]) for one in found["parties"]} == {
        (party.capacity, party.organisation.official_name) for party in agreement.parties.all()
    }


def test_an_agreement_one_may_not_see_is_404_and_not_in_the_list(scripted) -> None:
    agreement = signed_agreement()
    script = scripted(another_hospitals_administrator(agreement))

    assert Agreement.objects.exists()
    assert script.get(f"{AGREEMENTS}/{agreement.number}").status_code == 404
    assert script.get(AGREEMENTS).json() == {"items": [], "count": 0}
    assert script.get(f"{ORGANISATIONS}/0").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_agreements_take_the_same_queries_for_any_number(
    scripted, count: int, django_assert_num_queries
) -> None:
    for _place in range(count):
        signed_agreement(signing_group=1)
    script = scripted(auditor())
    script.get(AGREEMENTS)  # the first use of the day is noted on the token

    # token with account, roles, how many, agreements, parties, organisations
    with django_assert_num_queries(6):
        found = script.get(AGREEMENTS, {"signing_group": 1, "year": 2024}).json()

    assert found["count"] == count
