"""Where the facts of duties are recorded: one function for each kind of fact."""

from django.db.models import QuerySet

from niukou.figures.duties.kinds import DutyKind
from niukou.figures.duties.rules import Facts, RelatedFact
from niukou.figures.lifecycle import DutyStatus
from niukou.figures.models import Duty
from niukou.network.models import Agreement, AgreementKind, AgreementParty
from niukou.programmes.models import Donation, Programme, ProgrammeInitiator


def facts_of(programme: Programme) -> Facts:
    """Return everything from which duties of ``programme`` follow."""
    published = Duty.objects.filter(
        programme=programme, kind=DutyKind.PROGRESS, status=DutyStatus.PUBLISHED
    )
    return Facts(
        launched_on=programme.launched_on,
        ends_on=programme.ends_on,
        related=tuple(related_facts(programme)),
        published={
            fact: on for fact, on in published.values_list("fact", "published_on") if on is not None
        },
    )


def related_facts(programme: Programme) -> list[RelatedFact]:
    """Return the dealings with related parties: gifts from one, and agreements to give.

    A gift that was recorded under its agreement stands for it.
    """
    gifts = Donation.objects.standing().filter(programme=programme, is_related_party=True)
    given = [
        RelatedFact(f"donation {pk}", number, on)
        for pk, number, on in gifts.order_by("received_on", "pk").values_list(
            "pk", "number", "received_on"
        )
    ]
    agreed = _agreements_with_related_parties(programme).exclude(
        pk__in=gifts.exclude(agreement=None).values("agreement")
    )
    rows = agreed.order_by("signed_on", "pk").values_list("pk", "number", "signed_on")
    return given + [RelatedFact(f"agreement {pk}", number, on) for pk, number, on in rows]


def _agreements_with_related_parties(programme: Programme) -> "QuerySet[Agreement]":
    """Donation agreements between an initiator of the programme and a related party."""
    initiators = ProgrammeInitiator.objects.filter(programme=programme).values("organisation")
    ours = AgreementParty.objects.filter(organisation__in=initiators)
    theirs = AgreementParty.objects.filter(organisation__is_related_party=True)
    found = Agreement.objects.filter(kind=AgreementKind.DONATION, pk__in=ours.values("agreement"))
    return found.filter(pk__in=theirs.values("agreement"))
