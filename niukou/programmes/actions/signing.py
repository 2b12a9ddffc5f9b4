"""How agreements are prepared, and signed together in one act."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.actions.agreements import edit_agreement, record_agreement
from niukou.network.models import AgreementKind, Capacity, Organisation
from niukou.people.models import Account
from niukou.programmes.actions.ceremonies import day_of_act
from niukou.programmes.actions.sites import sign_site
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.lifecycle import ensure_running
from niukou.programmes.models import (
    AgreementDraft,
    AgreementTemplate,
    Branch,
    DraftParty,
    DraftStatus,
    DraftValue,
    ProgrammeGathering,
    Signing,
    Site,
)
from niukou.programmes.places import read_value
from niukou.programmes.rules import Can


class TemplateElsewhere(DomainError):
    """No agreement of this site is written from that template."""

    field = "template"


class PreparedAlready(DomainError):
    """An agreement of this site waits for its signature."""


class NoCounterpart(DomainError):
    """Somebody has to sign for the programme."""

    field = "signers"


class DatedBySigning(DomainError):
    """The day of an agreement that was signed in a signing is the signing's."""

    field = "signed_on"


class PlaceEmpty(DomainError):
    """A place that must be filled in is empty; ``field`` names it."""


class PeriodEmpty(DomainError):
    """The agreement would end before it begins."""

    field = "ends_on"


class NotWaiting(DomainError):
    """The agreement is signed or dropped."""


class NothingToSign(DomainError):
    """A signing without an agreement is none."""


class OfOtherBranch(DomainError):
    """The agreement is one of another branch."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written into an agreement; ``values`` are by name of place, as people type them."""

    title: str
    signers: Sequence[Organisation]
    values: Mapping[str, str]
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def prepare_agreement(
    site: Site, *, template: AgreementTemplate, wording: Wording, by: Account
) -> AgreementDraft:
    """Write an agreement of ``site`` from ``template``: it waits for its signature.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        SiteHasEnded: the site is closed, rejected or withdrawn.
        TemplateElsewhere: the template is no newest published one of this programme.
        PreparedAlready: another agreement of the site waits.
        NoCounterpart: nobody but the hospital would sign.
        PlaceEmpty, NotAValue, UnreadableAmount, UnreadableDate: a place is not filled in rightly.
        PeriodEmpty: it would end before it begins.
    """
    authorize(by, Can.PREPARE_AGREEMENT, site)

    site = Site.objects.select_for_update().get(pk=site.pk)
    ensure_running(site.status)
    if not AgreementTemplate.objects.usable_in(site.branch).filter(pk=template.pk).exists():
        raise TemplateElsewhere(_("Choose a published template of this programme."))
    waiting = PreparedAlready(
        _("An agreement of this site waits already: change or drop that one.")
    )
    if site.agreement_drafts.waiting().exists():
        raise waiting

    draft = AgreementDraft(site=site, template=template, prepared_by=by)
    with refusing({"site_prepares_one_agreement_at_a_time": waiting}):
        _write(draft, wording)
    return draft


@transaction.atomic
def edit_draft(
    draft: AgreementDraft, *, version: int, wording: Wording, by: Account
) -> AgreementDraft:
    """Change what is written into an agreement that waits for its signature.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        EditConflict: somebody saved it since ``version`` was read.
        NotWaiting: it is signed or dropped.
        NoCounterpart, PlaceEmpty, NotAValue, PeriodEmpty: as on preparing.
    """
    authorize(by, Can.PREPARE_AGREEMENT, draft.site)

    draft = lock_version(draft, version)
    _ensure_waiting(draft)

    draft.parties.all().delete()
    draft.values.all().delete()
    _write(draft, wording)
    return draft


@transaction.atomic
def drop_draft(draft: AgreementDraft, *, why: str, by: Account) -> AgreementDraft:
    """Give up an agreement that will not be signed as it is; it stays on record with the reason.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        NotWaiting: it is signed or dropped.
    """
    authorize(by, Can.PREPARE_AGREEMENT, draft.site)

    draft = AgreementDraft.objects.select_for_update().get(pk=draft.pk)
    _ensure_waiting(draft)

    draft.status, draft.dropped_because = DraftStatus.DROPPED, why
    draft.version += 1
    draft.save(update_fields=["status", "dropped_because", "version"])
    return draft


@transaction.atomic
def hold_signing(
    branch: Branch,
    *,
    title: str,
    on: date | None,
    cohort: str,
    groups: Mapping[AgreementDraft, int | None],
    by: Account,
    ceremony: ProgrammeGathering | None = None,
) -> Signing:
    """Record that these agreements were signed on one day, each in its signing group (None: in none).

    All of them or none: each enters the register, and its site becomes signed. ``on`` None: the
    day of the ceremony.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        DayMissing, NoCeremonyHere, OtherDay: the day and the ceremony do not say when.
        NothingToSign: no agreement was chosen.
        DayToCome: ``on`` is in the future.
        NotWaiting, OfOtherBranch: one is signed or dropped meanwhile, or of another branch.
        BeforeLastStep, MoveNotAllowed, and what a gate refuses: a site cannot be signed (yet).
    """
    authorize(by, Can.HOLD_SIGNING, branch)
    on = day_of_act(branch, ceremony=ceremony, on=on)
    ensure_past(on)
    if not groups:
        raise NothingToSign(_("Choose the agreements that were signed."))

    chosen = AgreementDraft.objects.select_for_update(of=("self",)).filter(
        pk__in=[draft.pk for draft in groups]
    )
    drafts = list(chosen.select_related("site__hospital", "template").order_by("site__number"))
    for draft in drafts:
        _ensure_waiting(draft)
        if draft.site.branch_id != branch.pk:
            raise OfOtherBranch(_("%s is a site of another branch.") % draft.site)

    signing = Signing.objects.create(
        branch=branch, title=title, on=on, cohort=cohort, ceremony=ceremony, recorded_by=by
    )
    for draft in drafts:
        try:
            _sign(draft, signing, group=groups[draft], by=by)
        except DomainError as refusal:
            raise _of(draft, refusal) from refusal
    return signing


