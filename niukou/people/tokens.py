"""Tokens: the way a script says who it acts for."""

import hashlib
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest  # noqa: TID251  # an API door's authentication speaks HTTP
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from niukou.people.models import ApiToken


def digest_of(secret: str) -> str:
    """Return what is kept of a token's secret: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuth(HttpBearer):
    """``Authorization: Bearer SECRET`` signs a request in as the token's owner."""

    def authenticate(self, request: HttpRequest, token: str) -> AbstractBaseUser | None:
        tokens = ApiToken.objects.in_force().select_related("account")
        known = tokens.filter(digest=digest_of(token)).first()
        if known is None:
            return None
        today = timezone.localdate()
        if known.last_used_on != today:
            known.last_used_on = today
            known.save(update_fields=["last_used_on"])
        request.user = known.account
        return known.account


def without_token(request: HttpRequest) -> bool:
    """Let strangers in, to whom ``visible_to`` shows what is public; a wrong token stays wrong."""
    return "Authorization" not in request.headers


# How a door of the API is opened that also shows what is public.
OPEN: list[Any] = [TokenAuth(), SessionAuth(), without_token]
