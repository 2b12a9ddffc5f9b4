"""The command that lets the first administrator in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niukou.network.queries import roles_of
from niukou.people.models import Account
from tests.browser import Browser
from tests.factories import PASSWORD, AccountFactory

pytestmark = pytest.mark.django_db


def create(email: str) -> str:
    said = StringIO()
    call_command("create_administrator", email, stdout=said)
    return said.getvalue()


def test_the_first_administrator_chooses_a_password_by_the_printed_link(anybody: Browser) -> None:
    link = re.search(r"http\S+", create("First@example.org"))[0]

    form = anybody.get(link, follow=True)
    anybody.post(form.wsgi_request.path, {"password1": PASSWORD, "password2": PASSWORD})
    anybody.post("/account/login/", {"login": "first@example.org", "password": PASSWORD})

    account = Account.objects.get()
    assert roles_of(account).is_platform_administrator
    assert anybody.get("/accounts/").status_code == 200


def test_run_again_it_makes_no_second_account_or_role() -> None:
    create("first@example.org")

    create("first@example.org")

    assert Account.objects.get().roles.count() == 1


def test_it_lets_a_closed_account_back_in() -> None:
    AccountFactory.create(email="first@example.org", is_active=False)

    create("first@example.org")

    assert Account.objects.get().is_active


def test_it_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        create("nobody")

    assert Account.objects.count() == 0
