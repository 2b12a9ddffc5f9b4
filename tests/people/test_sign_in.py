"""Signing in: by password, by a second factor, once too often, and for how long."""

import base64
import hashlib
import hmac
import re
import struct
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse

from niukou.people.invitations import password_link
from niukou.people.models import Account
from tests.browser import Browser
from tests.factories import PASSWORD, AccountFactory, stranger

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 2, 1, 4, tzinfo=UTC)
LOGIN, ME = "/account/login/", "/me/"


def sign_in(browser: Browser, account: Account, password: str = PASSWORD, **headers: str):
    return browser.post(LOGIN, {"login": account.email, "password": password}, **headers)


def is_signed_in(browser: Browser) -> bool:
    return browser.get(ME).status_code == 200


def totp_code(secret: str, at: datetime) -> str:
    """Return what an authenticator app shows. Source: RFC 6238, with SHA-1, 30 s, 6 digits."""
    counter = struct.pack(">Q", int(at.timestamp()) // 30)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def activate_totp(
    account: Account, at: datetime, password: str = PASSWORD
) -> tuple[str, list[str]]:
    """Set up an authenticator app as its owner would; return its secret and the recovery codes."""
    browser = Browser()
    with time_machine.travel(at, tick=False):
        sign_in(browser, account, password)
        asked = browser.get(reverse("mfa_activate_totp"))
        assert asked.url.startswith(reverse("account_reauthenticate"))
        browser.post(asked.url, {"password": password})
        form = browser.get(reverse("mfa_activate_totp"))
        secret = form.context["form"].secret
        typed = {"code": totp_code(secret, at)}
        assert browser.post(reverse("mfa_activate_totp"), typed).status_code == 302
        codes = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    return secret, re.findall(r"\b[0-9a-f]{8}\b", codes)


def test_a_password_lets_its_owner_in_and_signing_out_ends_it(anybody: Browser) -> None:
    assert not is_signed_in(anybody)

    sign_in(anybody, stranger())

    assert is_signed_in(anybody)
    anybody.post(reverse("account_logout"))
    assert not is_signed_in(anybody)


def test_signing_in_leads_to_the_page_that_was_asked_for(anybody: Browser) -> None:
    closed = anybody.get(ME)

    answer = anybody.post(closed.url, {"login": stranger().email, "password": PASSWORD, "next": ME})

    assert closed.url == f"{LOGIN}?next={ME}"
    assert answer.url == ME


def test_a_closed_account_is_not_let_in(anybody: Browser) -> None:
    sign_in(anybody, AccountFactory.create(is_active=False))

    assert not is_signed_in(anybody)


def test_the_sixth_wrong_password_in_five_minutes_is_refused_and_so_is_the_right_one() -> None:
    account = stranger()
    for attempt in range(5):  # each from another browser and address: it is the account that counts
        sign_in(Browser(), account, "wrong", REMOTE_ADDR=f"192.0.2.{attempt}")

    browser = Browser()
    headers = {"REMOTE_ADDR": "192.0.2.9", "HTTP_ACCEPT_LANGUAGE": "en"}
    answer = sign_in(browser, account, PASSWORD, **headers)

    assert not is_signed_in(browser)
    assert "Too many failed login attempts" in answer.content.decode()


def test_the_refusal_ends_after_five_minutes() -> None:
    account = stranger()
    with time_machine.travel(NOON, tick=False):
        for _ in range(6):
            sign_in(Browser(), account, "wrong")

    browser = Browser()
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        sign_in(browser, account)
        assert is_signed_in(browser)


