"""Changing the address of an account, removing lost second factors, signing out elsewhere."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from niukou.network.models import RoleKind
from niukou.people.actions.accounts import (
    EmailTaken,
    NoSecondFactor,
    OwnAccount,
    change_email,
    close_account,
    end_sessions,
    open_account,
    reopen_account,
    reset_second_factors,
)
from niukou.people.invitations import password_link
from niukou.people.jobs import tell_factors_reset, tell_former_address
from niukou.people.models import Account
from tests.browser import Browser
from tests.factories import (
    PASSWORD,
    AccountFactory,
    OfficeFactory,
    PersonFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)

pytestmark = pytest.mark.django_db
NEW = "new@example.org"


def employer_of(account: Account) -> Account:
    office = OfficeFactory.create(person=account.person)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)


def with_factors() -> Account:
    account = stranger()
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=account, type=kind, data={})
    return account


def sign_in(email: str) -> Browser:
    browser = Browser()
    browser.post("/account/login/", {"login": email, "password": PASSWORD})
    return browser


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/me/").status_code == 200


def jobs(task: str) -> list[dict[str, object]]:
    found = ProcrastinateJob.objects.filter(task_name=f"niukou.people.jobs.{task}")
    return [job.args for job in found]


# --- the address -----------------------------------------------------------------------------
def test_change_email_lets_in_by_the_new_address_and_no_longer_by_the_former() -> None:
    account = stranger()
    former = account.email
    before = sign_in(former)
    assert is_signed_in(before)

    changed = change_email(
        account, email=" New@Example.ORG ", why="换单位", by=platform_administrator()
    )

    assert changed.email == NEW
    assert not is_signed_in(before)
    assert not is_signed_in(sign_in(former))
    assert is_signed_in(sign_in(NEW))
    assert jobs("tell_former_address") == [{"account_id": account.pk, "former": former}]
    assert account.events.latest("pgh_id").pgh_context.metadata["why"] == "换单位"


def test_the_former_address_gets_no_link_to_the_account() -> None:
    account = stranger()
    former, link = account.email, password_link(account)
    sign_in(former)  # by which the library notes the address of its own
    change_email(account, email=NEW, why="换单位", by=platform_administrator())

    Browser().post(reverse("account_reset_password"), {"email": former})

    assert "password/reset/key" not in mail.outbox[0].body
    assert "password1" not in Browser().get(link, follow=True).content.decode()


def test_the_letter_to_the_former_address_tells_neither_name_nor_new_address() -> None:
    account = AccountFactory.create(email=NEW)

    tell_former_address(account_id=account.pk, former="former@example.org")
    tell_former_address(account_id=account.pk, former=NEW)  # changed back meanwhile

    [letter] = mail.outbox
    assert letter.to == ["former@example.org"]
    assert "former@example.org" in letter.body
    assert NEW not in letter.body
    assert account.person.official_name not in letter.body


def test_change_email_invites_anew_who_has_chosen_no_password_yet() -> None:
    by = platform_administrator()
    account = open_account(PersonFactory.create(), email="typo@example.org", by=by)

    change_email(account, email=NEW, why="写错了", by=by)

    assert len(jobs("send_invitation")) == 2


@pytest.mark.parametrize("taken", ["taken@example.org", "TAKEN@example.org", "own@example.org"])
def test_change_email_refuses_an_address_that_has_an_account(taken: str) -> None:
    AccountFactory.create(email="taken@example.org")
    account = AccountFactory.create(email="own@example.org")

    with pytest.raises(EmailTaken):
        change_email(account, email=taken, why="换单位", by=platform_administrator())

    account.refresh_from_db()
    assert account.email == "own@example.org"
    assert jobs("tell_former_address") == []


# --- second factors --------------------------------------------------------------------------
def test_reset_second_factors_leaves_the_password_and_tells_the_owner() -> None:
    account = with_factors()
    browser = Browser()
    browser.force_login(account)

    reset_second_factors(account, why="手机丢失", by=platform_administrator())

    account.refresh_from_db()
    assert not Authenticator.objects.filter(user=account).exists()
    assert not is_signed_in(browser)
    assert is_signed_in(sign_in(account.email))
    assert account.factors_reset_at is not None
    assert account.events.latest("pgh_id").pgh_context.metadata["why"] == "手机丢失"
    tell_factors_reset(**jobs("tell_factors_reset")[0])
    [letter] = mail.outbox
    assert letter.to == [account.email]
    assert reverse("mfa_index") in letter.body


def test_reset_second_factors_leaves_those_of_others() -> None:
    other = with_factors()

    reset_second_factors(with_factors(), why="手机丢失", by=platform_administrator())

    assert Authenticator.objects.filter(user=other).count() == 2


def test_reset_second_factors_refuses_ones_own() -> None:
    by = platform_administrator()
    Authenticator.objects.create(user=by, type=Authenticator.Type.TOTP, data={})

    with pytest.raises(OwnAccount):
        reset_second_factors(by, why="手机丢失", by=by)

    assert Authenticator.objects.filter(user=by).exists()


def test_reset_second_factors_refuses_where_there_is_none() -> None:
    with pytest.raises(NoSecondFactor):
        reset_second_factors(stranger(), why="手机丢失", by=platform_administrator())


# who                               may
MENDERS = [
    (lambda account: platform_administrator(), True),
    (employer_of, False),
    (lambda account: account, False),
    (lambda account: auditor(), False),
    (lambda account: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("mender", "may"), MENDERS)
def test_who_may_change_an_address_and_reset_second_factors(
    mender: Callable[[Account], Account], may: bool
) -> None:
    account = with_factors()
    by = mender(account)

    if may:
        reset_second_factors(account, why="核对", by=by)
        assert change_email(account, email=NEW, why="核对", by=by).email == NEW
        return
    with pytest.raises(PermissionDenied):
        change_email(account, email=NEW, why="核对", by=by)
    with pytest.raises(PermissionDenied):
        reset_second_factors(account, why="核对", by=by)
    assert Authenticator.objects.filter(user=account).count() == 2


# --- sessions --------------------------------------------------------------------------------
def test_signing_out_everywhere_else_leaves_this_browser_signed_in() -> None:
    account = stranger()
    here, elsewhere, other = (
        sign_in(account.email),
        sign_in(account.email),
        sign_in(stranger().email),
    )

    answer = here.post(reverse("people:sessions-end"))

    assert answer.url == "/me/"
    assert [is_signed_in(each) for each in (here, elsewhere, other)] == [True, False, True]
    assert is_signed_in(sign_in(account.email))


def test_nobody_signs_out_somebody_else() -> None:
    with pytest.raises(PermissionDenied):
        end_sessions(stranger(), by=platform_administrator())


def test_a_reopened_account_does_not_get_its_sessions_back() -> None:
    account, by = stranger(), platform_administrator()
    browser = sign_in(account.email)
    close_account(account, why="离职", by=by)

    reopen_account(account, why="回来", by=by)

    assert not is_signed_in(browser)
    assert is_signed_in(sign_in(account.email))


# --- the pages -------------------------------------------------------------------------------
def test_the_address_is_changed_on_its_page_and_told_in_the_history(signed_in) -> None:
    account = stranger()
    browser = signed_in(platform_administrator())
    url = reverse("people:account-change-email", args=[account.pk])
    assert url in browser.get(account.get_absolute_url()).content.decode()
    assert browser.get(url).status_code == 200

    bad = [
        {"email": NEW},
        {"email": "none", "why": "x"},
        {"email": f"{'x' * 250}@example.org", "why": "x"},
    ]
    assert [browser.post(url, typed).status_code for typed in bad] == [422, 422, 422]
    answer = browser.post(url, {"email": NEW, "why": "换了单位"}, follow=True)

    html = answer.content.decode()
    account.refresh_from_db()
    assert (account.email, answer.redirect_chain) == (NEW, [(account.get_absolute_url(), 302)])
    assert "换了单位" in html
    assert not re.search(r"\b0 → 1\b", html)


def test_second_factors_are_removed_on_their_page(signed_in) -> None:
    account = with_factors()
    browser = signed_in(platform_administrator())
    url = reverse("people:account-reset-factors", args=[account.pk])
    assert url in browser.get(account.get_absolute_url()).content.decode()
    assert browser.get(url).status_code == 200

    assert browser.post(url, {"why": ""}).status_code == 422
    answer = browser.post(url, {"why": "手机丢失"}, follow=True)

    html = answer.content.decode()
    assert "手机丢失" in html
    assert url not in html
    assert browser.post(url, {"why": "手机丢失"}).status_code == 422
    assert 'name="why"' not in browser.get(url).content.decode()


def test_nobody_is_offered_to_reset_their_own(signed_in) -> None:
    by = platform_administrator()
    Authenticator.objects.create(user=by, type=Authenticator.Type.TOTP, data={})
    url = reverse("people:account-reset-factors", args=[by.pk])
    browser = Browser()
    browser.force_login(by)

    assert url not in browser.get(by.get_absolute_url()).content.decode()
    assert browser.post(url, {"why": "手机丢失"}).status_code == 422


@pytest.mark.parametrize("name", ["account-change-email", "account-reset-factors"])
def test_who_may_open_the_pages(name: str, signed_in) -> None:
    account = with_factors()
    url = reverse(f"people:{name}", args=[account.pk])
    askers = [platform_administrator(), employer_of(account), auditor(), account, stranger()]

    asked = [signed_in(user).get(url).status_code for user in askers]

    assert asked == [200, 403, 403, 403, 404]


def test_the_account_page_stays_within_its_queries(
    signed_in, django_assert_max_num_queries
) -> None:
    account, by = with_factors(), platform_administrator()
    for turn in range(3):
        change_email(account, email=f"turn{turn}@example.org", why="核对", by=by)
    browser = signed_in(by)
    browser.get(account.get_absolute_url())

    # session, account, roles, the account shown, its person, factors, roles shown, changes,
    # their names
    with django_assert_max_num_queries(12):
        browser.get(account.get_absolute_url())


def test_the_menu_leads_to_my_account(signed_in) -> None:
    html = signed_in(stranger()).get(reverse("desk:home")).content.decode()

    menu = html[html.index("nk-menu-panel") :]
    assert menu.index(reverse("people:my-account")) < menu.index(reverse("mfa_index"))