@transaction.atomic
def correct_signing(
    signing: Signing,
    *,
    version: int,
    title: str,
    on: date | None,
    cohort: str,
    ceremony: ProgrammeGathering | None,
    why: str,
    by: Account,
) -> Signing:
    """Correct an act of signing: day and cohort of each of its agreements follow.

    Raises:
        PermissionDenied: ``by`` does not run the branch, or may not edit one of the agreements.
        EditConflict: somebody saved it since ``version`` was read.
        DayMissing, NoCeremonyHere, OtherDay: the day and the ceremony do not say when.
        DayToCome: ``on`` is in the future.
        OutOfOrder, EndsBeforeItBegins: a site or an agreement has a later fact in the way.
    """
    authorize(by, Can.HOLD_SIGNING, signing.branch)
    on = day_of_act(signing.branch, ceremony=ceremony, on=on)
    ensure_past(on)

    signing = lock_version(signing, version)

    signing.title, signing.on, signing.cohort, signing.ceremony = title, on, cohort, ceremony
    with because(why):
        signing.save(update_fields=["title", "on", "cohort", "ceremony", "version"])
    for draft in signing.drafts.select_related("agreement").order_by("pk"):
        agreement = draft.agreement
        if agreement is None or (agreement.signed_on, agreement.cohort) == (on, cohort):
            continue
        edit_agreement(
            agreement,
            version=agreement.version,
            title=agreement.title,
            signed_on=on,
            signing_group=agreement.signing_group,
            cohort=cohort,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            ended_on=agreement.ended_on,
            why=why,
            by=by,
        )
    return signing


def follow_signing(agreement_id: int) -> None:
    """Keep an agreement that was signed with others on the day of their signing.

    Raises:
        DatedBySigning: it is dated anew on its own.
    """
    signing = Signing.objects.filter(drafts__agreement=agreement_id).first()
    if (
        signing
        and not signing.drafts.filter(
            agreement=agreement_id, agreement__signed_on=signing.on
        ).exists()
    ):
        message = _("It was signed with others at “%s”: correct the day there.")
        raise DatedBySigning(message % signing.title)


def _of(draft: AgreementDraft, refusal: DomainError) -> DomainError:
    """Return the refusal with the hospital it is about: several are signed at once."""
    said = {"hospital": draft.site.hospital, "why": refusal.message}
    told = copy(refusal)
    told.message = _("%(hospital)s: %(why)s") % said
    told.args = (told.message,)
    return told


def _write(draft: AgreementDraft, wording: Wording) -> None:
    starts_on, ends_on = wording.starts_on, wording.ends_on
    if starts_on and ends_on and ends_on <= starts_on:
        raise PeriodEmpty(_("The end must be after the beginning."))
    signers = [one for one in dict.fromkeys(wording.signers) if one.pk != draft.site.hospital_id]
    if not signers:
        raise NoCounterpart(_("Say who signs for the programme."))

    draft.title, draft.starts_on, draft.ends_on = wording.title, starts_on, ends_on
    draft.save()
    sides = [(one, Capacity.INITIATOR) for one in signers]
    sides.append((draft.site.hospital, Capacity.HOSPITAL))
    DraftParty.objects.bulk_create(
        DraftParty(draft=draft, organisation=one, capacity=capacity, position=position)
        for position, (one, capacity) in enumerate(sides, start=1)
    )
    DraftValue.objects.bulk_create(_values(draft, wording.values))


def _values(draft: AgreementDraft, typed: Mapping[str, str]) -> list[DraftValue]:
    found = []
    for place in draft.template.fields.order_by("position"):
        try:
            kept = read_value(place.kind, typed.get(place.name, ""))
        except DomainError as refusal:
            refusal.field = place.name
            raise
        if kept:
            found.append(DraftValue(draft=draft, place=place, kept=kept))
        elif place.is_required:
            raise PlaceEmpty(_("Fill in “%s”.") % place.name, field=place.name)
    return found


def _sign(draft: AgreementDraft, signing: Signing, *, group: int | None, by: Account) -> None:
    agreement = record_agreement(
        kind=AgreementKind(draft.template.kind),
        title=draft.title,
        signed_on=signing.on,
        parties=[
            (party.organisation, Capacity(party.capacity))
            for party in draft.parties.select_related("organisation").order_by("position")
        ],
        by=by,
        signing_group=group,
        cohort=signing.cohort,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
    )
    draft.status, draft.signing, draft.agreement = DraftStatus.SIGNED, signing, agreement
    draft.version += 1
    draft.save(update_fields=["status", "signing", "agreement", "version"])
    sign_site(draft.site, agreement=agreement, by=by)


def _ensure_waiting(draft: AgreementDraft) -> None:
    if not draft.is_waiting:
        message = _("“%(title)s” waits for no signature any more: it is “%(status)s”.")
        said = {"title": draft.title, "status": draft.get_status_display()}
        raise NotWaiting(message % said)
