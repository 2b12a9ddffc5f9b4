"""Taking a list of signed hospitals into a branch, in a few dozen queries for any number of rows."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.imports import Outcome
from niukou.people.models import Account
from niukou.programmes.actions.site_import.deciding import Decision, decide_rows
from niukou.programmes.actions.site_import.facts import SiteFacts
from niukou.programmes.actions.site_import.known import load_known
from niukou.programmes.actions.site_import.writing import write_decisions
from niukou.programmes.models import Branch
from niukou.programmes.rules import Can

__all__ = ["Decision", "NoInitiator", "SiteFacts", "import_sites"]


class NoInitiator(DomainError):
    """The programme names nobody who signs with its hospitals."""

    field = "file"


@transaction.atomic
def import_sites(
    branch: Branch, rows: Sequence[SiteFacts], *, today: date, by: Account
) -> list[Decision]:
    """Give each hospital of ``rows`` its place and its agreement in ``branch``.

    What the register knows is completed, never overwritten; a row that says otherwise is
    refused and the others go on. A second run of the same rows changes nothing.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NoInitiator: the programme has no initiator, the other party of every agreement.
        IntegrityError: somebody registered one of the hospitals at this moment: try again.
    """
    authorize(by, Can.IMPORT_SITES, branch)

    branch = (
        Branch.objects.select_for_update(of=["self"]).select_related("region").get(pk=branch.pk)
    )
    initiators = list(branch.programme.initiators.order_by("position"))
    if not initiators:
        raise NoInitiator(_("Name the programme's initiators first: they sign with each hospital."))
    decisions = decide_rows(rows, load_known(branch, rows), today=today)

    changing = [one for one in decisions if one.outcome in {Outcome.CREATED, Outcome.MATCHED}]
    write_decisions(branch, changing, initiators=initiators, by=by)
    return decisions
