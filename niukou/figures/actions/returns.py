"""What can be done to a return: fill it in, hand it in, send it back, accept it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.versions import lock_version
from niukou.figures.actions.return_plans import refresh_known
from niukou.figures.events import ReturnAccepted, ReturnSentBack, ReturnSubmitted
from niukou.figures.lifecycle import ReturnStatus, ensure_return_move
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.figures.queries.return_checks import findings_of, is_clean
from niukou.figures.returns.checks import Kind
from niukou.figures.rules import Can
from niukou.people.models import Account
from niukou.programmes.models import Branch


class NotToBeFilled(DomainError):
    """A return that is handed in or accepted is not changed any more."""


class NegativeNumber(DomainError):
    """Nothing is counted below 0."""


class NotAsked(DomainError):
    """The return has no such line."""


class DoesNotAddUp(DomainError):
    """Some lines are missing, contradict each other, or lack the remark that says why."""


class RemarksMissing(DomainError):
    """Who is to mend something is told what."""

    field = "remark"


class OwnReturn(DomainError):
    """Who handed a return in does not accept it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody typed for one line. ``value`` None: nothing; amounts are in fen."""

    value: Decimal | None
    remark: str = ""


@transaction.atomic
def save_return(
    one: SiteReturn, *, version: int, entries: Mapping[str, Entry], by: Account
) -> SiteReturn:
    """Keep what was filled in so far; nothing has to add up yet. Lines not named stay.

    Raises:
        PermissionDenied: ``by`` neither coordinates the hospital nor runs the branch.
        EditConflict: somebody saved it since ``version`` was read.
        NotToBeFilled: it is handed in or accepted.
        NotAsked: the return has no such line.
        NegativeNumber: a number is below 0.
    """
    authorize(by, Can.FILE_RETURN, one)

    one = lock_version(one, version)
    if not one.is_to_file:
        raise NotToBeFilled(_("This return is handed in: it cannot be changed any more."))
    lines = {line.code: line for line in one.lines.all()}
    for code, entry in entries.items():
        if code not in lines:
            raise NotAsked(_("This return does not ask for “%s”.") % code)
        if entry.value is not None and entry.value < 0:
            raise NegativeNumber(_("A number cannot be below 0."), field=code)

    for code, entry in entries.items():
        _write(lines[code], entry)
    one.save(update_fields=["version"])
    return one


def _write(line: ReturnLine, entry: Entry) -> None:
    """Save a line if it says something else than before: the history keeps real changes only."""
    if (line.stated_value, line.remark) != (entry.value, entry.remark.strip()):
        line.stated_value, line.remark = entry.value, entry.remark.strip()
        line.save(update_fields=["stated_value", "remark"])


@transaction.atomic
def submit_return(one: SiteReturn, *, on: date, by: Account) -> SiteReturn:
    """Hand the return in: from here on the officer has it.

    What is known already is looked up once more before it is checked.

    Raises:
        PermissionDenied: ``by`` neither coordinates the hospital nor runs the branch.
        ReturnMoveNotAllowed: it is handed in or accepted already.
        DoesNotAddUp: lines are missing, contradict each other, or lack a remark.
    """
    authorize(by, Can.FILE_RETURN, one)

    one = _locked(one)
    ensure_return_move(one.status, ReturnStatus.SUBMITTED)
    refresh_known(one)
    stopping = [found for found in findings_of(one) if found.stops]
    if stopping:
        refused = [found for found in stopping if found.kind == Kind.REFUSED] or stopping
        said = f"{refused[0].label}: {refused[0].message}"
        raise DoesNotAddUp(said)

    one.status = ReturnStatus.SUBMITTED
    one.first_submitted_on = one.first_submitted_on or on
    one.submitted_on, one.submitted_by = on, by
    _save(one, "first_submitted_on", "submitted_on", "submitted_by")

    publish(ReturnSubmitted(return_id=one.pk, on=on))
    return one


@transaction.atomic
def send_back(
    one: SiteReturn, *, remark: str, lines: Mapping[str, str], on: date, by: Account
) -> SiteReturn:
    """Send the return back to the hospital, with what is to be mended, line by line.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        ReturnMoveNotAllowed: it is not handed in.
        RemarksMissing: nothing says what is to be mended.
        NotAsked: a remark belongs to no line of it.
    """
    authorize(by, Can.CHECK_RETURN, one)
    said = {code: text.strip() for code, text in lines.items() if text.strip()}
    if not remark.strip() and not said:
        raise RemarksMissing(_("Say what is to be mended: on the whole, or beside a line."))

    one = _locked(one)
    ensure_return_move(one.status, ReturnStatus.RETURNED)
    known = {line.code: line for line in one.lines.all()}
    if said.keys() - known.keys():
        raise NotAsked(_("This return does not ask for “%s”.") % min(said.keys() - known.keys()))

    for code, line in known.items():
        if line.sent_back != said.get(code, ""):
            line.sent_back = said.get(code, "")
            line.save(update_fields=["sent_back"])
    one.status, one.remark = ReturnStatus.RETURNED, remark.strip()
    one.checked_on, one.checked_by = on, by
    _save(one, "remark", "checked_on", "checked_by")

    publish(ReturnSentBack(return_id=one.pk, on=on))
    return one


@transaction.atomic
def accept_return(one: SiteReturn, *, on: date, by: Account) -> SiteReturn:
    """Accept the return and lock it: what follows is a correction note.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        ReturnMoveNotAllowed: it is not handed in.
        OwnReturn: ``by`` handed it in.
    """
    authorize(by, Can.CHECK_RETURN, one)

    one = _locked(one)
    ensure_return_move(one.status, ReturnStatus.ACCEPTED)
    if one.submitted_by_id == by.pk:
        raise OwnReturn(_("You handed it in: another officer accepts it."))

    one.status, one.remark = ReturnStatus.ACCEPTED, ""
    one.checked_on, one.checked_by = on, by
    _save(one, "remark", "checked_on", "checked_by")

    publish(ReturnAccepted(return_id=one.pk, on=on))
    return one


@transaction.atomic
def accept_clean_returns(
    branch: Branch, *, returns: Iterable[SiteReturn], on: date, by: Account
) -> list[SiteReturn]:
    """Accept those of ``returns`` in which nothing was asked about; all of them, or none.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        DoesNotAddUp: one of them is no longer clean, no longer handed in, or elsewhere.
    """
    authorize(by, Can.OPEN_RETURNS, branch)

    wanted = {one.pk for one in returns}
    rows = SiteReturn.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, site__branch=branch, status=ReturnStatus.SUBMITTED
    )
    clean = [one for one in rows.order_by("pk") if is_clean(one) and one.submitted_by_id != by.pk]
    left = len(wanted) - len(clean)
    if left:
        message = ngettext(
            "%(count)s return was changed meanwhile, or you handed it in. Look again.",
            "%(count)s returns were changed meanwhile, or you handed them in. Look again.",
            left,
        )
        raise DoesNotAddUp(message % {"count": left})

    return [accept_return(one, on=on, by=by) for one in clean]


def _locked(one: SiteReturn) -> SiteReturn:
    rows = SiteReturn.objects.select_for_update(of=("self",))
    return rows.select_related("site__hospital", "site__branch").get(pk=one.pk)


def _save(one: SiteReturn, *fields: str) -> None:
    one.version += 1
    one.save(update_fields=["status", "version", *fields])
