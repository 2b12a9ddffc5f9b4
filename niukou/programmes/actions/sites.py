"""What can be done to a hospital's place in a programme."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, SHEETS, Upload, keep
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.network.models import Agreement, Organisation, OrganisationKind
from niukou.people.models import Account, Person
from niukou.programmes.actions.gates import pass_gates
from niukou.programmes.actions.steps import ensure_past, take_step
from niukou.programmes.lifecycle import PUBLIC, SiteStatus, ensure_move
from niukou.programmes.models import (
    JOINING,
    Branch,
    Site,
    SiteAgreement,
    SiteContact,
    SiteFile,
    SiteStep,
)
from niukou.programmes.rules import Can


class NotAHospital(DomainError):
    """Only a hospital can be a site."""

    field = "hospital"


class AlreadyASite(DomainError):
    """The hospital has a place in this branch that has not ended."""

    field = "hospital"


class MovedMeanwhile(DomainError):
    """Somebody else moved the site after the mover looked at it; ``now`` is where it is."""

    def __init__(self, message: str, *, now: str) -> None:
        super().__init__(message)
        self.now = now


class SignedByAgreement(DomainError):
    """A site is signed by recording its agreement, not by moving it."""

    field = "to"


class AgreementElsewhere(DomainError):
    """The agreement belongs to another site."""

    field = "agreement"


class HospitalNotParty(DomainError):
    """The hospital is no party of the agreement."""

    field = "agreement"


class NoJoiningAgreement(DomainError):
    """An agreement of this kind brings no hospital into a programme."""

    field = "agreement"


class ContactKnown(DomainError):
    """This person is the site's contact for this matter."""

    field = "person"


class EndsBeforeItBegins(DomainError):
    """A contact ends on the day it began at the earliest."""

    field = "on"


class EndedAlready(DomainError):
    """The contact has ended by then."""

    field = "on"


