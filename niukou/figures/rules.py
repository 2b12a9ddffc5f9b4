"""Who may do what to figures. Reading follows their scope; read from top to bottom, this is all."""

from enum import StrEnum

from rules import predicate

from niukou.core.access import allow
from niukou.figures.models import Correction, Publication
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme
from niukou.programmes.rules import branches_run_by, runs_branch, runs_programme


class Can(StrEnum):
    RECORD_READING = "figures.record_reading"
    PUBLISH_FIGURE = "figures.publish_figure"
    PROPOSE_CORRECTION = "figures.propose_correction"
    DECIDE_CORRECTION = "figures.decide_correction"


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


POLICY = {
    Can.RECORD_READING: runs_scope,
    Can.PUBLISH_FIGURE: runs_scope,
    Can.PROPOSE_CORRECTION: runs_what_was_published,
    Can.DECIDE_CORRECTION: runs_programme_of_correction,
}
allow(POLICY)
