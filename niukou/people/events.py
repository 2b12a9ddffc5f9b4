"""What happened to people's accounts, told to whoever listens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountInvited:
    """Somebody is to choose a password: for the first time, or because the link ran out."""

    account_id: int


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """An account is entered by another address; its owner is told at the former one."""

    account_id: int
    former: str


@dataclass(frozen=True, slots=True)
class SecondFactorsReset:
    """An account is entered by its password alone until its owner sets up a new second factor."""

    account_id: int
