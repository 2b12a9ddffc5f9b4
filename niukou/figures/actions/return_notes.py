"""What can be done once a return is locked: a note says what a line should say."""

from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.figures.models import NoteStatus, ReturnLine, ReturnNote
from niukou.figures.queries.return_checks import stated_of
from niukou.figures.returns.checks import refused
from niukou.figures.rules import Can
from niukou.people.models import Account


class NotLocked(DomainError):
    """A return that is not accepted yet is simply mended."""


class NothingToCorrect(DomainError):
    """The line says that already."""

    field = "says_value"


class NoteWaiting(DomainError):
    """A note on this line waits for a decision already."""


class ReasonMissing(DomainError):
    """A correction without a reason explains nothing."""

    field = "reason"


class WouldNotAddUp(DomainError):
    """With the corrected number the return would contradict itself."""

    field = "says_value"


class AlreadyDecided(DomainError):
    """Somebody approved or rejected this note; that stays."""


class OwnNote(DomainError):
    """Who wrote a note does not decide on it."""


class WhyNotMissing(DomainError):
    """Who wrote the note is told why not."""

    field = "why_not"


@transaction.atomic
def note_correction(
    line: ReturnLine, *, says_value: Decimal, reason: str, by: Account
) -> ReturnNote:
    """Note what ``line`` of a locked return should say; the line itself stays as it was.

    Raises:
        PermissionDenied: ``by`` neither coordinates the hospital nor runs the branch.
        NotLocked: the return is not accepted yet.
        ReasonMissing: no reason is given.
        NoteWaiting: another note on the line waits for a decision.
        NothingToCorrect: it says that already.
        WouldNotAddUp: the return would contradict itself.
    """
    authorize(by, Can.FILE_RETURN, line.site_return)
    if not reason.strip():
        raise ReasonMissing(_("Say why: the reason stays beside the number."))

    line = _locked(line)
    if not line.site_return.is_accepted:
        raise NotLocked(_("This return is not locked yet: it can simply be mended."))
    waiting = NoteWaiting(_("A note on this line waits for a decision already."))
    if line.notes.waiting().exists():
        raise waiting
    if line.standing == says_value:  # type: ignore[attr-defined]  # annotated
        raise NothingToCorrect(_("The line says that already."))
    _ensure_adds_up(line, says_value)

    with refusing({"return_note_waits_alone": waiting}):
        return ReturnNote.objects.create(
            line=line, says_value=says_value, reason=reason.strip(), requested_by=by
        )


@transaction.atomic
def approve_note(note: ReturnNote, *, by: Account) -> ReturnNote:
    """Let the note stand: figures count what it says from now on.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        OwnNote: ``by`` wrote it.
        AlreadyDecided: it was approved or rejected before.
        WouldNotAddUp: another line was corrected meanwhile, and the two contradict each other.
    """
    authorize(by, Can.DECIDE_RETURN_NOTE, note)

    note = _open(note, by)
    _ensure_adds_up(_locked(note.line), note.says_value)
    return _decide(note, NoteStatus.APPROVED, by)


@transaction.atomic
def reject_note(note: ReturnNote, *, why_not: str, by: Account) -> ReturnNote:
    """Refuse the note; what it said and why not is kept.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        OwnNote: ``by`` wrote it.
        AlreadyDecided: it was approved or rejected before.
        WhyNotMissing: it does not say why.
    """
    authorize(by, Can.DECIDE_RETURN_NOTE, note)
    if not why_not.strip():
        raise WhyNotMissing(_("Say why not: who wrote the note will read this."))

    note = _open(note, by)
    note.why_not = why_not.strip()
    return _decide(note, NoteStatus.REJECTED, by)


def _locked(line: ReturnLine) -> ReturnLine:
    rows = ReturnLine.objects.with_standing().select_for_update(of=("self",))
    locked: ReturnLine = rows.select_related("site_return__site__branch").get(pk=line.pk)
    return locked


def _ensure_adds_up(line: ReturnLine, says_value: Decimal) -> None:
    """Refuse a number by which the return would contradict itself where it does not now."""
    one = line.site_return
    standing = {found.code: found.standing for found in one.lines.with_standing()}
    said = stated_of(one)
    now = refused(replace(said, values=standing))
    for found in refused(replace(said, values={**standing, line.code: says_value})):
        if found not in now:
            message = f"{found.label}: {found.message}"
            raise WouldNotAddUp(message)


def _open(note: ReturnNote, by: Account) -> ReturnNote:
    rows = ReturnNote.objects.select_for_update(of=("self",))
    current = rows.select_related("line__site_return__site__branch").get(pk=note.pk)
    if current.status != NoteStatus.PROPOSED:
        raise AlreadyDecided(_("This note is decided already."))
    if current.requested_by_id == by.pk:
        raise OwnNote(_("You wrote it: another officer decides."))
    return current


def _decide(note: ReturnNote, status: NoteStatus, by: Account) -> ReturnNote:
    note.status, note.decided_by, note.decided_at = status, by, timezone.now()
    note.save(update_fields=["status", "decided_by", "decided_at", "why_not"])
    return note
