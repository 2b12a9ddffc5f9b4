"""What money amounts to: of a grant, a tranche, a donation, by branch and by purpose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from niukou.core.access import Viewer
from niukou.core.money import ZERO, Money
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.models import (
    AWARDED,
    BudgetLine,
    Donation,
    EntryKind,
    Grant,
    GrantStatus,
    LedgerAccount,
    LedgerLine,
    Programme,
    Purpose,
    Site,
    Tranche,
)
from niukou.programmes.models.purse import financed_by, of_programmes_seen_whole
from niukou.programmes.shares import shared


def told_by(kind: EntryKind) -> Q:
    """Narrow lines to entries of that kind and those that correct one."""
    return Q(entry__kind=kind) | Q(entry__corrects__kind=kind)


def paid_lines() -> QuerySet[LedgerLine]:
    """Return what left the bank for grants; credits, so negative."""
    return LedgerLine.objects.filter(told_by(EntryKind.PAYMENT), account=LedgerAccount.BANK)


def returned_lines() -> QuerySet[LedgerLine]:
    """Return what came back into the bank from grants; debits, so positive."""
    return LedgerLine.objects.filter(told_by(EntryKind.RETURN), account=LedgerAccount.BANK)


def _total(rows: QuerySet[Any], field: str) -> Money:
    return rows.aggregate(all=Sum(field))["all"] or ZERO


def budget_of(grant: Grant) -> Money:
    return _total(grant.budget_lines.all(), "planned")


def paid_of(tranche: Tranche) -> Money:
    return -_total(paid_lines().filter(tranche=tranche), "fen")


def returned_of(tranche: Tranche) -> Money:
    return _total(returned_lines().filter(tranche=tranche), "fen")


def left_of_donation(donation: Donation) -> Money:
    """Return what no committed grant was promised of it yet."""
    lines = BudgetLine.objects.filter(grant__donation=donation, grant__status__in=AWARDED)
    promised = _total(lines, "planned")
    return (donation.amount or ZERO) - promised


def shares_of(tranche: Tranche) -> dict[str, Money]:
    """Return how much of ``tranche`` falls to each purpose of its grant's budget."""
    lines = list(BudgetLine.objects.filter(grant=tranche.grant_id).order_by("purpose"))
    siblings = list(Tranche.objects.filter(grant=tranche.grant_id).order_by("position"))
    parts = shared([one.planned for one in siblings], [line.planned for line in lines])
    own = parts[[one.pk for one in siblings].index(tranche.pk)]
    return {line.purpose: part for line, part in zip(lines, own, strict=True) if part}


def held_by_purpose(tranche: Tranche) -> dict[str, Money]:
    """Return what the site holds of a paid tranche, by purpose: paid less returned."""
    lines = LedgerLine.objects.filter(
        told_by(EntryKind.PAYMENT) | told_by(EntryKind.RETURN),
        tranche=tranche,
        account=LedgerAccount.BANK,
    )
    found = lines.order_by("purpose").values_list("purpose").annotate(all=Sum("fen"))
    return {purpose: -amount for purpose, amount in found if amount < ZERO}


