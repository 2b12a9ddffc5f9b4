"""What the network shows on the pages of accounts and persons: roles and offices."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.sections import Section, add_section
from niukou.network.models import Office, Organisation, Role
from niukou.network.rules import Can
from niukou.people.models import Account, Person


class Time(TextChoices):
    """Where a day lies in what is held from one day to another."""

    TO_COME = "TO_COME", _("To come")
    CURRENT = "CURRENT", _("Current")
    ENDED = "ENDED", _("Ended")


@dataclass(frozen=True, slots=True)
class Held:
    """A role or an office, where today lies in it, and whether one may end it."""

    record: Any
    time: Time
    may_end: bool


def held(record: Role | Office, *, on: date, may_end: bool) -> Held:
    if record.from_on > on:
        time = Time.TO_COME
    elif record.until_on and record.until_on <= on:
        time = Time.ENDED
    else:
        time = Time.CURRENT
    return Held(record, time, may_end and time != Time.ENDED)


def roles_of_account(account: Account, user: Any) -> Section | None:
    """Return the roles of ``account`` that ``user`` may see, the latest first."""
    today = timezone.localdate()
    roles = Role.objects.visible_to(user).filter(account=account).select_related("organisation")
    rows = [
        held(role, on=today, may_end=user.has_perm(Can.GRANT_ROLE, role))
        for role in roles.order_by("-from_on", "-pk")
    ]
    may_grant = account.is_active and user.has_perm(Can.GRANT_ROLE, Role)
    context = {"account": account, "rows": rows, "may_grant": may_grant}
    return Section("network/role_section.html", context) if rows or may_grant else None


def offices_of_person(person: Person, user: Any) -> Section | None:
    """Return the offices ``person`` holds and held, the latest first."""
    today = timezone.localdate()
    offices = Office.objects.visible_to(user).filter(person=person).select_related("organisation")
    rows = [
        held(office, on=today, may_end=user.has_perm(Can.APPOINT, office.organisation))
        for office in offices.order_by("-from_on", "-pk")
    ]
    may_appoint = user.has_perm(Can.APPOINT, Organisation)
    context = {"person": person, "rows": rows, "may_appoint": may_appoint}
    return Section("network/office_section.html", context) if rows or may_appoint else None


add_section(Account, roles_of_account)
add_section(Person, offices_of_person)
