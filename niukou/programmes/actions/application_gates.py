"""What keeps a site with an application from a step: the step's own record must stand first.

A site without an application here (it came by import, or was proposed by an officer) passes.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.people.models import Account
from niukou.programmes.actions.gates import guard, pass_gates
from niukou.programmes.actions.steps import take_step
from niukou.programmes.lifecycle import SiteStatus, ensure_move
from niukou.programmes.models import (
    Application,
    CheckOutcome,
    FormalCheck,
    Site,
    SiteStep,
    Submission,
)


class ApplicationFirst(DomainError):
    """A hospital that has begun an application is not signed past its review."""

    field = "to"


class DoneAtTheApplication(DomainError):
    """This step is taken by handing in, checking or withdrawing the application."""

    field = "to"


def move_on(site: Site, *, to: SiteStatus, on: date, by: Account, note: str = "") -> Site:
    """Take a step of a locked site that the life and the gates allow.

    Raises:
        MoveNotAllowed: the site cannot go there from where it is.
        DomainError: a gate keeps it from there.
        BeforeLastStep, DayToCome: the last step is dated later, or ``on`` is in the future.
    """
    ensure_move(site.status, to)
    pass_gates(site, to)
    return take_step(SiteStep(site=site, to_status=to, on=on, note=note, recorded_by=by))


def was_just_handed_in(application: Application) -> bool:
    """It is handed in, and nobody has begun to check what was."""
    last = Submission.objects.filter(application=application).order_by("-ordinal").first()
    return last is not None and not FormalCheck.objects.filter(submission=last).exists()


def ended_in(outcome: str) -> Callable[[Application], bool]:
    """Return whether the last check of an application ended so; "": it is under way."""

    def ended(application: Application) -> bool:
        checks = FormalCheck.objects.filter(submission__application=application)
        last = checks.order_by("-submission__ordinal").first()
        return last is not None and last.outcome == outcome

    return ended


def is_withdrawn(application: Application) -> bool:
    return application.withdrawn_on is not None


def _only_if(
    is_recorded: Callable[[Application], bool], *, of: SiteStatus | None = None
) -> Callable[[Site], None]:
    """Return a gate that asks for the record of a step; ``of``: only where it is taken from there."""

    def gate(site: Site) -> None:
        if of is not None and site.status != of:
            return
        application = Application.objects.filter(site=site).first()
        if application is not None and not is_recorded(application):
            raise DoneAtTheApplication(
                _("This hospital has an application: take this step on the page of it.")
            )

    return gate


def not_past_its_review(site: Site) -> None:
    """Keep a draft that has an application from being signed."""
    if site.status == SiteStatus.DRAFT and Application.objects.filter(site=site).exists():
        message = _("This hospital is applying: it is signed after review and public notice.")
        raise ApplicationFirst(message)


CHECKED = SiteStatus.FORMAL_CHECK
guard(SiteStatus.APPLIED, _only_if(was_just_handed_in))
guard(SiteStatus.FORMAL_CHECK, _only_if(ended_in("")))
guard(SiteStatus.RETURNED, _only_if(ended_in(CheckOutcome.RETURNED), of=CHECKED))
guard(SiteStatus.REJECTED, _only_if(ended_in(CheckOutcome.REJECTED), of=CHECKED))
guard(SiteStatus.PANEL_REVIEW, _only_if(ended_in(CheckOutcome.PASSED)))
guard(SiteStatus.WITHDRAWN, _only_if(is_withdrawn))
guard(SiteStatus.SIGNED, not_past_its_review)
