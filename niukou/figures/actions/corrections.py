"""What can be done when a published figure no longer holds: propose, approve or reject."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.figures.actions.publications import keep_check
from niukou.figures.models import Correction, CorrectionStatus, Publication
from niukou.figures.queries.publications import drift_of, stated_now
from niukou.figures.rules import Can
from niukou.people.models import Account


class NothingToCorrect(DomainError):
    """The records still say what stands published."""


class CorrectionWaiting(DomainError):
    """A correction of this publication waits for a decision already."""


class ReasonMissing(DomainError):
    """A correction without a reason explains nothing to the reader."""

    field = "reason"


class AlreadyDecided(DomainError):
    """Somebody approved or rejected this correction; that stays."""


class OwnCorrection(DomainError):
    """Who proposed a correction does not decide on it."""


class RecordsMovedAgain(DomainError):
    """The records changed once more after the correction was proposed."""


class RemarkMissing(DomainError):
    """Who proposed it is told why not."""

    field = "remark"


@transaction.atomic
def propose_correction(publication: Publication, *, reason: str, by: Account) -> Correction:
    """Propose that what the records say now follows ``publication``, for ``reason``.

    Raises:
        PermissionDenied: ``by`` runs neither the branch nor the programme it speaks of.
        ReasonMissing: no reason is given.
        CorrectionWaiting: another one waits for a decision.
        NothingToCorrect: the records say what stands published.
    """
    authorize(by, Can.PROPOSE_CORRECTION, publication)
    if not reason.strip():
        raise ReasonMissing(_("Say why: the reason is published with the correction."))

    publication = _locked(publication)
    if publication.corrections.filter(status=CorrectionStatus.PROPOSED).exists():
        raise CorrectionWaiting(_("A correction of this figure waits for a decision already."))
    if drift_of(publication) is None:
        raise NothingToCorrect(_("The records still say what stands published."))

    return Correction.objects.create(
        publication=publication,
        reason=reason.strip(),
        requested_by=by,
        **asdict(stated_now(publication)),
    )


@transaction.atomic
def approve_correction(correction: Correction, *, by: Account) -> Correction:
    """Let the correction follow its publication, for everybody to read.

    Raises:
        PermissionDenied: ``by`` is no officer of the whole programme.
        OwnCorrection: ``by`` proposed it.
        AlreadyDecided: it was approved or rejected before.
        RecordsMovedAgain: the records no longer say what was proposed.
    """
    authorize(by, Can.DECIDE_CORRECTION, correction)
    correction = _open(correction, by)
    publication = correction.publication
    now = stated_now(publication)
    if (now.value, now.digest) != (correction.value, correction.digest):
        raise RecordsMovedAgain(
            _("The records changed again since this was proposed. Reject it and propose anew.")
        )

    decided = _decide(correction, CorrectionStatus.APPROVED, by)
    keep_check(publication, drift_of(publication))
    return decided


@transaction.atomic
def reject_correction(correction: Correction, *, remark: str, by: Account) -> Correction:
    """Refuse the correction; what was proposed and why not is kept, and not made public.

    Raises:
        PermissionDenied: ``by`` is no officer of the whole programme.
        OwnCorrection: ``by`` proposed it.
        AlreadyDecided: it was approved or rejected before.
        RemarkMissing: it does not say why.
    """
    authorize(by, Can.DECIDE_CORRECTION, correction)
    if not remark.strip():
        raise RemarkMissing(_("Say why not: who proposed it will read this."))

    correction = _open(correction, by)
    correction.remark = remark.strip()
    return _decide(correction, CorrectionStatus.REJECTED, by)


def _locked(publication: Publication) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",))
    return rows.select_related("programme", "branch").get(pk=publication.pk)


def _open(correction: Correction, by: Account) -> Correction:
    _locked(correction.publication)
    rows = Correction.objects.select_related("publication__programme", "publication__branch")
    current = rows.get(pk=correction.pk)
    if current.status != CorrectionStatus.PROPOSED:
        raise AlreadyDecided(_("This correction is decided already."))
    if current.requested_by_id == by.pk:
        raise OwnCorrection(_("You proposed it: another officer of the programme decides."))
    return current


def _decide(correction: Correction, status: CorrectionStatus, by: Account) -> Correction:
    correction.status, correction.decided_by = status, by
    correction.decided_at = timezone.now()
    correction.save(update_fields=["status", "decided_by", "decided_at", "remark"])
    return correction
