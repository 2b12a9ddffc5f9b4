"""A person, their licences, and the account by which they sign in and are reminded."""

from datetime import date, time
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from niukou.desk.actions.reminders import change_reminders, send_test, switch_reminders
from niukou.desk.models import Channel
from niukou.desk.rules import Can as CanOnTheDesk
from niukou.people.actions.accounts import (
    AccountExists,
    AccountIsClosed,
    AlreadyEntered,
    NoSecondFactor,
    change_email,
    close_account,
    end_sessions,
    invite_again,
    open_account,
    reopen_account,
    reset_second_factors,
)
from niukou.people.actions.licences import add_licence, edit_licence
from niukou.people.actions.persons import edit_person, register_person, reveal_sealed
from niukou.people.actions.tokens import make_token, revoke_token
from niukou.people.models import (
    Account,
    ApiToken,
    Gender,
    Licence,
    LicenceLevel,
    Person,
    SealedField,
)
from niukou.people.rules import Can
from niukou.programmes.models import Site
from tests.factories import AccountFactory, OfficeFactory
from tests.factories.desk import ReminderSettingFactory
from tests.factories.people import LicenceFactory, person_with_secrets
from tests.factories.programmes import SiteContactFactory
from tests.matrix.table import Act, Noun

ALONE, WITH_ACCOUNT = "without an account", "with an account"
INVITED, ENTERED, GUARDED, CLOSED = "invited", "in use", "with a second factor", "closed"
ACCOUNTS = (INVITED, ENTERED, GUARDED, CLOSED)
WHILE_OPEN = {CLOSED: frozenset[str]()}  # a closed account opens nothing, not even itself
KEPT, IN_FORCE, REVOKED = "kept", "in force", "revoked"
LICENCE = {
    "level": LicenceLevel.SENIOR,
    "number": "DEMO987654",
    "registered_on": date(2025, 3, 1),
    "valid_until": date(2028, 3, 1),
}
WHEN = {
    "is_on": True,
    "digest_at": time(9),
    "workdays_only": True,
    "quiet_from": time(20),
    "quiet_until": time(8),
    "days_before": 5,
    "language": "zh-hans",
}


def person_at(site: Site) -> Person:
    """Return somebody in office at the site's hospital, and its contact."""
    person = person_with_secrets()
    OfficeFactory.create(person=person, organisation=site.hospital)
    SiteContactFactory.create(site=site, person=person)
    return person


def person_in(state: str, site: Site) -> Person:
    person = person_at(site)
    if state == WITH_ACCOUNT:
        AccountFactory.create(person=person)
    return person


def themselves(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def licence_of(state: str, site: Site) -> Licence:
    return LicenceFactory.create(person=person_at(site))


def account_in(state: str, site: Site) -> Account:
    account = AccountFactory.create(person=person_at(site), is_active=state != CLOSED)
    ReminderSettingFactory.create(account=account)
    if state == INVITED:
        account.set_unusable_password()
        account.save()
    if state == GUARDED:
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    return account


def token_in(state: str, site: Site) -> ApiToken:
    account = AccountFactory.create(person=person_at(site))
    token = make_token(account, name="演示", by=account).token
    return revoke_token(token, by=account) if state == REVOKED else token


def said(person: Person) -> dict[str, Any]:
    kept = ("version", "official_name", "aliases", "email")
    empty = {"birth_on": None, "phone": "", "id_number": "", "remove": []}
    changed = {"gender": Gender.NOT_STATED, "why": "演示"}
    return {name: getattr(person, name) for name in kept} | empty | changed


def why(account: Account) -> dict[str, Any]:
    return {"why": "演示"}


def by_mail(account: Account) -> dict[str, Any]:
    return {"channel": Channel.EMAIL}


PERSONS = (ALONE, WITH_ACCOUNT)
NOUNS = [
    Noun(
        "person",
        PERSONS,
        person_in,
        doers={"themselves": ({"themselves"}, themselves)},
        acts=(
            Act(
                register_person,
                Can.REGISTER_PERSON,
                PERSONS,
                subject=None,
                inputs=lambda person: {"official_name": "演示新人"},
            ),
            Act(edit_person, Can.EDIT_PERSON, PERSONS, inputs=said),
            Act(
                reveal_sealed,
                Can.REVEAL_PERSON,
                PERSONS,
                inputs=lambda person: {"field": SealedField.PHONE, "reason": "演示"},
            ),
            Act(add_licence, Can.ADD_LICENCE, PERSONS, inputs=lambda person: LICENCE),
            Act(
                open_account,
                Can.OPEN_ACCOUNT,
                {ALONE},
                AccountExists,
                lambda person: {"email": "new@example.org"},
            ),
        ),
    ),
    Noun(
        "licence",
        (KEPT,),
        licence_of,
        acts=(
            Act(
                edit_licence,
                Can.ADD_LICENCE,
                {KEPT},
                inputs=lambda licence: LICENCE | {"version": licence.version, "why": "演示"},
            ),
        ),
    ),
    Noun(
        "account",
        ACCOUNTS,
        account_in,
        people={"themselves": lambda account: account},
        acts=(
            Act(invite_again, Can.OPEN_ACCOUNT, {INVITED}, (AlreadyEntered, AccountIsClosed)),
            Act(close_account, Can.CLOSE_ACCOUNT, ACCOUNTS, inputs=why),
            Act(reopen_account, Can.CLOSE_ACCOUNT, ACCOUNTS, inputs=why),
            Act(
                change_email,
                Can.CHANGE_EMAIL,
                ACCOUNTS,
                inputs=lambda account: {"email": "new@example.org", "why": "演示"},
            ),
            Act(reset_second_factors, Can.RESET_SECOND_FACTORS, {GUARDED}, NoSecondFactor, why),
            Act(end_sessions, Can.END_SESSIONS, ACCOUNTS, only=WHILE_OPEN),
            Act(
                make_token,
                Can.MAKE_TOKEN,
                ACCOUNTS,
                inputs=lambda account: {"name": "演示"},
                only=WHILE_OPEN,
            ),
            Act(
                change_reminders,
                CanOnTheDesk.CHANGE_REMINDERS,
                ACCOUNTS,
                only=WHILE_OPEN,
                inputs=lambda account: (
                    by_mail(account) | WHEN | {"version": account.reminder_settings.get().version}
                ),
            ),
            Act(
                switch_reminders,
                CanOnTheDesk.CHANGE_REMINDERS,
                ACCOUNTS,
                only=WHILE_OPEN,
                inputs=lambda account: by_mail(account) | {"is_on": False},
            ),
            Act(
                send_test,
                CanOnTheDesk.CHANGE_REMINDERS,
                ACCOUNTS,
                only=WHILE_OPEN,
                inputs=lambda account: by_mail(account) | {"at": timezone.now()},
            ),
        ),
    ),
    Noun(
        "token",
        (IN_FORCE, REVOKED),
        token_in,
        people={"themselves": lambda token: token.account},
        acts=(Act(revoke_token, Can.REVOKE_TOKEN, (IN_FORCE, REVOKED)),),
    ),
]
