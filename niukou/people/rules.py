"""Who may do what to a person or an account. Read from top to bottom, this file is the policy."""

from enum import StrEnum

from rules import predicate

from niukou.core.access import allow
from niukou.people.models import Account, ApiToken, Person


class Can(StrEnum):
    REGISTER_PERSON = "people.register_person"
    EDIT_PERSON = "people.edit_person"
    REVEAL_PERSON = "people.reveal_person"
    ADD_LICENCE = "people.add_licence"
    OPEN_ACCOUNT = "people.open_account"
    CLOSE_ACCOUNT = "people.close_account"
    CHANGE_EMAIL = "people.change_email"
    RESET_SECOND_FACTORS = "people.reset_second_factors"
    END_SESSIONS = "people.end_sessions"
    MAKE_TOKEN = "people.make_token"  # noqa: S105  # a permission's name
    REVOKE_TOKEN = "people.revoke_token"  # noqa: S105  # a permission's name


@predicate
def is_that_person(user: Account, person: Person) -> bool:
    """It is their own record."""
    return person.pk is not None and getattr(user, "person_id", None) == person.pk


@predicate
def is_own_account(user: Account, account: Account) -> bool:
    """It is the account they signed in with."""
    return user.pk is not None and user.pk == account.pk


@predicate
def owns_token(user: Account, token: ApiToken) -> bool:
    """The token acts for their own account."""
    return user.pk is not None and user.pk == token.account_id


@predicate
def nobody_yet(user: Account, subject: object) -> bool:
    """The apps above say who: they know roles."""
    return False


POLICY = {
    Can.REGISTER_PERSON: nobody_yet,
    Can.EDIT_PERSON: is_that_person,
    Can.REVEAL_PERSON: is_that_person,
    Can.ADD_LICENCE: nobody_yet,
    Can.OPEN_ACCOUNT: nobody_yet,
    Can.CLOSE_ACCOUNT: nobody_yet,
    Can.CHANGE_EMAIL: nobody_yet,
    Can.RESET_SECOND_FACTORS: nobody_yet,
    Can.END_SESSIONS: is_own_account,
    Can.MAKE_TOKEN: is_own_account,
    Can.REVOKE_TOKEN: owns_token,
}
allow(POLICY)
