"""What money waits for: evidence to look at, tranches to release and pay, accounts, receipts."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from niukou.core.access import Viewer
from niukou.core.due import FEW
from niukou.programmes.models import (
    AWARDED,
    PAPER,
    Donation,
    Grant,
    Payee,
    Programme,
    Site,
    Tranche,
    TrancheCondition,
    TrancheStatus,
    offices_of,
)
from niukou.programmes.models.purse import financed_by, of_programmes_seen_whole


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one person can do about money now; a few of each."""

    evidence: list[TrancheCondition]
    ready: list[Tranche]
    unpaid: list[Tranche]
    payees: list[Payee]
    receipts: list[Donation]

    def __bool__(self) -> bool:
        return any((self.evidence, self.ready, self.unpaid, self.payees, self.receipts))


def _named(tranches: QuerySet[Tranche]) -> QuerySet[Tranche]:
    return tranches.select_related("grant__site__hospital").order_by("planned_on", "pk")


def papers_awaited(hospitals: Collection[int]) -> QuerySet[TrancheCondition]:
    """Return the papers without evidence of each hospital's tranche that is next in turn."""
    earlier = Tranche.objects.filter(
        grant=OuterRef("tranche__grant"),
        position__lt=OuterRef("tranche__position"),
        status=TrancheStatus.PLANNED,
    )
    waiting = TrancheCondition.objects.filter(
        ~Exists(earlier),
        condition=PAPER,
        evidence=None,
        tranche__status=TrancheStatus.PLANNED,
        tranche__grant__status__in=AWARDED,
        tranche__grant__site__hospital__in=hospitals,
    )
    return waiting.order_by("tranche__planned_on", "pk")


def tranches_ready(user: Viewer) -> QuerySet[Tranche]:
    """Return the tranches of branches ``user`` runs that everything is confirmed for."""
    of_tranche = TrancheCondition.objects.filter(tranche=OuterRef("pk"))
    earlier = Tranche.objects.filter(
        grant=OuterRef("grant"),
        position__lt=OuterRef("position"),
        status=TrancheStatus.PLANNED,
    )
    own = offices_of(user).branches
    planned = Tranche.objects.filter(
        status=TrancheStatus.PLANNED, grant__status__in=AWARDED, grant__site__branch__in=own
    )
    return _named(
        planned.filter(
            Exists(of_tranche), ~Exists(of_tranche.filter(met_on=None)), ~Exists(earlier)
        )
    )


def evidence_to_confirm(user: Viewer) -> QuerySet[TrancheCondition]:
    """Return the papers attached in branches ``user`` runs that nobody confirmed yet."""
    own = offices_of(user).branches
    rows = TrancheCondition.objects.filter(
        condition=PAPER,
        met_on=None,
        evidence__isnull=False,
        tranche__grant__status__in=AWARDED,
        tranche__grant__site__branch__in=own,
    )
    return rows.select_related("tranche__grant__site__hospital").order_by("pk")


def tranches_unpaid(user: Viewer) -> QuerySet[Tranche]:
    """Return what was released in programmes whose money ``user`` keeps, and is not paid."""
    kept = Tranche.objects.waiting_for_payment().filter(
        grant__site__branch__programme__in=financed_by(user)
    )
    return _named(kept)


def payees_to_confirm(user: Viewer) -> QuerySet[Payee]:
    """Return the accounts that wait for ``user``: set by somebody else, confirmed by nobody."""
    sites = Site.objects.filter(branch__programme__in=financed_by(user))
    rows = Payee.objects.current().filter(
        confirmed_at=None, organisation__in=sites.values("hospital")
    )
    return rows.exclude(set_by=user.pk).select_related("organisation").order_by("set_at")


def receipts_owed(user: Viewer) -> QuerySet[Donation]:
    """Return the donations ``user`` may give a receipt for that have none."""
    rows = Donation.objects.visible_to(user).standing()
    rows = rows.filter(of_programmes_seen_whole(user, "programme"))
    return rows.filter(receipt_number="", receipt_waived=False).order_by("received_on", "pk")


def waiting_for(user: Viewer, programme: Programme, *, runs: bool, keeps: bool) -> Waiting:
    """Return what waits for ``user`` in the money of ``programme``.

    ``runs``: they are an officer of it, of whatever part; ``keeps``: they keep its money.
    """
    here = Q(grant__site__branch__programme=programme)
    grants = Grant.objects.filter(site__branch__programme=programme)
    hospitals = Site.objects.filter(branch__programme=programme).values("hospital")
    evidence = evidence_to_confirm(user).filter(tranche__grant__in=grants.values("pk"))
    payees = payees_to_confirm(user).filter(organisation__in=hospitals)
    return Waiting(
        evidence=list(evidence[:FEW]) if runs else [],
        ready=list(tranches_ready(user).filter(here)[:FEW]) if runs else [],
        unpaid=list(tranches_unpaid(user).filter(here)[:FEW]) if keeps else [],
        payees=list(payees[:FEW]) if keeps else [],
        receipts=list(receipts_owed(user).filter(programme=programme)[:FEW]),
    )
