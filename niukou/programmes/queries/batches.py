"""Lists for the bank: what can go into one, and those made before."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from niukou.core.access import Viewer
from niukou.core.money import MoneyField
from niukou.programmes.models import BankBatch, BankBatchLine, Payee, Programme, Tranche


def to_be_paid(programme: Programme, user: Viewer) -> QuerySet[Tranche]:
    """Return what is released and in no list yet; ``is_payable``: its account is confirmed."""
    in_a_list = BankBatchLine.objects.filter(tranche=OuterRef("pk"), is_void=False)
    confirmed = Payee.objects.current().filter(
        organisation=OuterRef("grant__site__hospital"), confirmed_at__isnull=False
    )
    rows = Tranche.objects.visible_to(user).waiting_for_payment()
    rows = rows.filter(~Exists(in_a_list), grant__site__branch__programme=programme)
    rows = rows.annotate(is_payable=Exists(confirmed))
    return rows.select_related("grant__site__hospital").order_by("released_on", "pk")


def batches_of(programme: Programme, user: Viewer) -> list[BankBatch]:
    """Return the lists made before, the newest first, with number and sum of their payments."""
    rows = BankBatch.objects.visible_to(user).filter(programme=programme)
    rows = rows.select_related("made_by__person").annotate(
        count=Count("lines"), total=Sum("lines__amount", output_field=MoneyField())
    )
    return list(rows.order_by("-pk")[:20])