@transaction.atomic
def propose_site(
    branch: Branch, *, hospital: Organisation, on: date, by: Account, note: str = ""
) -> Site:
    """Give ``hospital`` a place in ``branch``, as a draft; after an end it may begin anew.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NotAHospital: the organisation is of another kind.
        AlreadyASite: the hospital has a place in this branch that has not ended.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.PROPOSE_SITE, branch)

    branch = Branch.objects.select_for_update().get(pk=branch.pk)

    return give_place(branch, hospital=hospital, on=on, by=by, note=note)


def give_place(
    branch: Branch, *, hospital: Organisation, on: date, by: Account, note: str = ""
) -> Site:
    """Make a draft of ``hospital`` in a locked ``branch``; who may is asked by whoever calls.

    Raises:
        NotAHospital: the organisation is of another kind.
        AlreadyASite: the hospital has a place in this branch that has not ended.
        DayToCome: ``on`` is in the future.
    """
    ensure_past(on)
    if hospital.kind != OrganisationKind.HOSPITAL:
        raise NotAHospital(_("%s is not registered as a hospital.") % hospital)
    if branch.sites.running().filter(hospital=hospital).exists():
        raise AlreadyASite(_("%s is in this branch already.") % hospital)

    number = next_number(f"site-{branch.code}", pattern=f"{branch.code}-{{number:03d}}")
    site = Site.objects.create(branch=branch, hospital=hospital, number=number, note=note)
    SiteStep.objects.create(site=site, to_status=site.status, on=on, recorded_by=by)
    return site


@transaction.atomic
def move_site(
    site: Site,
    *,
    to: SiteStatus,
    on: date,
    by: Account,
    note: str = "",
    was: SiteStatus | None = None,
    evidence: "Upload | None" = None,
) -> Site:
    """Move ``site`` to its next state on the day it happened.

    ``was`` is the state the mover saw; None: whatever it is now. ``evidence`` is kept with the step.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        SignedByAgreement: signing is recorded with its agreement (``sign_site``).
        MovedMeanwhile: the site is no longer where the mover saw it.
        MoveNotAllowed: the site cannot go there from where it is.
        BeforeLastStep, DayToCome: the last move is dated later, or ``on`` is in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
        DomainError: a gate keeps the site from this step (``gates``).
    """
    authorize(by, Can.MOVE_SITE, site)
    if to == SiteStatus.SIGNED:
        raise SignedByAgreement(_("Record the agreement: that signs the site."))

    site = Site.objects.select_for_update().get(pk=site.pk)
    if was and site.status != was:
        states = {"was": was.label, "now": site.get_status_display()}
        message = _("Somebody moved this site meanwhile: it was “%(was)s”, it is “%(now)s” now.")
        raise MovedMeanwhile(message % states, now=site.status)
    ensure_move(site.status, to)
    pass_gates(site, to)

    kept = keep(evidence, kinds=PAPERS | SHEETS, by=by) if evidence else None
    step = SiteStep(site=site, to_status=to, on=on, note=note, evidence=kept, recorded_by=by)
    return take_step(step)


@transaction.atomic
def sign_site(site: Site, *, agreement: Agreement, by: Account) -> Site:
    """Link ``agreement`` to ``site``; a site not yet signed becomes signed on its date.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        NoJoiningAgreement: it is a donation, or about data: no hospital joins by it.
        AgreementElsewhere: the agreement belongs to another site.
        HospitalNotParty: the site's hospital did not sign it.
        MoveNotAllowed: the site is in a state from which it cannot be signed.
        BeforeLastStep, DayToCome: the last move is dated after the signature, or that is to come.
    """
    authorize(by, Can.SIGN_SITE, site)

    site = Site.objects.select_for_update().get(pk=site.pk)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    linked = SiteAgreement.objects.filter(agreement=agreement).first()
    if linked and linked.site_id == site.pk:
        return site
    if linked:
        raise AgreementElsewhere(_("This agreement belongs to another site."))
    if agreement.kind not in JOINING:
        message = _("No hospital joins a programme by a “%s”.")
        raise NoJoiningAgreement(message % agreement.get_kind_display())
    if not agreement.parties.filter(organisation=site.hospital_id).exists():
        raise HospitalNotParty(_("The hospital is no party of this agreement."))

    SiteAgreement.objects.create(site=site, agreement=agreement)
    if site.status not in PUBLIC:
        ensure_move(site.status, SiteStatus.SIGNED)
        pass_gates(site, SiteStatus.SIGNED)
        on = agreement.signed_on
        step = SiteStep(site=site, to_status=SiteStatus.SIGNED, on=on, recorded_by=by)
        site = take_step(step)
    return site


@transaction.atomic
def edit_site(site: Site, *, version: int, note: str, why: str, by: Account) -> Site:
    """Change the working note of ``site``.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        EditConflict: somebody saved it since ``version`` was read.
    """
    authorize(by, Can.EDIT_SITE, site)

    site = lock_version(site, version)

    site.note = note
    with because(why):
        site.save(update_fields=["note", "version", "updated_at"])
    return site


@transaction.atomic
def name_contact(site: Site, *, person: Person, matter: str, on: date, by: Account) -> SiteContact:
    """Say whom to call at ``site`` about ``matter`` from ``on``.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        ContactKnown: the person is its contact for this matter.
    """
    authorize(by, Can.EDIT_SITE, site)

    Site.objects.select_for_update().get(pk=site.pk)
    if site.contacts.filter(person=person, matter=matter, until_on=None).exists():
        raise ContactKnown(_("%s is the contact for this already.") % person)

    return SiteContact.objects.create(site=site, person=person, matter=matter, from_on=on)


@transaction.atomic
def end_contact(contact: SiteContact, *, on: date, by: Account) -> SiteContact:
    """End a contact; ``on`` is the first day the person is no longer to be called.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        EndsBeforeItBegins: it begins later.
        EndedAlready: it ended by then.
    """
    authorize(by, Can.EDIT_SITE, contact.site)

    contact = SiteContact.objects.select_for_update().get(pk=contact.pk)
    if on < contact.from_on:
        raise EndsBeforeItBegins(_("This contact begins later."))
    if contact.until_on and contact.until_on <= on:
        raise EndedAlready(_("This contact ends earlier already."))

    contact.until_on = on
    contact.save(update_fields=["until_on"])
    return contact


@transaction.atomic
def attach_file(
    site: Site, *, file: Upload, title: str, by: Account, dated_on: date | None = None
) -> SiteFile:
    """Keep a file of evidence with ``site``.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.EDIT_SITE, site)

    kept = keep(file, kinds=PAPERS | SHEETS, by=by)
    return SiteFile.objects.create(site=site, file=kept, title=title, dated_on=dated_on)
