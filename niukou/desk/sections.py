"""What the desk shows on one's own account: how one is reminded."""

from niukou.core.access import Viewer
from niukou.core.sections import Section, add_section
from niukou.desk.queries.reminders import settings_of
from niukou.people.models import Account


def reminders_of_account(account: Account, user: Viewer) -> Section | None:
    if account.pk != user.pk:
        return None
    settings = settings_of(account).values()
    return Section("desk/reminders_section.html", {"settings": settings})


add_section(Account, reminders_of_account)
