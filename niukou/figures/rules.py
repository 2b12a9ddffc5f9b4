"""Who may do what to figures. Reading follows their scope; read from top to bottom, this is all."""

from enum import StrEnum

from rules import predicate

from niukou.core.access import allow
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme
from niukou.programmes.rules import runs_branch, runs_programme


class Can(StrEnum):
    RECORD_READING = "figures.record_reading"


@predicate
def runs_scope(user: Account, subject: Programme | Branch) -> bool:
    """Officer of that branch, or of that whole programme."""
    holds = runs_branch if isinstance(subject, Branch) else runs_programme
    return bool(holds(user, subject))


POLICY = {Can.RECORD_READING: runs_scope}
allow(POLICY)
