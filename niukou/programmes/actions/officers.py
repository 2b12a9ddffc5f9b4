"""Who runs a programme, and how long."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme, ProgrammeOfficer
from niukou.programmes.rules import Can


class BranchElsewhere(DomainError):
    """The branch belongs to another programme."""

    field = "branch"


class AppointedAlready(DomainError):
    """Two terms of one person in one office overlap."""

    field = "account"


class AccountClosed(DomainError):
    """Whoever may not sign in cannot run a programme."""

    field = "account"


class EndsBeforeItBegins(DomainError):
    """An office ends on the day it began at the earliest."""

    field = "until_on"


class EndedAlready(DomainError):
    """The office has ended by then."""

    field = "on"


@transaction.atomic
def appoint_officer(
    programme: Programme,
    *,
    account: Account,
    from_on: date,
    by: Account,
    branch: Branch | None = None,
    until_on: date | None = None,
) -> ProgrammeOfficer:
    """Let ``account`` run ``programme``, or only ``branch`` of it, from ``from_on`` on.

    ``until_on`` is the first day it no longer holds; None: open end.

    Raises:
        PermissionDenied: ``by`` neither runs the programme nor administers the platform.
        BranchElsewhere: the branch belongs to another programme.
        AccountClosed: the account may not sign in.
        EndsBeforeItBegins: the term has no day.
        AppointedAlready: the account holds this office in part of the term.
    """
    authorize(by, Can.APPOINT_OFFICER, programme)
    if branch and branch.programme_id != programme.pk:
        raise BranchElsewhere(_("This branch belongs to another programme."))
    if not account.is_active:
        raise AccountClosed(_("This account is closed."))
    if until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("The end must be after the beginning."))

    Programme.objects.select_for_update().get(pk=programme.pk)
    terms = programme.officers.filter(account=account, branch=branch)
    terms = terms.filter(Q(until_on=None) | Q(until_on__gt=from_on))
    if until_on:
        terms = terms.filter(from_on__lt=until_on)
    if terms.exists():
        raise AppointedAlready(_("%s is appointed for this already.") % account)

    return ProgrammeOfficer.objects.create(
        account=account, programme=programme, branch=branch, from_on=from_on, until_on=until_on
    )


@transaction.atomic
def end_office(officer: ProgrammeOfficer, *, on: date, by: Account) -> ProgrammeOfficer:
    """End an office; ``on`` is the first day it no longer gives access.

    Raises:
        PermissionDenied: ``by`` neither runs the programme nor administers the platform.
        EndsBeforeItBegins: it begins later.
        EndedAlready: it ended by then.
    """
    authorize(by, Can.APPOINT_OFFICER, officer.programme)

    officer = ProgrammeOfficer.objects.select_for_update().get(pk=officer.pk)
    if on < officer.from_on:
        raise EndsBeforeItBegins(_("This office begins later."), field="on")
    if officer.until_on and officer.until_on <= on:
        raise EndedAlready(_("This office ends earlier already."))

    officer.until_on = on
    officer.save(update_fields=["until_on"])
    return officer
