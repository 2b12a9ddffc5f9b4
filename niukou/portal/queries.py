"""What strangers may know: the reader is always nobody in particular."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hmac import compare_digest
from types import MappingProxyType

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from niukou.core.signing import CodeNotGenuine, Verified, verify
from niukou.figures.models import CorrectionStatus, Publication
from niukou.figures.papers import KIND as PUBLICATION
from niukou.figures.papers import publication_digest
from niukou.gatherings.models import AgendaItem, Gathering
from niukou.gatherings.queries.overview import HostGroup, hosts_of, takes_registrations
from niukou.gatherings.queries.told import when_of, where_of
from niukou.network.models import Agreement
from niukou.network.papers import KIND, agreement_digest
from niukou.programmes.acceptance_paper import KIND as ACCEPTANCE
from niukou.programmes.acceptance_paper import acceptance_digest
from niukou.programmes.application_paper import KIND as APPLICATION
from niukou.programmes.application_paper import application_digest
from niukou.programmes.letters import KIND as DETERMINATION
from niukou.programmes.letters import determination_digest
from niukou.programmes.models import (
    Acceptance,
    Branch,
    Call,
    CallPhase,
    Determination,
    Donation,
    Objection,
    Programme,
    ProgrammeGathering,
    PublicNotice,
    Submission,
)
from niukou.programmes.receipts import KIND as RECEIPT
from niukou.programmes.receipts import receipt_digest

# Whoever asks, a public page shows what a stranger sees: an officer checks it by opening it.
EVERYBODY = AnonymousUser()
NEXT = 5  # gatherings to come on the page of a programme


class Verdict(StrEnum):
    GENUINE = "GENUINE"
    CORRECTED = "CORRECTED"
    GONE = "GONE"
    NOT_GENUINE = "NOT_GENUINE"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a code proves. ``number`` is "" where it proves nothing; no person is named.

    ``url`` is where anybody can read what was published; "" where it is not public.
    """

    verdict: Verdict
    number: str = ""
    kind: str = ""
    signed_on: date | None = None
    issued_on: date | None = None
    is_figure: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownGathering:
    """A gathering as strangers see it: no names, and no number of those who come."""

    gathering: Gathering
    when: str
    where: str
    hosts: list[HostGroup]
    agenda: list[AgendaItem]
    is_open: bool


def shown_gathering(gathering: Gathering, *, at: datetime) -> ShownGathering:
    """Return what everybody may know of a public gathering, read at that moment."""
    return ShownGathering(
        gathering=gathering,
        when=when_of(gathering),
        where=where_of(gathering),
        hosts=hosts_of(gathering),
        agenda=list(gathering.agenda.order_by("starts_at", "pk")),
        is_open=takes_registrations(gathering, at=at),
    )


def to_come(programme: Programme, *, at: datetime) -> list[tuple[Gathering, str]]:
    """Return the next public gatherings of a programme, the earliest first, with when they are."""
    links = ProgrammeGathering.objects.visible_to(EVERYBODY).filter(programme=programme)
    ahead = Gathering.objects.to_come(at=at).filter(pk__in=links.values("gathering"))
    return [(one, when_of(one)) for one in ahead.order_by("starts_at", "pk")[:NEXT]]


def public_ceremony(pk: int | None) -> ProgrammeGathering | None:
    """Return a ceremony that the public may read of; None: there was none, or it is not public."""
    links = ProgrammeGathering.objects.visible_to(EVERYBODY).select_related("gathering")
    return links.filter(pk=pk).first() if pk else None


def verification_of(code: str) -> Verification:
    """Return what ``code`` proves about a paper issued here, compared with the register."""
    try:
        proved = verify("".join(code.split()))
    except CodeNotGenuine:
        return Verification(Verdict.NOT_GENUINE)
    if proved.kind in OTHER_PAPERS:
        return OTHER_PAPERS[proved.kind](proved)
    if proved.kind != KIND:
        return Verification(Verdict.GONE, proved.number)
    agreement = Agreement.objects.filter(number=proved.number).first()
    if agreement is None:
        return Verification(Verdict.GONE, proved.number)
    is_unchanged = compare_digest(proved.digest, agreement_digest(agreement))
    verdict = Verdict.GENUINE if is_unchanged else Verdict.CORRECTED
    kind = agreement.get_kind_display()
    return Verification(verdict, agreement.number, kind, agreement.signed_on)


