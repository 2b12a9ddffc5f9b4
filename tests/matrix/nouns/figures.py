"""What was published, returned and owed: publications, corrections, returns, duties, their notes."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from niukou.figures.actions.corrections import (
    AlreadyDecided,
    NothingToCorrect,
    OwnCorrection,
    approve_correction,
    propose_correction,
    reject_correction,
)
from niukou.figures.actions.duties import AlreadyDecided as DutyNoteDecided
from niukou.figures.actions.duties import (
    NotPublished,
    OwnDraft,
    approve_duty,
    decide_duty_note,
    draft_duty,
    note_duty,
    publish_duty,
)
from niukou.figures.actions.duties import OwnNote as OwnDutyNote
from niukou.figures.actions.return_notes import AlreadyDecided as NoteDecided
from niukou.figures.actions.return_notes import (
    NotLocked,
    OwnNote,
    approve_note,
    note_correction,
    reject_note,
)
from niukou.figures.actions.returns import (
    DoesNotAddUp,
    NotToBeFilled,
    OwnReturn,
    accept_clean_returns,
    accept_return,
    save_return,
    send_back,
    submit_return,
)
from niukou.figures.indicators import Scope
from niukou.figures.lifecycle import (
    DutyMoveNotAllowed,
    DutyStatus,
    ReturnMoveNotAllowed,
    ReturnStatus,
)
from niukou.figures.models import (
    Correction,
    CorrectionStatus,
    Duty,
    DutyNote,
    NoteStatus,
    Publication,
    ReturnNote,
    SiteReturn,
)
from niukou.figures.rules import Can
from niukou.programmes.models import Site
from tests.factories import duties as in_duties
from tests.factories import officer_of, officer_of_all
from tests.factories.figures import (
    published,
    scope_of_branch,
    signed_a_day_later,
    waiting_correction,
)
from tests.factories.programmes import coordinator
from tests.factories.returns import CHECKED, accepted, entries, filled, line, open_return, submitted
from tests.matrix.holders import also_officer
from tests.matrix.table import Act, Noun

R, D, N = ReturnStatus, DutyStatus, NoteStatus
UNCHANGED, CHANGED = "records unchanged", "records changed"
WRITER, SENDER, DRAFTER = "who wrote it", "who handed it in", "who drafted it"
TEXT = {"text": "演示更正"}


def publication_in(state: str, site: Site) -> Publication:
    publication = published(scope_of_branch(site.branch), by=officer_of(site.branch))
    if state == CHANGED:
        signed_a_day_later(Scope(site.branch.programme, site.branch))
    return publication


def correction_in(status: str, site: Site) -> Correction:
    correction = waiting_correction(scope_of_branch(site.branch), by=officer_of(site.branch))
    by = officer_of_all(site.branch.programme)
    if status == CorrectionStatus.APPROVED:
        approve_correction(correction, by=by)
    if status == CorrectionStatus.REJECTED:
        reject_correction(correction, remark="演示", by=by)
    return correction


def return_in(status: str, site: Site) -> SiteReturn:
    one = open_return(site)
    if status == R.OPEN:
        return filled(one)
    if status == R.ACCEPTED:
        return accepted(one)
    one = submitted(one)
    if status == R.RETURNED:
        send_back(one, remark="演示", lines={}, on=CHECKED, by=officer_of(site.branch))
    return one


def note_in(status: str, site: Site) -> ReturnNote:
    one = accepted(open_return(site))
    note = note_correction(line(one, "person-times"), **noted(), by=coordinator(site))
    by = officer_of(site.branch)
    if status == N.APPROVED:
        approve_note(note, by=by)
    if status == N.REJECTED:
        reject_note(note, why_not="演示", by=by)
    return note


def noted() -> dict[str, Any]:
    return {"says_value": Decimal(130), "reason": "演示"}


def duty_in(status: str, site: Site) -> Duty:
    duty = in_duties.open_duty(in_duties.kept(site.branch.programme))
    if status == D.LAPSED:
        Duty.objects.filter(pk=duty.pk).update(status=status)
    made = {
        D.DRAFTED: in_duties.drafted,
        D.APPROVED: in_duties.approved,
        D.PUBLISHED: in_duties.published,
    }
    return made[D(status)](duty) if status in made else duty


def duty_note_in(status: str, site: Site) -> DutyNote:
    duty = duty_in(D.PUBLISHED, site)
    note = note_duty(duty, **TEXT, by=officer_of_all(duty.programme))
    if status != N.PROPOSED:
        by = officer_of_all(duty.programme)
        decide_duty_note(note, approve=status == N.APPROVED, by=by)
    return note


def told() -> dict[str, Any]:
    today = timezone.localdate()
    return {"on": today, "today": today, "url": in_duties.ADDRESS}


PUBLICATIONS = (
    Noun(
        "publication",
        (UNCHANGED, CHANGED),
        publication_in,
        acts=(
            Act(
                propose_correction,
                Can.PROPOSE_CORRECTION,
                {CHANGED},
                NothingToCorrect,
                lambda publication: {"reason": "演示"},
            ),
        ),
    ),
    Noun(
        "correction",
        CorrectionStatus,
        correction_in,
        doers={
            WRITER: (
                {"branch", "whole"},
                lambda correction: also_officer(
                    correction.requested_by, correction.publication.branch.sites.get(), of_all=True
                ),
            )
        },
        acts=(
            Act(
                approve_correction,
                Can.DECIDE_CORRECTION,
                {CorrectionStatus.PROPOSED},
                AlreadyDecided,
                own={WRITER: OwnCorrection},
            ),
            Act(
                reject_correction,
                Can.DECIDE_CORRECTION,
                {CorrectionStatus.PROPOSED},
                AlreadyDecided,
                lambda correction: {"remark": "演示"},
                own={WRITER: OwnCorrection},
            ),
        ),
    ),
)
RETURNS = (
    Noun(
        "return",
        R,
        return_in,
        doers={
            SENDER: (
                {"coordinator", "branch"},
                lambda one: also_officer(one.submitted_by, one.site),
            )
        },
        acts=(
            Act(
                save_return,
                Can.FILE_RETURN,
                {R.OPEN, R.RETURNED},
                NotToBeFilled,
                lambda one: {"version": one.version, "entries": entries()},
            ),
            Act(
                submit_return,
                Can.FILE_RETURN,
                {R.OPEN, R.RETURNED},
                ReturnMoveNotAllowed,
                lambda one: {"on": CHECKED},
            ),
            Act(
                send_back,
                Can.CHECK_RETURN,
                {R.SUBMITTED},
                ReturnMoveNotAllowed,
                lambda one: {"remark": "演示", "lines": {}, "on": CHECKED},
            ),
            Act(
                accept_return,
                Can.CHECK_RETURN,
                {R.SUBMITTED},
                ReturnMoveNotAllowed,
                lambda one: {"on": CHECKED},
                own={SENDER: OwnReturn},
            ),
            Act(
                accept_clean_returns,
                Can.OPEN_RETURNS,
                {R.SUBMITTED},
                DoesNotAddUp,
                lambda one: {"returns": [one], "on": CHECKED},
                lambda one: one.site.branch,
                own={SENDER: DoesNotAddUp},
            ),
            Act(
                note_correction,
                Can.FILE_RETURN,
                {R.ACCEPTED},
                NotLocked,
                lambda one: noted(),
                lambda one: line(one, "person-times"),
            ),
        ),
    ),
    Noun(
        "note on a return",
        N,
        note_in,
        doers={
            WRITER: (
                {"coordinator", "branch"},
                lambda note: also_officer(note.requested_by, note.line.site_return.site),
            )
        },
        acts=(
            Act(
                approve_note,
                Can.DECIDE_RETURN_NOTE,
                {N.PROPOSED},
                NoteDecided,
                own={WRITER: OwnNote},
            ),
            Act(
                reject_note,
                Can.DECIDE_RETURN_NOTE,
                {N.PROPOSED},
                NoteDecided,
                lambda note: {"why_not": "演示"},
                own={WRITER: OwnNote},
            ),
        ),
    ),
)
DUTIES = (
    Noun(
        "duty",
        D,
        duty_in,
        doers={DRAFTER: ({"whole"}, lambda duty: duty.drafted_by)},
        acts=(
            Act(
                draft_duty,
                Can.DRAFT_DUTY,
                {D.OPEN, D.DRAFTED, D.APPROVED},
                DutyMoveNotAllowed,
                lambda duty: {"version": duty.version, "text": "演示"},
            ),
            Act(
                approve_duty,
                Can.APPROVE_DUTY,
                {D.DRAFTED},
                DutyMoveNotAllowed,
                lambda duty: {"version": duty.version},
                own={DRAFTER: OwnDraft},
            ),
            Act(
                publish_duty,
                Can.PUBLISH_DUTY,
                {D.APPROVED},
                DutyMoveNotAllowed,
                lambda duty: told(),
            ),
            Act(note_duty, Can.NOTE_DUTY, {D.PUBLISHED}, NotPublished, lambda duty: TEXT),
        ),
    ),
    Noun(
        "note on a duty",
        N,
        duty_note_in,
        doers={WRITER: ({"whole"}, lambda note: note.written_by)},
        acts=tuple(
            Act(
                decide_duty_note,
                Can.DECIDE_DUTY_NOTE,
                {N.PROPOSED},
                DutyNoteDecided,
                lambda note, approve=approve: {"approve": approve},
                own={WRITER: OwnDutyNote},
                how="approve" if approve else "reject",
            )
            for approve in (True, False)
        ),
    ),
)
NOUNS = [*PUBLICATIONS, *RETURNS, *DUTIES]
