"""What can be done to the gatherings of a programme."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.gatherings.actions.gatherings import Facts, Host, enter_gathering
from niukou.gatherings.lifecycle import ensure_not_cancelled
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme, ProgrammeGathering, Workstream
from niukou.programmes.rules import Can


class NoWorkstreamOfIt(DomainError):
    """The programme does not work in this stream."""

    field = "workstream"


class BadShare(DomainError):
    """A share is more than nothing and at most all of it."""

    field = "completion_share"


@transaction.atomic
def plan_in_branch(
    branch: Branch,
    facts: Facts,
    *,
    hosts: Sequence[Host],
    workstream: Workstream,
    by: Account,
    is_for_workers: bool = True,
    completion_share: Decimal | None = None,
) -> ProgrammeGathering:
    """Plan a gathering of ``branch``.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        EndsBeforeItStarts, ClosesTooLate, HostNeeded, HostNamedTwice: as on planning any other.
        NoWorkstreamOfIt: the programme does not work in that stream.
        BadShare: it is no share.
    """
    authorize(by, Can.PLAN_BRANCH_GATHERING, branch)

    link = ProgrammeGathering(programme=branch.programme, branch=branch)
    return _enter(
        link,
        facts,
        hosts=hosts,
        workstream=workstream,
        is_for_workers=is_for_workers,
        completion_share=completion_share,
    )


@transaction.atomic
def plan_in_programme(
    programme: Programme,
    facts: Facts,
    *,
    hosts: Sequence[Host],
    workstream: Workstream,
    by: Account,
    is_for_workers: bool = True,
    completion_share: Decimal | None = None,
) -> ProgrammeGathering:
    """Plan a gathering of ``programme`` as a whole.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EndsBeforeItStarts, ClosesTooLate, HostNeeded, HostNamedTwice: as on planning any other.
        NoWorkstreamOfIt: the programme does not work in that stream.
        BadShare: it is no share.
    """
    authorize(by, Can.PLAN_PROGRAMME_GATHERING, programme)

    link = ProgrammeGathering(programme=programme)
    return _enter(
        link,
        facts,
        hosts=hosts,
        workstream=workstream,
        is_for_workers=is_for_workers,
        completion_share=completion_share,
    )


@transaction.atomic
def edit_programme_gathering(
    link: ProgrammeGathering,
    *,
    version: int,
    workstream: Workstream,
    is_for_workers: bool,
    completion_share: Decimal | None,
    why: str,
    by: Account,
) -> ProgrammeGathering:
    """Change how a gathering counts in its programme.

    Raises:
        PermissionDenied: ``by`` runs neither its branch nor its whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        IsCancelled: the gathering was called off.
        NoWorkstreamOfIt: the programme does not work in that stream.
        BadShare: it is no share.
    """
    authorize(by, Can.EDIT_PROGRAMME_GATHERING, link)

    link = lock_version(link, version)
    ensure_not_cancelled(link.gathering.status)
    _say(
        link,
        workstream=workstream,
        is_for_workers=is_for_workers,
        completion_share=completion_share,
    )

    with because(why):
        link.save()
    return link


def _enter(
    link: ProgrammeGathering, facts: Facts, *, hosts: Sequence[Host], **counting: Any
) -> ProgrammeGathering:
    _say(link, **counting)
    link.gathering = enter_gathering(facts, hosts=hosts)
    link.save()
    return link


def _say(
    link: ProgrammeGathering,
    *,
    workstream: Workstream,
    is_for_workers: bool,
    completion_share: Decimal | None,
) -> None:
    if workstream not in link.programme.workstreams:
        raise NoWorkstreamOfIt(_("The programme does not work in this stream."))
    if completion_share is not None and not 0 < completion_share <= 1:
        raise BadShare(_("A share lies between 1 % and 100 %."))
    link.workstream, link.is_for_workers = workstream, is_for_workers
    link.completion_share = completion_share
