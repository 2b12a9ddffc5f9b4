"""Opening, inviting, closing and reopening accounts; making and revoking tokens."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from niukou.network.models import RoleKind
from niukou.people.actions.accounts import (
    AccountExists,
    AccountIsClosed,
    AlreadyEntered,
    EmailTaken,
    OwnAccount,
    close_account,
    invite_again,
    open_account,
    reopen_account,
)
from niukou.people.actions.tokens import make_token, revoke_token
from niukou.people.jobs import send_invitation
from niukou.people.models import Account, ApiToken, Person
from niukou.people.tokens import digest_of
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


def employer_of(person: Person) -> Account:
    office = OfficeFactory.create(person=person)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)


def invited() -> Account:
    """Return an account whose owner has not chosen a password yet."""
    return open_account(
        PersonFactory.create(), email="new@example.org", by=platform_administrator()
    )


def choose_password(browser: Browser, link: str, password: str):
    """Follow the link and type a password; return the last answer."""
    form = browser.get(link, follow=True)
    typed = {"password1": password, "password2": password}
    return browser.post(form.wsgi_request.path, typed)


def test_open_account_gives_a_person_a_way_in_without_a_password() -> None:
    person = PersonFactory.create()

    account = open_account(person, email=" New@Example.org ", by=platform_administrator())

    assert (account.person, account.email, account.is_active) == (person, "new@example.org", True)
    assert not account.has_usable_password()
    job = ProcrastinateJob.objects.get(task_name="niukou.people.jobs.send_invitation")
    assert job.args == {"account_id": account.pk}


# who may open an account           may
OPENERS = [
    (lambda person: platform_administrator(), True),
    (employer_of, True),
    (lambda person: employer_of(PersonFactory.create()), False),
    (lambda person: auditor(), False),
    (lambda person: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("opener", "may"), OPENERS)
def test_who_may_open_an_account(opener, may: bool) -> None:
    person = PersonFactory.create()
    by = opener(person)

    if may:
        assert open_account(person, email="new@example.org", by=by).person == person
    else:
        with pytest.raises(PermissionDenied):
            open_account(person, email="new@example.org", by=by)
        assert not Account.objects.filter(person=person).exists()


def test_open_account_refuses_a_second_account_for_one_person() -> None:
    account = stranger()

    with pytest.raises(AccountExists):
        open_account(account.person, email="other@example.org", by=platform_administrator())


def test_open_account_refuses_an_address_that_has_an_account_in_whatever_case() -> None:
    AccountFactory.create(email="taken@example.org")

    with pytest.raises(EmailTaken):
        open_account(PersonFactory.create(), email="TAKEN@example.org", by=platform_administrator())


def test_the_mailed_link_lets_its_reader_choose_a_password_once(anybody: Browser) -> None:
    account = invited()
    send_invitation(account_id=account.pk)
    [letter] = mail.outbox
    link = re.search(r"http\S+", letter.body)[0]

    done = choose_password(anybody, link, PASSWORD)

    account.refresh_from_db()
    assert letter.to == ["new@example.org"]
    assert done.status_code == 302
    assert account.check_password(PASSWORD)
    again = Browser().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_no_letter_goes_to_whom_has_a_password_or_a_closed_account() -> None:
    entered, closed = stranger(), AccountFactory.create(password="!", is_active=False)

    for account in (entered, closed):
        send_invitation(account_id=account.pk)
    send_invitation(account_id=0)

    assert mail.outbox == []


def test_invite_again_sends_a_new_link() -> None:
    account = invited()

    invite_again(account, by=platform_administrator())

    jobs = ProcrastinateJob.objects.filter(args={"account_id": account.pk})
    assert jobs.count() == 2


def test_invite_again_gives_nobody_a_link_to_an_account_that_was_entered() -> None:
    with pytest.raises(AlreadyEntered):
        invite_again(stranger(), by=platform_administrator())


def test_invite_again_refuses_a_closed_account() -> None:
    account = AccountFactory.create(password="!", is_active=False)

    with pytest.raises(AccountIsClosed):
        invite_again(account, by=platform_administrator())


def test_invite_again_refuses_somebody_without_a_role() -> None:
    with pytest.raises(PermissionDenied):
        invite_again(invited(), by=stranger())


def test_close_account_ends_its_session_at_once(signed_in) -> None:
    account = stranger()
    browser = signed_in(account)
    assert browser.get("/me/").status_code == 200

    close_account(account, why="离职", by=platform_administrator())

    assert browser.get("/me/").status_code == 302


def test_close_account_refuses_oneself() -> None:
    by = platform_administrator()

    with pytest.raises(OwnAccount):
        close_account(by, why="离职", by=by)

    by.refresh_from_db()
    assert by.is_active


# who may close an account          may
CLOSERS = [
    (lambda account: platform_administrator(), True),
    (lambda account: employer_of(account.person), False),
    (lambda account: auditor(), False),
    (lambda account: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize("verb", [close_account, reopen_account])
@pytest.mark.parametrize(("closer", "may"), CLOSERS)
def test_who_may_close_and_reopen_an_account(closer, may: bool, verb) -> None:
    account = AccountFactory.create(is_active=verb is close_account)
    by = closer(account)
    before = account.is_active

    if may:
        verb(account, why="核对", by=by)
    else:
        with pytest.raises(PermissionDenied):
            verb(account, why="核对", by=by)

    account.refresh_from_db()
    assert account.is_active == (not before if may else before)


def test_make_token_keeps_only_the_digest_of_its_secret() -> None:
    account = stranger()

    fresh = make_token(account, name="月报", by=account)

    kept = ApiToken.objects.get()
    assert (kept.account, kept.name, kept.digest) == (account, "月报", digest_of(fresh.secret))
    assert fresh.secret not in str(vars(kept))


def test_make_token_refuses_to_act_for_another() -> None:
    with pytest.raises(PermissionDenied):
        make_token(stranger(), name="月报", by=platform_administrator())


def test_revoke_token_keeps_when_it_was_revoked_first() -> None:
    account = stranger()
    token = make_token(account, name="月报", by=account).token

    first = revoke_token(token, by=account).revoked_at

    assert first is not None
    assert revoke_token(token, by=account).revoked_at == first


def test_revoke_token_refuses_that_of_another() -> None:
    account = stranger()
    token = make_token(account, name="月报", by=account).token

    with pytest.raises(PermissionDenied):
        revoke_token(token, by=stranger())
