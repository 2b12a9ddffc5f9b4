"""What can be done to the tokens of scripts."""

from dataclasses import dataclass
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone

from niukou.core.access import authorize
from niukou.people.models import Account, ApiToken
from niukou.people.rules import Can
from niukou.people.tokens import digest_of

SECRET_BYTES = 32
PREFIX = "nk_"  # lets a scanner of leaked secrets know whose it is


@dataclass(frozen=True, slots=True)
class FreshToken:
    """A token and its secret, which is known only now."""

    token: ApiToken
    secret: str


@transaction.atomic
def make_token(account: Account, *, name: str, by: Account) -> FreshToken:
    """Make a token that acts for ``account``; only the digest of its secret is kept.

    Raises:
        PermissionDenied: it is not the account of ``by``.
    """
    authorize(by, Can.MAKE_TOKEN, account)

    secret = PREFIX + token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(account=account, name=name, digest=digest_of(secret))
    return FreshToken(token, secret)


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Account) -> ApiToken:
    """Let a token act no longer; revoking it again changes nothing.

    Raises:
        PermissionDenied: the token is not of the account of ``by``.
    """
    authorize(by, Can.REVOKE_TOKEN, token)

    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token
