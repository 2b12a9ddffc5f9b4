"""What is counted of money, in fen: given, planned, committed, released, paid, returned."""

from datetime import date

from django.db.models import BigIntegerField, CharField, F, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally
from niukou.programmes.models import (
    BudgetLine,
    Donation,
    EntryKind,
    Grant,
    LedgerAccount,
    LedgerLine,
    Tranche,
)
from niukou.programmes.queries.money import told_by

BOOKS = gettext_lazy("Computed from the grants, donations and ledger recorded here")
DISCLOSURE = gettext_lazy(
    "Charity law art. 38 and the disclosure measures of 2025, art. 14 (related parties)"
)

GIVEN_LINE = line_of(
    F("number"),
    Coalesce(F("branch__code"), F("site__number"), F("programme__slug"), output_field=CharField()),
    day_part("received_on"),
    Cast("amount", CharField()),
)
PLANNED_LINE = line_of(
    F("grant__number"),
    F("grant__site__number"),
    day_part("set_on"),
    F("purpose"),
    Cast("planned", CharField()),
)
COMMITTED_LINE = line_of(
    F("grant__number"),
    F("grant__site__number"),
    day_part("grant__awarded_on"),
    F("purpose"),
    Cast("planned", CharField()),
)
RELEASED_LINE = line_of(
    F("grant__number"),
    F("grant__site__number"),
    day_part("released_on"),
    Cast("position", CharField()),
    Cast("planned", CharField()),
)
BOOKED_LINE = line_of(
    F("entry__number"),
    F("site__number"),
    day_part("entry__on"),
    Cast("position", CharField()),
    Cast("fen", CharField()),
)


