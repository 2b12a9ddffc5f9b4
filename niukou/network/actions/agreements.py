"""What can be done to agreements."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.files import PAPERS, Upload, keep
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.network.actions.agreement_checks import ensure_number_fits, ensure_signed
from niukou.network.events import AgreementCorrected, AgreementSigned
from niukou.network.models import Agreement, AgreementKind, AgreementParty, Capacity, Organisation
from niukou.network.rules import Can
from niukou.people.models import Account

Party = tuple[Organisation, Capacity]

NUMBER = "NK-{year}-{number:04d}"


class NumberTaken(DomainError):
    """Another agreement bears this number."""

    field = "number"


class TwoPartiesNeeded(DomainError):
    """One organisation cannot agree with itself."""

    field = "parties"


class NotYourAgreement(DomainError):
    """Nobody records what two others agreed."""

    field = "parties"


class EndsBeforeItBegins(DomainError):
    """The period of the agreement is empty, or it ended before it was signed."""

    field = "ends_on"


@transaction.atomic
def record_agreement(
    *,
    kind: AgreementKind,
    title: str,
    signed_on: date,
    parties: Sequence[Party],
    by: Account,
    number: str = "",
    signing_group: int | None = None,
    cohort: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Agreement:
    """Record an agreement that was signed; without ``number`` it takes the next of its year.

    ``ends_on`` is the first day it is no longer in force.

    Raises:
        PermissionDenied: ``by`` may not record agreements.
        TwoPartiesNeeded: fewer than two different organisations.
        NotSignedYet: the day of the signature is still to come.
        NumberUnfit: the agreement's page could not be found by the number.
        NumberTaken: the number belongs to another agreement.
        EndsBeforeItBegins: the period is empty; without a beginning it begins when it is signed.
        NotYourAgreement: ``by`` acts for an organisation that is no party.
    """
    authorize(by, Can.RECORD_AGREEMENT, Agreement)
    if len({organisation.pk for organisation, _capacity in parties}) < 2:  # noqa: PLR2004  # two sides
        raise TwoPartiesNeeded(_("An agreement has at least two different parties."))
    ensure_signed(signed_on)
    ensure_number_fits(number)
    _ensure_period(starts_on or signed_on, ends_on)

    agreement = Agreement(
        number=number,
        kind=kind,
        title=title,
        signed_on=signed_on,
        signing_group=signing_group,
        cohort=cohort,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _save_numbered(agreement)
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, organisation=organisation, capacity=capacity)
        for organisation, capacity in dict.fromkeys(parties)
    )
    if not by.has_perm(Can.RECORD_AGREEMENT, agreement):
        raise NotYourAgreement(_("Your own organisation has to be one of the parties."))

    publish(AgreementSigned(agreement_id=agreement.pk, on=signed_on))
    return agreement


@transaction.atomic
def edit_agreement(
    agreement: Agreement,
    *,
    version: int,
    title: str,
    signed_on: date,
    signing_group: int | None,
    cohort: str,
    starts_on: date | None,
    ends_on: date | None,
    ended_on: date | None,
    why: str,
    by: Account,
) -> Agreement:
    """Correct what is recorded of ``agreement``; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not edit this agreement.
        EditConflict: somebody saved it since ``version`` was read.
        NotSignedYet: the day of the signature is still to come.
        EndsBeforeItBegins: the period is empty, or it ended before it was signed.
    """
    authorize(by, Can.EDIT_AGREEMENT, agreement)
    ensure_signed(signed_on)
    _ensure_period(starts_on or signed_on, ends_on)
    _ensure_period(signed_on, ended_on, may_be_one_day=True)

    agreement = lock_version(agreement, version)

    agreement.title, agreement.signed_on = title, signed_on
    agreement.signing_group, agreement.cohort = signing_group, cohort
    agreement.starts_on, agreement.ends_on, agreement.ended_on = starts_on, ends_on, ended_on
    with because(why):
        agreement.save()

    publish(AgreementCorrected(agreement_id=agreement.pk))
    return agreement


@transaction.atomic
def attach_scan(agreement: Agreement, *, file: Upload, by: Account) -> Agreement:
    """Keep the scanned copy of ``agreement``; an earlier copy stays in its history.

    Raises:
        PermissionDenied: ``by`` may not edit this agreement.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.EDIT_AGREEMENT, agreement)

    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)

    agreement.scan = keep(file, kinds=PAPERS, by=by)
    agreement.version += 1
    agreement.save(update_fields=["scan", "version", "updated_at"])
    return agreement


def _save_numbered(agreement: Agreement) -> None:
    year = agreement.signed_on.year
    number = agreement.number or next_number("agreement", year=year, pattern=NUMBER)
    taken = NumberTaken(_("The number %s is taken.") % number)
    if agreement.number and Agreement.objects.filter(number=number).exists():
        raise taken

    agreement.number = number
    with refusing({"network_agreement_number_key": taken}):
        agreement.save()


def _ensure_period(start: date | None, end: date | None, *, may_be_one_day: bool = False) -> None:
    if start and end and (end < start or (end == start and not may_be_one_day)):
        raise EndsBeforeItBegins(_("The end must be after the beginning."))
