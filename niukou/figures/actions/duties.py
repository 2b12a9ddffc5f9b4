"""What can be done about disclosure: keep the calendar, draft, approve, publish, correct."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.core.periods import add_months
from niukou.core.versions import lock_version
from niukou.figures.duties.drafts import TO_FILL_IN
from niukou.figures.duties.kinds import DutyKind
from niukou.figures.duties.rules import Planned, duties_of
from niukou.figures.duties.sources import facts_of
from niukou.figures.lifecycle import DutyStatus, ensure_duty_move
from niukou.figures.models import DisclosureCalendar, Duty, DutyNote, NoteStatus
from niukou.figures.rules import Can
from niukou.people.models import Account
from niukou.programmes.models import Programme

AHEAD_MONTHS = 12


class TextMissing(DomainError):
    """A draft says something."""

    field = "text"


class NotFilledIn(DomainError):
    """The text still has places that somebody has to fill in."""

    field = "text"


class OwnDraft(DomainError):
    """Who drafted a text does not approve it."""


class NotThatDay(DomainError):
    """It was published on a day that has come, and not before it was approved."""

    field = "on"


class AddressNeeded(DomainError):
    """Everybody must be able to open what was published."""

    field = "url"


class NotPublished(DomainError):
    """A text that is not published yet is simply changed."""


class AlreadyDecided(DomainError):
    """Somebody approved or rejected this note; that stays."""


class OwnNote(DomainError):
    """Who wrote a note does not decide on it."""


@transaction.atomic
def keep_calendar(programme: Programme, *, from_on: date, on: date, by: Account) -> list[Duty]:
    """Keep the duties of ``programme`` here that are due from ``from_on`` on.

    What was due before is not known here: it is not called overdue. Duties that were published
    stay, whatever the day.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
    """
    authorize(by, Can.KEEP_CALENDAR, programme)

    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    calendar, _made = DisclosureCalendar.objects.get_or_create(
        programme=programme, defaults={"kept_from_on": from_on}
    )
    if calendar.kept_from_on != from_on:
        calendar.kept_from_on = from_on
        calendar.version += 1
        calendar.save(update_fields=["kept_from_on", "version"])
    return make_duties(calendar, on=on)


@transaction.atomic
def make_duties(calendar: DisclosureCalendar, *, on: date) -> list[Duty]:
    """Let the duties of a year ahead follow from the facts as they are now; safe to run twice.

    Duties that are new are made and returned; those whose fact changed follow it; those that
    no longer follow lapse, with whatever was drafted. Published ones stay.
    """
    Programme.objects.select_for_update().get(pk=calendar.programme_id)
    until = add_months(on, AHEAD_MONTHS)
    planned = {
        (one.kind, one.fact): one
        for one in duties_of(facts_of(calendar.programme), until=until)
        if one.deadline_on >= calendar.kept_from_on
    }
    known = {
        (DutyKind(one.kind), one.fact): one
        for one in Duty.objects.filter(programme=calendar.programme_id)
    }
    for key, duty in known.items():
        if not duty.is_published:
            _follow(duty, planned.get(key))
    return [_made(calendar.programme, one) for key, one in planned.items() if key not in known]


def _made(programme: Programme, planned: Planned) -> Duty:
    return Duty.objects.create(
        programme=programme,
        kind=planned.kind,
        fact=planned.fact,
        **_said(planned),
    )


def _said(planned: Planned) -> dict[str, object]:
    return {
        "fact_on": planned.fact_on,
        "about": planned.about,
        "start_on": planned.start_on,
        "end_on": planned.end_on,
        "deadline_on": planned.deadline_on,
    }


def _follow(duty: Duty, planned: Planned | None) -> None:
    """Let an unpublished duty say what its fact says now; without a fact it lapses."""
    said = _said(planned) if planned else {}
    if planned is None:
        said = {"status": DutyStatus.LAPSED}
    elif duty.status == DutyStatus.LAPSED:
        said["status"] = DutyStatus.OPEN
    changed = {name: value for name, value in said.items() if getattr(duty, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(duty, name, value)
        duty.version += 1
        duty.save(update_fields=[*changed, "version"])


@transaction.atomic
def draft_duty(duty: Duty, *, version: int, text: str, by: Account) -> Duty:
    """Keep a text for the duty; one that was approved has to be approved anew.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        DutyMoveNotAllowed: it is published, or no longer due.
        TextMissing: there is no text.
    """
    authorize(by, Can.DRAFT_DUTY, duty)
    if not text.strip():
        raise TextMissing(_("Write a text, or take the one built from the data."))

    duty = lock_version(duty, version)
    ensure_duty_move(duty.status, DutyStatus.DRAFTED)

    duty.text, duty.status = text.strip(), DutyStatus.DRAFTED
    duty.drafted_by, duty.drafted_at = by, timezone.now()
    duty.approved_by = duty.approved_at = None
    duty.save(
        update_fields=[
            "text",
            "status",
            "drafted_by",
            "drafted_at",
            "approved_by",
            "approved_at",
            "version",
        ]
    )
    return duty


@transaction.atomic
def approve_duty(duty: Duty, *, version: int, by: Account) -> Duty:
    """Approve the text as it stands.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditConflict: the text was changed since ``by`` read it.
        DutyMoveNotAllowed: there is no draft to approve.
        OwnDraft: ``by`` drafted it.
        NotFilledIn: the text still has places to fill in.
    """
    authorize(by, Can.APPROVE_DUTY, duty)

    duty = lock_version(duty, version)
    ensure_duty_move(duty.status, DutyStatus.APPROVED)
    if duty.drafted_by_id == by.pk:
        raise OwnDraft(_("You drafted it: another officer of the programme approves it."))
    if TO_FILL_IN in duty.text:
        raise NotFilledIn(_("The text still has places to fill in: %s.") % TO_FILL_IN)

    duty.status, duty.approved_by, duty.approved_at = DutyStatus.APPROVED, by, timezone.now()
    duty.save(update_fields=["status", "approved_by", "approved_at", "version"])
    return duty


@transaction.atomic
def publish_duty(
    duty: Duty, *, on: date, url: str, by: Account, today: date, file: "Upload | None" = None
) -> Duty:
    """Record that the approved text was published on ``on`` at ``url``; it is public here, too.

    ``file`` is a picture or PDF of the page, kept under its digest.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        DutyMoveNotAllowed: it is not approved.
        NotThatDay: the day is to come, or before the approval.
        AddressNeeded: the address does not begin with https:// or http://.
        DomainError: the file is of another kind; see ``files.keep``.
    """
    authorize(by, Can.PUBLISH_DUTY, duty)
    if not url.startswith(("https://", "http://")):
        raise AddressNeeded(_("Give the address of the page, beginning with https://."))

    duty = Duty.objects.select_for_update(of=("self",)).select_related("programme").get(pk=duty.pk)
    ensure_duty_move(duty.status, DutyStatus.PUBLISHED)
    approved_on = timezone.localdate(duty.approved_at)
    if on > today:
        raise NotThatDay(_("That day has not come yet."))
    if on < approved_on:
        raise NotThatDay(_("The text was approved later than that day."))

    duty.status, duty.published_on, duty.published_url = DutyStatus.PUBLISHED, on, url
    duty.published_by = by
    if duty.kind == DutyKind.PROGRESS:  # it speaks of what was until then; the next one goes on
        duty.end_on = max(min(duty.end_on, on), duty.start_on + timedelta(days=1))
    duty.file = keep(file, kinds=PAPERS, by=by) if file else None
    duty.version += 1
    duty.save(
        update_fields=[
            "status",
            "published_on",
            "published_url",
            "published_by",
            "end_on",
            "file",
            "version",
        ]
    )
    # Who publishes early is due again three months after that.
    for calendar in DisclosureCalendar.objects.filter(programme=duty.programme_id):
        make_duties(calendar, on=today)
    return duty


@transaction.atomic
def note_duty(duty: Duty, *, text: str, by: Account) -> DutyNote:
    """Write what was wrong in a published text, and what is right; the text itself stays.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        TextMissing: the note says nothing.
        NotPublished: the text is not published yet.
    """
    authorize(by, Can.NOTE_DUTY, duty)
    if not text.strip():
        raise TextMissing(_("Say what was wrong, and what is right."))

    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if not duty.is_published:
        raise NotPublished(_("It is not published yet: the text can simply be changed."))

    return DutyNote.objects.create(duty=duty, text=text.strip(), written_by=by)


@transaction.atomic
def decide_duty_note(note: DutyNote, *, approve: bool, by: Account) -> DutyNote:
    """Approve the note, which prints it below the text for everybody to read; or reject it.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        OwnNote: ``by`` wrote it.
        AlreadyDecided: it was approved or rejected before.
    """
    authorize(by, Can.DECIDE_DUTY_NOTE, note)

    note = DutyNote.objects.select_for_update().get(pk=note.pk)
    if not note.is_waiting:
        raise AlreadyDecided(_("This note is decided already."))
    if note.written_by_id == by.pk:
        raise OwnNote(_("You wrote it: another officer decides."))

    note.status = NoteStatus.APPROVED if approve else NoteStatus.REJECTED
    note.decided_by, note.decided_at = by, timezone.now()
    note.save(update_fields=["status", "decided_by", "decided_at"])
    return note
