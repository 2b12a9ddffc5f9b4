"""What can be done to a hospital's place in a programme."""

from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.files import PAPERS, SHEETS, keep
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.network.models import Agreement, Organisation, OrganisationKind
from niukou.people.models import Account, Person
from niukou.programmes.events import SiteMoved
from niukou.programmes.lifecycle import SiteStatus, ensure_move
from niukou.programmes.models import (
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
    """The hospital has a place in this branch."""

    field = "hospital"


class BeforeLastStep(DomainError):
    """A move cannot be dated before the last one."""

    field = "on"


class SignedByAgreement(DomainError):
    """A site is signed by recording its agreement, not by moving it."""

    field = "to"


class AgreementElsewhere(DomainError):
    """The agreement belongs to another site."""

    field = "agreement"


class HospitalNotParty(DomainError):
    """The hospital is no party of the agreement."""

    field = "agreement"


class ContactKnown(DomainError):
    """This person is the site's contact for this matter."""

    field = "person"


@transaction.atomic
def propose_site(
    branch: Branch, *, hospital: Organisation, on: date, by: Account, note: str = ""
) -> Site:
    """Give ``hospital`` a place in ``branch``, as a draft.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NotAHospital: the organisation is of another kind.
        AlreadyASite: the hospital has a place in this branch.
    """
    authorize(by, Can.PROPOSE_SITE, branch)

    branch = Branch.objects.select_for_update().get(pk=branch.pk)
    if hospital.kind != OrganisationKind.HOSPITAL:
        raise NotAHospital(_("%s is not registered as a hospital.") % hospital)
    if branch.sites.filter(hospital=hospital).exists():
        raise AlreadyASite(_("%s is in this branch already.") % hospital)

    number = next_number(f"site-{branch.code}", pattern=f"{branch.code}-{{number:03d}}")
    site = Site.objects.create(branch=branch, hospital=hospital, number=number, note=note)
    SiteStep.objects.create(site=site, to_status=site.status, on=on, recorded_by=by)
    return site


@transaction.atomic
def move_site(site: Site, *, to: SiteStatus, on: date, by: Account, note: str = "") -> Site:
    """Move ``site`` to its next state on the day it happened.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        SignedByAgreement: signing is recorded with its agreement (``sign_site``).
        MoveNotAllowed: the site cannot go there from where it is.
        BeforeLastStep: the last move is dated later.
    """
    authorize(by, Can.MOVE_SITE, site)
    if to == SiteStatus.SIGNED:
        raise SignedByAgreement(_("Record the agreement: that signs the site."))

    return _move(Site.objects.select_for_update().get(pk=site.pk), to=to, on=on, by=by, note=note)


@transaction.atomic
def sign_site(site: Site, *, agreement: Agreement, by: Account) -> Site:
    """Link ``agreement`` to ``site``; a site not yet signed becomes signed on its date.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        AgreementElsewhere: the agreement belongs to another site.
        HospitalNotParty: the site's hospital did not sign it.
        MoveNotAllowed: the site is in a state from which it cannot be signed.
        BeforeLastStep: the last move is dated after the signature.
    """
    authorize(by, Can.SIGN_SITE, site)

    site = Site.objects.select_for_update().get(pk=site.pk)
    linked = SiteAgreement.objects.filter(agreement=agreement).first()
    if linked and linked.site_id != site.pk:
        raise AgreementElsewhere(_("This agreement belongs to another site."))
    if not agreement.parties.filter(organisation=site.hospital_id).exists():
        raise HospitalNotParty(_("The hospital is no party of this agreement."))
    is_first = not linked and not site.agreements.exists()

    if not linked:
        SiteAgreement.objects.create(site=site, agreement=agreement)
    if is_first:
        site = _move(site, to=SiteStatus.SIGNED, on=agreement.signed_on, by=by, note="")
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
def attach_file(
    site: Site, *, file: File, title: str, by: Account, dated_on: date | None = None
) -> SiteFile:
    """Keep a file of evidence with ``site``.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.EDIT_SITE, site)

    kept = keep(file, kinds=PAPERS | SHEETS, by=by)
    return SiteFile.objects.create(site=site, file=kept, title=title, dated_on=dated_on)


def _move(site: Site, *, to: SiteStatus, on: date, by: Account, note: str) -> Site:
    ensure_move(site.status, to)
    if site.steps.filter(on__gt=on).exists():
        raise BeforeLastStep(_("The last step of this site is dated later."))

    step = SiteStep(from_status=site.status, to_status=to, on=on, note=note, recorded_by=by)
    site.status = to
    site.version += 1
    site.save(update_fields=["status", "version", "updated_at"])
    step.site = site
    step.save()

    publish(SiteMoved(site_id=site.pk, to=to, on=on))
    return site
