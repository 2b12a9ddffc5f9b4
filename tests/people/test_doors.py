"""The pages of persons, licences, accounts and tokens."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.network.models import RoleKind
from niukou.people.actions.tokens import make_token
from niukou.people.models import Account, ApiToken, Licence, LicenceLevel, Person, Reveal
from tests.browser import Browser
from tests.factories import (
    AccountFactory,
    OfficeFactory,
    PersonFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)
from tests.factories.people import PHONE, LicenceFactory, invented_id_number, person_with_secrets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
LIST = "/people/"


def employer_of(person: Person) -> Account:
    office = OfficeFactory.create(person=person)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)


def names(response) -> set[str]:
    return {person.official_name for person in response.context["rows"]}


# --- who may see -----------------------------------------------------------------------------
READERS = [
    (lambda person: AccountFactory.create(person=person), True),
    (employer_of, True),
    (lambda person: holder(RoleKind.HOSPITAL_COORDINATOR, OfficeFactory.create(person=person).organisation), True),
    (lambda person: platform_administrator(), True),
    (lambda person: auditor(), True),
    (lambda person: employer_of(PersonFactory.create()), False),
    (lambda person: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "sees"), READERS)
def test_person_visible_to(reader, sees: bool, signed_in) -> None:
    person = PersonFactory.create()
    LicenceFactory.create(person=person)
    user = reader(person)

    assert Person.objects.visible_to(user).filter(pk=person.pk).exists() == sees
    assert Licence.objects.visible_to(user).filter(person=person).exists() == sees
    answer = signed_in(user).get(person.get_absolute_url())
    assert answer.status_code == (200 if sees else 404)


def test_nobody_sees_a_person_without_signing_in(anybody: Browser) -> None:
    url = PersonFactory.create().get_absolute_url()

    assert anybody.get(url).url == f"/account/login/?next={url}"


# --- the list --------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["示范", "sfj", "别名"])
def test_person_list_finds_by_two_characters_initials_and_alias(typed: str, signed_in) -> None:
    PersonFactory.create(official_name="示范甲", aliases=["别名一"])
    PersonFactory.create(official_name="另一位")

    answer = signed_in(platform_administrator()).get(LIST, {"q": typed})

    assert names(answer) == {"示范甲"}


def test_person_list_narrows_by_licence_on_a_day(signed_in) -> None:
    for name, start, end in [("有效", 2024, 2027), ("过期", 2020, 2023), ("续期", 2020, 2023)]:
        LicenceFactory.create(
            person=PersonFactory.create(official_name=name),
            registered_on=date(start, 3, 1),
            valid_until=date(end, 3, 1),
        )
    LicenceFactory.create(
        person=Person.objects.get(official_name="续期"),
        registered_on=date(2023, 3, 1),
        valid_until=date(2026, 3, 1),
        level=LicenceLevel.SENIOR,
    )
    browser = signed_in(AccountFactory.create(person=Person.objects.get(official_name="有效")))
    browser.force_login(auditor())
    asked = [
        ({"licensed": "valid", "on": "2025-01-01"}, {"有效", "续期"}),
        ({"licensed": "expired", "on": "2025-01-01"}, {"过期"}),
        ({"licensed": "valid", "on": "2021-01-01"}, {"过期", "续期"}),
        ({"licensed": "expired", "on": "2026-03-01"}, {"过期", "续期"}),
        ({"level": "SENIOR"}, {"续期"}),
        ({"level": "SOCIAL_WORKER", "licensed": "expired", "on": "2025-01-01"}, {"过期", "续期"}),
    ]

    found = [names(browser.get(LIST, query)) for query, _ in asked]

    assert found == [expected for _, expected in asked]
    without = names(browser.get(LIST, {"licensed": "none"}))
    assert without.isdisjoint({"有效", "过期", "续期"})
    assert without


def test_person_list_tells_a_bad_date_and_still_answers(signed_in) -> None:
    answer = signed_in(platform_administrator()).get(LIST, {"on": "31/31/2025"})

    assert answer.status_code == 422


def test_person_list_answers_htmx_with_its_rows_alone(signed_in) -> None:
    answer = signed_in(platform_administrator()).get(LIST, HTTP_HX_TARGET="person-rows")

    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_person_list_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    LicenceFactory.create_batch(count)
    browser = signed_in(auditor())
    browser.get(LIST)

    # session, account, roles, programmes run (who may register), count, persons, licences
    with django_assert_num_queries(7):
        browser.get(LIST)


# --- one person ------------------------------------------------------------------------------
def test_person_page_shows_masks_and_no_secret(signed_in) -> None:
    person = person_with_secrets()

    html = signed_in(employer_of(person)).get(person.get_absolute_url()).content.decode()

    assert "139****1234" in html
    assert PHONE not in html
    assert invented_id_number() not in html


@pytest.mark.parametrize("reader", [employer_of, lambda person: auditor()])
@pytest.mark.parametrize("count", [1, 3])
def test_person_page_stays_within_its_queries(
    signed_in, reader, count, django_assert_max_num_queries
) -> None:
    person = person_with_secrets()
    LicenceFactory.create_batch(count, person=person)
    OfficeFactory.create_batch(count, person=person)
    AccountFactory.create(person=person)
    browser = signed_in(reader(person))
    browser.get(person.get_absolute_url())

    # session, account, roles, person, licences, account of the person, looks, changes and
    # their names, offices
    with django_assert_max_num_queries(12):
        browser.get(person.get_absolute_url())


def test_registering_leads_to_the_new_page(signed_in) -> None:
    browser = signed_in(platform_administrator())
    typed = {"official_name": "示范甲", "gender": "FEMALE", "id_number": invented_id_number()}

    answer = browser.post("/people/register/", typed)

    person = Person.objects.get(official_name="示范甲")
    assert (answer.status_code, answer.url) == (302, person.get_absolute_url())
    assert person.birth_on.reveal() == "1990-05-06"


def test_registering_says_why_the_id_number_is_asked(signed_in) -> None:
    html = signed_in(platform_administrator()).get("/people/register/").content.decode()

    assert "加密" in html or "encrypted" in html


def test_registering_again_is_refused_kindly_and_keeps_what_was_typed(signed_in) -> None:
    known = person_with_secrets(official_name="示范甲")
    browser = signed_in(platform_administrator())
    typed = {"official_name": "示范乙", "gender": "MALE", "id_number": invented_id_number()}

    answer = browser.post("/people/register/", typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"示范甲 #{known.pk.hex[:8]}" in html
    assert 'value="示范乙"' in html


BAD = [
    {"official_name": "", "gender": "MALE"},
    {"official_name": "x" * 61, "gender": "MALE"},
    {"official_name": "示范甲", "gender": "OTHER"},
    {"official_name": "示范甲", "gender": "MALE", "email": "no address"},
    {"official_name": "示范甲", "gender": "MALE", "email": f"{'x' * 250}@example.org"},
    {"official_name": "示范甲", "gender": "MALE", "birth_on": "1990-02-30"},
    {"official_name": "示范甲", "gender": "MALE", "id_number": "123"},
]


@pytest.mark.parametrize("typed", BAD)
def test_bad_input_registers_nobody(typed: dict[str, str], signed_in) -> None:
    by = platform_administrator()
    before = Person.objects.count()

    assert signed_in(by).post("/people/register/", typed).status_code == 422
    assert Person.objects.count() == before


def test_the_second_of_two_editors_sees_both_versions_and_keeps_what_was_typed(signed_in) -> None:
    person = person_with_secrets(official_name="示范甲")
    browser = signed_in(platform_administrator())
    url = reverse("people:person-edit", args=[person.pk])
    typed = {"version": person.version, "gender": "FEMALE", "why": "更正"}
    browser.post(url, typed | {"official_name": "示范先改"})

    answer = browser.post(url, typed | {"official_name": "示范后改", "phone": "13900009999"})

    shown = [(row.theirs, row.yours) for row in answer.context["form"].differences]
    assert answer.status_code == 422
    assert shown == [("示范先改", "示范后改"), ("139****1234", "13900009999")]
    again = browser.post(
        url,
        typed
        | {
            "official_name": "示范后改",
            "phone": "13900009999",
            "version": answer.context["form"].data["version"],
        },
    )
    person.refresh_from_db()
    assert (again.status_code, person.official_name) == (302, "示范后改")
    assert person.phone.reveal() == "13900009999"


def test_the_edit_form_holds_no_secret(signed_in) -> None:
    person = person_with_secrets()
    url = reverse("people:person-edit", args=[person.pk])

    html = signed_in(platform_administrator()).get(url).content.decode()

    assert PHONE not in html
    assert invented_id_number() not in html


def test_a_revealed_value_stands_on_one_answer_that_is_not_kept(signed_in) -> None:
    person = person_with_secrets()
    by = employer_of(person)
    browser = signed_in(by)
    url = reverse("people:person-reveal", args=[person.pk])

    answer = browser.post(url, {"field": "phone", "reason": "联系家访"})

    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(person.get_absolute_url()).content.decode()
    assert PHONE not in page
    assert "联系家访" in page


def test_a_look_without_a_reason_shows_nothing(signed_in) -> None:
    person = person_with_secrets()
    url = reverse("people:person-reveal", args=[person.pk])

    answer = signed_in(employer_of(person)).post(url, {"field": "phone", "reason": ""})

    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()
    assert Reveal.objects.count() == 0


# who sees that the employer looked   sees
WITNESSES = [
    (lambda person, looker: looker, True),
    (lambda person, looker: AccountFactory.create(person=person), True),
    (lambda person, looker: auditor(), True),
    (lambda person, looker: platform_administrator(), True),
    (lambda person, looker: holder(RoleKind.HOSPITAL_COORDINATOR, person.offices.first().organisation), False),
    (lambda person, looker: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("witness", "sees"), WITNESSES)
def test_reveal_visible_to(witness, sees: bool) -> None:
    person = person_with_secrets()
    looker = employer_of(person)
    Reveal.objects.create(person=person, field="phone", reason="联系", by=looker)

    seen = Reveal.objects.visible_to(witness(person, looker))

    assert seen.exists() == sees


# --- licences --------------------------------------------------------------------------------
def test_a_licence_is_added_and_corrected(signed_in) -> None:
    person = PersonFactory.create()
    browser = signed_in(platform_administrator())
    typed = {
        "level": "SENIOR",
        "number": "DEMO1",
        "registered_on": "2024-03-01",
        "valid_until": "2027-03-01",
    }
    browser.post(reverse("people:licence-add", args=[person.pk]), typed)
    licence = person.licences.get()

    url = reverse("people:licence-edit", args=[licence.pk])
    answer = browser.post(url, typed | {"number": "DEMO2", "version": 1, "why": "更正"})

    licence.refresh_from_db()
    assert (answer.url, licence.number) == (person.get_absolute_url(), "DEMO2")
    late = browser.post(url, typed | {"number": "DEMO3", "version": 1, "why": "更正"})
    assert late.status_code == 422


# --- accounts and tokens ---------------------------------------------------------------------
def test_the_link_to_choose_a_password_is_shown_once(signed_in) -> None:
    person = PersonFactory.create()
    browser = signed_in(platform_administrator())
    url = reverse("people:account-open", args=[person.pk])

    answer = browser.post(url, {"email": "new@example.org"})

    assert "/account/password/reset/key/" in answer.content.decode()
    page = browser.get(person.account.get_absolute_url()).content.decode()
    assert "/password/reset/key/" not in page
    assert browser.post(url, {"email": "other@example.org"}).status_code == 422


def test_an_address_longer_than_its_column_is_refused(signed_in) -> None:
    office, long = OfficeFactory.create(), f"{60 * 'x'}@{'.'.join(4 * [49 * 'x'])}.example.org"
    browser = signed_in(platform_administrator())
    asked = [
        (reverse("people:account-open", args=[office.person.pk]), {"email": long}),
        (
            reverse("network:person-bring-in", args=[office.organisation.pk]),
            {"official_name": "示范甲", "title": "社工", "from_on": "2026-01-01", "email": long},
        ),
    ]

    assert len(long) > 254
    assert [browser.post(url, typed).status_code for url, typed in asked] == [422, 422]


def test_account_list_finds_by_address_and_by_name(signed_in) -> None:
    wanted = AccountFactory.create(
        email="wanted@example.org", person=PersonFactory.create(official_name="示范甲")
    )
    AccountFactory.create(is_active=False)
    browser = signed_in(platform_administrator())

    found = [
        list(browser.get("/accounts/", {"q": typed}).context["rows"]) for typed in ("WANT", "示范")
    ]

    assert found == [[wanted], [wanted]]
    closed = browser.get("/accounts/", {"state": "False"}).context["rows"]
    assert [account.is_active for account in closed] == [False]


# who may see an account            sees
ACCOUNT_READERS = [
    (lambda account: account, True),
    (lambda account: employer_of(account.person), True),
    (lambda account: platform_administrator(), True),
    (lambda account: auditor(), True),
    (lambda account: holder(RoleKind.HOSPITAL_COORDINATOR, OfficeFactory.create(person=account.person).organisation), False),
    (lambda account: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "sees"), ACCOUNT_READERS)
def test_account_visible_to(reader, sees: bool, signed_in) -> None:
    account = stranger()

    answer = signed_in(reader(account)).get(account.get_absolute_url())

    assert answer.status_code == (200 if sees else 404)


@pytest.mark.parametrize("count", [1, 3])
def test_account_list_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    AccountFactory.create_batch(count)
    browser = signed_in(auditor())
    browser.get("/accounts/")

    with django_assert_num_queries(5):  # session, account, roles, count, accounts
        browser.get("/accounts/")


def test_an_account_is_closed_and_reopened_with_a_reason(signed_in) -> None:
    account = stranger()
    browser = signed_in(platform_administrator())
    for verb, is_active in (("close", False), ("reopen", True)):
        url = reverse(f"people:account-{verb}", args=[account.pk])

        assert browser.post(url, {"why": ""}).status_code == 422
        assert browser.post(url, {"why": "离职"}).url == account.get_absolute_url()

        account.refresh_from_db()
        assert account.is_active == is_active


def test_an_administrator_is_not_offered_to_close_the_own_account(signed_in) -> None:
    administrator = platform_administrator()
    browser = signed_in(administrator)
    close = reverse("people:account-close", args=[administrator.pk])

    assert close not in browser.get(administrator.get_absolute_url()).content.decode()
    assert browser.post(close, {"why": "离职"}).status_code == 422


def test_inviting_again_tells_what_became_of_it(signed_in) -> None:
    fresh, entered = AccountFactory.create(password="!"), stranger()
    browser = signed_in(platform_administrator())

    for account in (fresh, entered):
        answer = browser.post(reverse("people:account-invite", args=[account.pk]), follow=True)
        levels = [message.level_tag for message in answer.context["messages"]]
        assert levels == (["success"] if account is fresh else ["error"])


def test_the_secret_of_a_token_is_shown_once(signed_in) -> None:
    account = stranger()
    browser = signed_in(account)

    answer = browser.post(reverse("people:token-make"), {"name": "月报"})

    secret = answer.context["fresh"].secret
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for page in ("people:token-list", "people:my-account"):
        html = browser.get(reverse(page)).content.decode()
        assert secret not in html
        assert "月报" in html


def test_a_token_is_revoked_by_its_owner_and_found_by_nobody_else(signed_in) -> None:
    account = stranger()
    token = make_token(account, name="月报", by=account).token
    url = reverse("people:token-revoke", args=[token.pk])

    assert signed_in(platform_administrator()).post(url).status_code == 404
    assert signed_in(account).get(url).status_code == 405
    assert signed_in(account).post(url).status_code == 302
    assert ApiToken.objects.in_force().count() == 0


def test_my_account_serves_an_account_without_a_person(signed_in) -> None:
    account = AccountFactory.create(person=None)

    assert signed_in(account).get("/me/").status_code == 200
    assert signed_in(account).get(account.get_absolute_url()).status_code == 200


def test_my_account_shows_the_roles_one_holds(signed_in) -> None:
    by = employer_of(PersonFactory.create())
    role = by.roles.get()

    html = signed_in(by).get("/me/").content.decode()

    assert role.get_kind_display() in html
    assert str(role.organisation) in html


# --- visible, but not allowed ----------------------------------------------------------------
@pytest.mark.parametrize("name", ["person-edit", "person-reveal", "licence-add", "account-open"])
def test_an_auditor_sees_a_person_and_changes_nothing(name: str, signed_in) -> None:
    person = person_with_secrets()
    browser = signed_in(auditor())
    url = reverse(f"people:{name}", args=[person.pk])

    assert browser.get(person.get_absolute_url()).status_code == 200
    assert (browser.get(url).status_code, browser.post(url).status_code) == (403, 403)
    assert url not in browser.get(person.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name", ["person-detail", "person-edit", "person-reveal", "licence-add", "account-open"]
)
def test_a_stranger_does_not_learn_that_a_person_exists(name: str, signed_in) -> None:
    url = reverse(f"people:{name}", args=[PersonFactory.create().pk])

    assert signed_in(stranger()).get(url).status_code == 404


@pytest.mark.parametrize("name", ["account-close", "account-reopen"])
def test_an_auditor_sees_an_account_and_changes_nothing(name: str, signed_in) -> None:
    url = reverse(f"people:{name}", args=[stranger().pk])

    assert signed_in(auditor()).post(url, {"why": "x"}).status_code == 403


def test_nobody_registers_persons_without_a_role(signed_in) -> None:
    assert signed_in(stranger()).get("/people/register/").status_code == 403
