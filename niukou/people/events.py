"""What happened to people's accounts, told to whoever listens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountInvited:
    """Somebody is to choose a password: for the first time, or because the link ran out."""

    account_id: int
