"""The text of an agreement with everything filled in, and what waits for a signature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from niukou.core.access import Viewer
from niukou.programmes.models import AgreementDraft, Branch, DraftParty, Signing
from niukou.programmes.places import KNOWN_PLACES, PLACE, filled, language_of


@dataclass(frozen=True, slots=True)
class Written:
    """An agreement as it reads: its paragraphs, and who signs in which capacity."""

    title: str
    paragraphs: list[str]
    parties: list[DraftParty]


def written(draft: AgreementDraft) -> Written:
    """Return how ``draft`` reads, signed or not; a place that is empty stays a line to write on."""
    parties = list(draft.parties.select_related("organisation").order_by("position"))
    text = draft.template.body
    with override(language_of(PLACE.sub("", text))):
        body = filled(text, _said(draft, parties))
    lines = [line.strip() for line in body.splitlines()]
    return Written(draft.title, [line for line in lines if line], parties)


def waiting_for_signature(branch: Branch, user: Viewer) -> QuerySet[AgreementDraft]:
    """Return the prepared agreements of ``branch`` in the order of their sites."""
    drafts = AgreementDraft.objects.visible_to(user).waiting().filter(site__branch=branch)
    return drafts.select_related("site__hospital", "template").order_by("site__number")


def signed_in(signings: Iterable[Signing], user: Viewer) -> QuerySet[AgreementDraft]:
    """Return the agreements signed in ``signings``, the newest day first, group by group."""
    drafts = AgreementDraft.objects.visible_to(user).filter(signing__in=list(signings))
    named = drafts.select_related("signing", "agreement", "site__hospital")
    return named.order_by(
        "-signing__on", "-signing", "agreement__signing_group", "site__number", "pk"
    )


def _said(draft: AgreementDraft, parties: list[DraftParty]) -> Mapping[str, str]:
    empty = "＿＿＿＿＿＿"
    known = {
        "hospital": draft.site.hospital.official_name,
        "programme": draft.site.branch.programme.official_name,
        "branch": draft.site.branch.name,
        "day": date_format(draft.signing.on)
        if draft.signing
        else _("____ (year) __ (month) __ (day)"),
        "parties": "、".join(party.organisation.official_name for party in parties),
    }
    values = {value.place.name: value.said for value in draft.values.select_related("place")}
    asked = {name: values.get(name, empty) for name in draft.template.places}
    return asked | {name: known[fact] for name, fact in KNOWN_PLACES.items()}