@dataclass(frozen=True, slots=True)
class Sums:
    """Planned, committed, released and not paid, paid, returned: of anything."""

    planned: Money = ZERO
    committed: Money = ZERO
    waiting: Money = ZERO
    paid: Money = ZERO
    returned: Money = ZERO

    @property
    def held(self) -> Money:
        """Paid and not returned."""
        return self.paid - self.returned

    @property
    def open(self) -> Money:
        """Committed and not paid yet."""
        return self.committed - self.held

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.planned + other.planned,
            self.committed + other.committed,
            self.waiting + other.waiting,
            self.paid + other.paid,
            self.returned + other.returned,
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the picture: its name, its sums, and their shares of the widest bar."""

    name: str
    sums: Sums
    widest: Money

    @property
    def planned_share(self) -> str:
        return self._share(self.sums.planned)

    @property
    def committed_share(self) -> str:
        return self._share(self.sums.committed)

    @property
    def held_share(self) -> str:
        return self._share(self.sums.held)

    def _share(self, amount: Money) -> str:
        """Return a width in percent, as a picture takes it in every language."""
        return f"{amount.fen * 100 / self.widest.fen:.2f}" if self.widest else "0"


def booked_by(grants: QuerySet[Grant], *fields: str) -> dict[Any, Sums]:
    """Return what the ledger says of ``grants`` by ``fields``, "grant" or "purpose" for example.

    What was paid of a cancelled grant, and not returned, is all that it plans and promises.
    With one field the keys are its values, with several they are tuples.
    """
    in_bank = Q(account=LedgerAccount.BANK)
    lines = LedgerLine.objects.filter(grant__in=grants.order_by().values("pk"))
    rows = (
        lines.order_by()
        .values_list(*fields)
        .annotate(
            waiting=Sum("fen", filter=Q(account=LedgerAccount.PAYABLE)),
            paid=Sum("fen", filter=in_bank & told_by(EntryKind.PAYMENT)),
            returned=Sum("fen", filter=in_bank & told_by(EntryKind.RETURN)),
            kept=Sum("fen", filter=in_bank & Q(grant__status=GrantStatus.CANCELLED)),
        )
    )
    found = {}
    for *key, waiting, paid, returned, kept in rows:
        found[_key(key)] = Sums(
            planned=-(kept or ZERO),
            committed=-(kept or ZERO),
            waiting=-(waiting or ZERO),
            paid=-(paid or ZERO),
            returned=returned or ZERO,
        )
    return found


def budgeted_by(grants: QuerySet[Grant], *fields: str) -> dict[Any, Sums]:
    """Return what the budgets of ``grants`` say by ``fields``: planned, and of that committed."""
    lines = BudgetLine.objects.filter(grant__in=grants.order_by().values("pk"))
    rows = (
        lines.order_by()
        .values_list(*fields)
        .annotate(
            standing=Sum("planned", filter=~Q(grant__status=GrantStatus.CANCELLED)),
            promised=Sum("planned", filter=Q(grant__status__in=AWARDED)),
        )
    )
    return {
        _key(key): Sums(planned=planned or ZERO, committed=committed or ZERO)
        for *key, planned, committed in rows
    }


def sums_by(grants: QuerySet[Grant], *fields: str) -> dict[Any, Sums]:
    """Return all sums of ``grants`` by ``fields``, in two reads."""
    found: dict[Any, Sums] = defaultdict(Sums)
    for told in (budgeted_by(grants, *fields), booked_by(grants, *fields)):
        for key, sums in told.items():
            found[key] += sums
    return dict(found)


def _key(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)


def bars(named: Iterable[tuple[str, Sums]]) -> list[Bar]:
    rows = list(named)
    widest = max((max(sums.planned, sums.held) for _name, sums in rows), default=ZERO)
    return [Bar(name, sums, widest) for name, sums in rows]


@dataclass(frozen=True, slots=True)
class Picture:
    """A programme's money as one reader may see it."""

    total: Sums
    by_branch: list[Bar]
    by_purpose: list[Bar]


def picture_of(programme: Programme, user: Viewer) -> Picture:
    grants = Grant.objects.visible_to(user).filter(site__branch__programme=programme)
    branches: dict[str, Sums] = defaultdict(Sums)
    purposes: dict[str, Sums] = defaultdict(Sums)
    for (branch, purpose), sums in sums_by(grants, "grant__site__branch__name", "purpose").items():
        branches[branch] += sums
        purposes[purpose] += sums
    in_order = [
        (str(purpose.label), purposes[purpose]) for purpose in Purpose if purpose in purposes
    ]
    return Picture(
        total=sum(branches.values(), Sums()),
        by_branch=bars(sorted(branches.items())),
        by_purpose=bars(in_order),
    )


def sites_with_money(user: Viewer) -> QuerySet[Site]:
    """Return the sites whose money ``user`` may look for: they work there, or keep the money."""
    sites = Site.objects.worked_on_by(user)
    if roles_of(user).organisations(RoleKind.FINANCE_OFFICER):
        kept = Site.objects.filter(of_programmes_seen_whole(user, "branch__programme"))
        return Site.objects.filter(Q(pk__in=sites.values("pk")) | Q(pk__in=kept.values("pk")))
    return sites


def programmes_with_money(user: Viewer) -> QuerySet[Programme]:
    """Return the programmes ``user`` may read, and those whose money they keep."""
    programmes = Programme.objects.visible_to(user)
    if roles_of(user).organisations(RoleKind.FINANCE_OFFICER):
        kept = Programme.objects.filter(pk__in=financed_by(user))
        return Programme.objects.filter(
            Q(pk__in=programmes.values("pk")) | Q(pk__in=kept.values("pk"))
        )
    return programmes


@dataclass(frozen=True, slots=True)
class Given:
    """What donations amount to: money and goods apart, and how many there are."""

    money: Money
    goods: Money
    count: int


def given_to(donations: QuerySet[Donation]) -> Given:
    told = donations.aggregate(
        money=Sum("amount", filter=Q(is_in_kind=False)),
        goods=Sum("amount", filter=Q(is_in_kind=True)),
        count=Count("pk"),
    )
    return Given(told["money"] or ZERO, told["goods"] or ZERO, told["count"])
