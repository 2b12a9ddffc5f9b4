"""Who may do what to figures. Reading follows their scope; read from top to bottom, this is all."""

from enum import StrEnum

from django.db.models import Q
from rules import predicate

from niukou.core.access import Viewer, allow, widen_sight
from niukou.core.models import EvidenceFile
from niukou.figures.models import Correction, Duty, DutyNote, Publication, ReturnNote, SiteReturn
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme, offices_of
from niukou.programmes.rules import branches_run_by, runs_branch, runs_programme, runs_site
from niukou.programmes.rules.holders import coordinates_site


class Can(StrEnum):
    RECORD_READING = "figures.record_reading"
    PUBLISH_FIGURE = "figures.publish_figure"
    PROPOSE_CORRECTION = "figures.propose_correction"
    DECIDE_CORRECTION = "figures.decide_correction"
    SET_RETURN_PLAN = "figures.set_return_plan"
    OPEN_RETURNS = "figures.open_returns"
    FILE_RETURN = "figures.file_return"
    CHECK_RETURN = "figures.check_return"
    DECIDE_RETURN_NOTE = "figures.decide_return_note"
    KEEP_CALENDAR = "figures.keep_calendar"
    DRAFT_DUTY = "figures.draft_duty"
    APPROVE_DUTY = "figures.approve_duty"
    PUBLISH_DUTY = "figures.publish_duty"
    NOTE_DUTY = "figures.note_duty"
    DECIDE_DUTY_NOTE = "figures.decide_duty_note"


@predicate
def runs_scope(user: Account, subject: Programme | Branch) -> bool:
    """Officer of that branch, or of that whole programme."""
    holds = runs_branch if isinstance(subject, Branch) else runs_programme
    return bool(holds(user, subject))


@predicate
def runs_what_was_published(user: Account, publication: Publication) -> bool:
    """Officer of the branch the publication speaks of, or of its whole programme."""
    if publication.branch_id:
        return publication.branch_id in branches_run_by(user)
    return bool(runs_programme(user, publication.programme))


@predicate
def runs_programme_of_correction(user: Account, correction: Correction) -> bool:
    """Officer of the whole programme, other than who proposed the correction."""
    return bool(runs_programme(user, correction.publication.programme))


@predicate
def coordinates_site_of_return(user: Account, one: SiteReturn) -> bool:
    """Coordinator of the hospital that reports."""
    return bool(coordinates_site(user, one.site))


@predicate
def runs_site_of_return(user: Account, one: SiteReturn) -> bool:
    """Officer of the branch the return goes to."""
    return bool(runs_site(user, one.site))


@predicate
def runs_site_of_note(user: Account, note: ReturnNote) -> bool:
    """Officer of the branch, other than who wrote the note."""
    return bool(runs_site(user, note.line.site_return.site))


@predicate
def runs_programme_of_duty(user: Account, duty: Duty) -> bool:
    """Officer of the whole programme."""
    return bool(runs_programme(user, duty.programme))


@predicate
def runs_programme_of_duty_note(user: Account, note: DutyNote) -> bool:
    """Officer of the whole programme, other than who wrote the note."""
    return bool(runs_programme(user, note.duty.programme))


def files_of_own_duties(user: Viewer) -> Q:
    """Officers of a programme: the pictures of what it published."""
    own = offices_of(user).programmes
    return Q(pk__in=Duty.objects.filter(programme__in=own).exclude(file=None).values("file"))


widen_sight(EvidenceFile, files_of_own_duties)

POLICY = {
    Can.RECORD_READING: runs_scope,
    Can.PUBLISH_FIGURE: runs_scope,
    Can.PROPOSE_CORRECTION: runs_what_was_published,
    Can.DECIDE_CORRECTION: runs_programme_of_correction,
    Can.SET_RETURN_PLAN: runs_scope,
    Can.OPEN_RETURNS: runs_branch,
    Can.FILE_RETURN: coordinates_site_of_return | runs_site_of_return,
    Can.CHECK_RETURN: runs_site_of_return,
    Can.DECIDE_RETURN_NOTE: runs_site_of_note,
    Can.KEEP_CALENDAR: runs_programme,
    Can.DRAFT_DUTY: runs_programme_of_duty,
    Can.APPROVE_DUTY: runs_programme_of_duty,
    Can.PUBLISH_DUTY: runs_programme_of_duty,
    Can.NOTE_DUTY: runs_programme_of_duty,
    Can.DECIDE_DUTY_NOTE: runs_programme_of_duty_note,
}
allow(POLICY)