def test_wrong_passwords_are_counted_in_the_database_which_all_processes_share() -> None:
    account = stranger()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        before = cursor.fetchone()[0]

    sign_in(Browser(), account, "wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone()[0] > before


def test_a_session_ends_after_the_idle_time_and_not_before(anybody: Browser) -> None:
    account, idle = stranger(), timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(anybody, account)

        for _ in range(3):  # whoever works on stays signed in
            clock.shift(idle - timedelta(minutes=1))
            assert is_signed_in(anybody)

        clock.shift(idle + timedelta(minutes=2))
        assert not is_signed_in(anybody)


def test_an_authenticator_app_is_asked_for_its_code_after_the_password(anybody: Browser) -> None:
    account = stranger()
    secret, _codes = activate_totp(account, NOON)
    later = NOON + timedelta(hours=1)

    with time_machine.travel(later, tick=False):
        sign_in(anybody, account)
        assert not is_signed_in(anybody)
        wrong = anybody.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert wrong.status_code == 200
        assert not is_signed_in(anybody)

        anybody.post(reverse("mfa_authenticate"), {"code": totp_code(secret, later)})

        assert is_signed_in(anybody)


def test_a_code_of_an_authenticator_app_is_taken_once() -> None:
    account = stranger()
    secret, _codes = activate_totp(account, NOON)
    later = NOON + timedelta(hours=1)
    first, second = Browser(), Browser()

    with time_machine.travel(later, tick=False):
        for browser in (first, second):
            sign_in(browser, account)
            browser.post(reverse("mfa_authenticate"), {"code": totp_code(secret, later)})

        assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_lets_its_owner_in_once() -> None:
    account = stranger()
    _secret, codes = activate_totp(account, NOON)
    assert len(codes) == 10
    first, second = Browser(), Browser()

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        for browser in (first, second):
            sign_in(browser, account)
            browser.post(reverse("mfa_authenticate"), {"code": codes[0]})

        assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_the_account_page_names_the_second_factors(anybody: Browser) -> None:
    account = stranger()
    activate_totp(account, NOON)

    with time_machine.travel(NOON + timedelta(seconds=90), tick=False):
        browser = Browser()
        browser.force_login(account)
        labels = [factor.kind for factor in browser.get(ME).context["factors"]]

    assert sorted(labels) == [Authenticator.Type.RECOVERY_CODES, Authenticator.Type.TOTP]


def test_a_passkey_is_offered_on_the_sign_in_page(anybody: Browser) -> None:
    assert 'id="passkey_login"' in anybody.get(LOGIN).content.decode()


def test_a_passkey_sign_in_without_a_passkey_lets_nobody_in(anybody: Browser) -> None:
    anybody.get(reverse("mfa_login_webauthn"), HTTP_X_REQUESTED_WITH="XMLHttpRequest")

    anybody.post(reverse("mfa_login_webauthn"), {"credential": "{}"})

    assert not is_signed_in(anybody)


def test_nobody_signs_up(anybody: Browser) -> None:
    page = anybody.get(reverse("account_signup"))
    anybody.post(
        reverse("account_signup"),
        {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert 'name="password1"' not in page.content.decode()
    assert not Account.objects.filter(email="me@example.org").exists()


def test_nobody_adds_an_address_to_sign_in_with(signed_in) -> None:
    account = stranger()

    answer = signed_in(account).post(
        "/account/email/", {"email": "x@example.org", "action_add": ""}
    )

    assert (answer.status_code, answer.url) == (302, ME)
    assert account.emailaddress_set.filter(email="x@example.org").count() == 0


def test_asking_for_a_new_password_does_not_tell_whether_an_address_is_known() -> None:
    known = stranger().email
    asked = [
        Browser().post(reverse("account_reset_password"), {"email": email})
        for email in (known, "nobody@example.org")
    ]

    assert [answer.status_code for answer in asked] == [302, 302]
    assert asked[0].url == asked[1].url
    assert [letter.to for letter in mail.outbox] == [[known], ["nobody@example.org"]]
    assert "password/reset/key" in mail.outbox[0].body
    assert "password/reset/key" not in mail.outbox[1].body


def test_a_forgotten_password_is_replaced_by_the_mailed_link(anybody: Browser) -> None:
    account = stranger()
    anybody.post(reverse("account_reset_password"), {"email": account.email})
    link = re.search(r"http\S+/key/\S+", mail.outbox[0].body)[0]

    form = anybody.get(link, follow=True)
    typed = {"password1": "button-with-5-holes", "password2": "button-with-5-holes"}
    anybody.post(form.wsgi_request.path, typed)

    browser = Browser()
    sign_in(browser, account, PASSWORD)
    assert not is_signed_in(browser)
    sign_in(browser, account, "button-with-5-holes")
    assert is_signed_in(browser)


def test_a_closed_account_gets_no_link(anybody: Browser) -> None:
    account = AccountFactory.create(is_active=False)

    anybody.post(reverse("account_reset_password"), {"email": account.email})

    assert all("password/reset/key" not in letter.body for letter in mail.outbox)


def test_the_language_chosen_before_signing_in_stays(anybody: Browser) -> None:
    assert 'lang="zh-Hans-CN"' in anybody.get(LOGIN).content.decode()

    anybody.post(reverse("set_language"), {"language": "en", "next": LOGIN})
    sign_in(anybody, stranger())

    assert 'lang="en"' in anybody.get(ME).content.decode()


ALLAUTH = [
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]


def test_whoever_came_by_an_invitation_can_set_up_an_authenticator_app(anybody: Browser) -> None:
    account = AccountFactory.create(password="!")
    with time_machine.travel(NOON, tick=False):
        form = anybody.get(password_link(account), follow=True)
        typed = {"password1": PASSWORD, "password2": PASSWORD}
        anybody.post(form.wsgi_request.path, typed)

    secret, codes = activate_totp(account, NOON)

    assert (len(secret), len(codes)) == (32, 10)


@pytest.mark.parametrize("name", ALLAUTH)
def test_the_pages_around_signing_in_are_as_sound_as_our_own(name: str, anybody: Browser) -> None:
    if name not in {"account_login", "account_reset_password", "account_inactive"}:
        sign_in(anybody, stranger())

    assert anybody.get(reverse(name)).status_code in {200, 302}