def _accepted(proved: Verified) -> Verification:
    """Return what the code of an acceptance sheet proves: each signature makes a new one."""
    sheets = Acceptance.objects.select_related("station__site__hospital", "station__campus")
    sheet = sheets.filter(number=proved.number).first()
    if sheet is None:
        return Verification(Verdict.GONE, proved.number)
    is_unchanged = compare_digest(proved.digest, acceptance_digest(sheet))
    verdict = Verdict.GENUINE if is_unchanged else Verdict.CORRECTED
    return Verification(verdict, sheet.number, _("Acceptance sheet"), sheet.signed_on)


def _receipt(proved: Verified) -> Verification:
    """Return what the code of a receipt proves; neither donor nor amount is told."""
    found = Donation.objects.select_related("received_by").filter(receipt_number=proved.number)
    donation = found.first()
    if donation is None:
        return Verification(Verdict.GONE, proved.number)
    is_unchanged = compare_digest(proved.digest, receipt_digest(donation))
    verdict = Verdict.GENUINE if is_unchanged else Verdict.CORRECTED
    number, issued_on = donation.receipt_number, donation.receipt_on
    return Verification(verdict, number, _("Donation receipt"), issued_on=issued_on)


def _determined(proved: Verified) -> Verification:
    """Return what the code of a letter proves: a determination is never changed."""
    rows = Determination.objects.select_related("panel_site__site__hospital")
    found = rows.filter(number=proved.number).first()
    if found is None or not compare_digest(proved.digest, determination_digest(found)):
        return Verification(Verdict.GONE, proved.number)
    kind = _("Letter on the outcome of a review")
    return Verification(Verdict.GENUINE, found.number, kind, issued_on=found.decided_on)


def _published(proved: Verified) -> Verification:
    """Return what the code of a published figure proves: it never changes, a correction follows it."""
    found = Publication.objects.filter(number=proved.number).defer("lines").first()
    if found is None or not compare_digest(proved.digest, publication_digest(found)):
        return Verification(Verdict.GONE, proved.number, is_figure=True)
    is_corrected = found.corrections.filter(status=CorrectionStatus.APPROVED).exists()
    is_public = Publication.objects.visible_to(EVERYBODY).filter(pk=found.pk).exists()
    return Verification(
        Verdict.CORRECTED if is_corrected else Verdict.GENUINE,
        found.number,
        found.label,
        found.published_on,
        is_figure=True,
        url=found.get_absolute_url() if is_public else "",
    )


def _handed_in(proved: Verified) -> Verification:
    """Return what the code of an application proves: what was handed in never changes."""
    site, _slash, ordinal = proved.number.rpartition("/")
    rows = Submission.objects.select_related("application__site")
    found = rows.filter(application__site__number=site, ordinal=int(ordinal or 0)).first()
    if found is None or not compare_digest(proved.digest, application_digest(found)):
        return Verification(Verdict.GONE, proved.number)
    return Verification(Verdict.GENUINE, proved.number, _("Application"))


OTHER_PAPERS: Mapping[str, Callable[[Verified], Verification]] = MappingProxyType(
    {
        PUBLICATION: _published,
        ACCEPTANCE: _accepted,
        RECEIPT: _receipt,
        APPLICATION: _handed_in,
        DETERMINATION: _determined,
    }
)


CALLS_SHOWN = 5


def public_calls(branch: Branch, *, on: date) -> list[tuple[Call, CallPhase]]:
    """Return the newest calls of a public branch, each with where it stands on that day."""
    calls = Call.objects.visible_to(EVERYBODY).filter(branch=branch).order_by("-opens_on", "-pk")
    return [(call, call.phase(on=on)) for call in calls[:CALLS_SHOWN]]


def receipt_of(notice: PublicNotice, receipt: str) -> Objection | None:
    """Return the objection to ``notice`` whose writer was given ``receipt``; None: no such."""
    rows = Objection.objects.filter(notice=notice, receipt=receipt)
    return rows.select_related("site__hospital").first()
