"""Who may do what on the desk. Read from top to bottom, this file is the policy."""

from enum import StrEnum

from niukou.core.access import allow
from niukou.people.rules import is_own_account


class Can(StrEnum):
    CHANGE_REMINDERS = "desk.change_reminders"


POLICY = {
    Can.CHANGE_REMINDERS: is_own_account,
}
allow(POLICY)