def of_visible_grants(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow evidence to the grants ``user`` may read: their sums are public, they are not."""
    return evidence.filter(grant__in=Grant.objects.visible_to(user).values("pk"))


def visible_donations(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow evidence to the donations ``user`` may read."""
    return evidence.filter(pk__in=Donation.objects.visible_to(user).values("pk"))


def donations(scope: Scope, as_of: date) -> Evidence:
    """Donations received by the end of the day and still in the books; those of known value."""
    if scope.branch:
        given = Q(branch=scope.branch) | Q(site__branch=scope.branch)
    else:
        elsewhere = Q(branch__is_public=False) | Q(site__branch__is_public=False)
        given = Q(programme=scope.programme) & ~elsewhere
    standing = Q(voided_on=None) | Q(voided_on__gt=as_of)
    found = Donation.objects.filter(
        given, standing, received_on__lte=as_of, amount__isnull=False
    ).annotate(line=GIVEN_LINE)
    return found.select_related("programme", "branch", "site").order_by("received_on", "pk")


def donations_in_money(scope: Scope, as_of: date) -> Evidence:
    return donations(scope, as_of).filter(is_in_kind=False)


def donations_in_kind(scope: Scope, as_of: date) -> Evidence:
    return donations(scope, as_of).filter(is_in_kind=True)


def donations_of_related_parties(scope: Scope, as_of: date) -> Evidence:
    return donations(scope, as_of).filter(is_related_party=True)


def donation_row(record: Donation) -> EvidenceRow:
    return EvidenceRow(
        reference=record.number,
        hospital=record.donor_shown,
        site="",
        on=record.received_on,
        detail=f"¥{record.amount} · {record.get_restriction_display()}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def budget_lines(scope: Scope, as_of: date) -> Evidence:
    """Budget lines set by the end of the day, of grants that were not cancelled by then."""
    standing = Q(grant__cancelled_on=None) | Q(grant__cancelled_on__gt=as_of)
    found = BudgetLine.objects.filter(
        scope.among("grant__site__branch"), standing, set_on__lte=as_of
    ).annotate(line=PLANNED_LINE)
    return found.select_related("grant__site__hospital").order_by("set_on", "pk")


def awarded_lines(scope: Scope, as_of: date) -> Evidence:
    """Budget lines of grants that were committed by the end of the day."""
    found = BudgetLine.objects.filter(
        scope.among("grant__site__branch"), grant__awarded_on__lte=as_of
    ).annotate(line=COMMITTED_LINE)
    return found.select_related("grant__site__hospital").order_by("grant__awarded_on", "pk")


def committed_lines(scope: Scope, as_of: date) -> Evidence:
    """The same, of grants that were not cancelled by then."""
    in_force = Q(grant__cancelled_on=None) | Q(grant__cancelled_on__gt=as_of)
    return awarded_lines(scope, as_of).filter(in_force)


def budget_row(record: BudgetLine) -> EvidenceRow:
    grant = record.grant
    return EvidenceRow(
        reference=grant.number,
        hospital=grant.site.hospital.official_name,
        site=grant.site.number,
        on=grant.awarded_on or record.set_on,
        detail=f"{record.get_purpose_display()} · ¥{record.planned}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def released_and_waiting(scope: Scope, as_of: date) -> Evidence:
    """Tranches released by the end of the day and not paid by then."""
    unpaid = Q(paid_on=None) | Q(paid_on__gt=as_of)
    found = Tranche.objects.filter(
        scope.among("grant__site__branch"), unpaid, released_on__lte=as_of
    ).annotate(line=RELEASED_LINE)
    return found.select_related("grant__site__hospital").order_by("released_on", "pk")


def tranche_row(record: Tranche) -> EvidenceRow:
    grant = record.grant
    return EvidenceRow(
        reference=grant.number,
        hospital=grant.site.hospital.official_name,
        site=grant.site.number,
        on=record.released_on or date.max,
        detail=_("Tranche %(position)s · ¥%(amount)s")
        % {"position": record.position, "amount": record.planned},
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def booked_in_bank(kind: EntryKind, scope: Scope, as_of: date) -> Evidence:
    """What entries of that kind, and their corrections, moved in the bank by the end of the day."""
    found = LedgerLine.objects.filter(
        told_by(kind),
        scope.among("branch"),
        account=LedgerAccount.BANK,
        grant__isnull=False,
        entry__on__lte=as_of,
    ).annotate(line=BOOKED_LINE)
    named = found.select_related("entry", "grant", "site__hospital")
    return named.order_by("entry__on", "entry_id", "position")


def payments(scope: Scope, as_of: date) -> Evidence:
    return booked_in_bank(EntryKind.PAYMENT, scope, as_of)


def returns(scope: Scope, as_of: date) -> Evidence:
    return booked_in_bank(EntryKind.RETURN, scope, as_of)


def ledger_row(record: LedgerLine) -> EvidenceRow:
    site = record.site
    return EvidenceRow(
        reference=record.entry.number,
        hospital=site.hospital.official_name if site else "",
        site=site.number if site else "",
        on=record.entry.on,
        detail=f"{record.grant} · {record.get_purpose_display()} · ¥{record.fen}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def in_all(field: str, *, sign: int = 1) -> Tally:
    """Return the sum of ``field`` in fen; nothing is 0."""
    return Tally(Sum(Cast(field, BigIntegerField()) * Value(sign)), of_none=0)


sum_given, sum_planned, sum_returned = in_all("amount"), in_all("planned"), in_all("fen")
sum_paid = in_all("fen", sign=-1)  # what left the bank: credits are negative


DONATIONS_RECEIVED = Indicator(
    code="donations-received",
    label=gettext_lazy("Donations received in money"),
    unit=Unit.FEN,
    source=DISCLOSURE,
    counts=gettext_lazy(
        "Money given to the programme and received on that day or before. A donation that was "
        "taken out of the books counts up to, and not on, the day it was taken out. A branch "
        "counts what was given for it or for one of its sites; a programme counts everything "
        "but what was given for a branch that is not published."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=donations_in_money,
    shows=donation_row,
    measure=sum_given,
    narrows=visible_donations,
)
DONATIONS_IN_KIND = Indicator(
    code="donations-in-kind",
    label=gettext_lazy("Value of donations in kind"),
    unit=Unit.FEN,
    source=DISCLOSURE,
    counts=gettext_lazy(
        "The value, as recorded, of goods received on that day or before. Goods of a value not "
        "known are not counted here. Money and goods are never added to one figure."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=donations_in_kind,
    shows=donation_row,
    measure=sum_given,
    narrows=visible_donations,
)
RELATED_PARTY_DONATIONS = Indicator(
    code="related-party-donations",
    label=gettext_lazy("Donations of related parties"),
    unit=Unit.FEN,
    source=DISCLOSURE,
    counts=gettext_lazy(
        "Money, and goods at their recorded value, given by donors who were related parties of "
        "the foundation on the day of the gift. They are part of the donations, not beside them."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=donations_of_related_parties,
    shows=donation_row,
    measure=sum_given,
    narrows=visible_donations,
)
BUDGET_PLANNED = Indicator(
    code="budget-planned",
    label=gettext_lazy("Planned in budgets"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "The budgets of grants, drafts among them, as they stand: a budget counts from the day "
        "it was set last, and no longer once its grant is cancelled. It is a plan and no promise."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=budget_lines,
    shows=budget_row,
    measure=sum_planned,
    narrows=of_visible_grants,
)
GRANTS_AWARDED = Indicator(
    code="grants-awarded",
    label=gettext_lazy("Grants awarded"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "The amounts of all grants committed on that day or before, cancelled ones among them: "
        "what was ever promised."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=awarded_lines,
    shows=budget_row,
    measure=sum_planned,
    narrows=of_visible_grants,
)
AMOUNT_COMMITTED = Indicator(
    code="amount-committed",
    label=gettext_lazy("Committed to sites"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "The amounts of grants committed on that day or before and not cancelled by its end, "
        "paid or not. What was paid of a cancelled grant is in the payments."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=committed_lines,
    shows=budget_row,
    measure=sum_planned,
    narrows=of_visible_grants,
)
TRANCHES_RELEASED_WAITING = Indicator(
    code="tranches-released-waiting",
    label=gettext_lazy("Released and not paid yet"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "The amounts of tranches released on that day or before and not paid by its end."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=released_and_waiting,
    shows=tranche_row,
    measure=sum_planned,
    narrows=of_visible_grants,
)
AMOUNT_PAID = Indicator(
    code="amount-paid",
    label=gettext_lazy("Paid to sites"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "What the ledger says left the bank for grants on that day or before. A correction of a "
        "payment counts from the day of the correction. What came back is not taken off: it is "
        "a figure of its own."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=payments,
    shows=ledger_row,
    measure=sum_paid,
    narrows=of_visible_grants,
)
AMOUNT_RETURNED = Indicator(
    code="amount-returned",
    label=gettext_lazy("Returned by sites"),
    unit=Unit.FEN,
    source=BOOKS,
    counts=gettext_lazy(
        "What the ledger says came back into the bank from grants on that day or before."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=returns,
    shows=ledger_row,
    measure=sum_returned,
    narrows=of_visible_grants,
)

INDICATORS = (
    DONATIONS_RECEIVED,
    DONATIONS_IN_KIND,
    RELATED_PARTY_DONATIONS,
    BUDGET_PLANNED,
    GRANTS_AWARDED,
    AMOUNT_COMMITTED,
    TRANCHES_RELEASED_WAITING,
    AMOUNT_PAID,
    AMOUNT_RETURNED,
)
