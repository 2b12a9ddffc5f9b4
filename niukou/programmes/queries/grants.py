"""The money of one site, as its page shows it: grants, budgets, tranches and what they wait for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from django.db.models import Prefetch, QuerySet

from niukou.core.access import Viewer
from niukou.core.batches import in_batches
from niukou.core.money import ZERO, Money
from niukou.programmes.conditions import condition
from niukou.programmes.lifecycle import ENDED, PUBLIC
from niukou.programmes.models import (
    AWARDED,
    BudgetLine,
    Grant,
    GrantStatus,
    Payee,
    Site,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from niukou.programmes.queries.money import Sums, booked_by

AT_ONCE = 500
Says: TypeAlias = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """Something a tranche waits for; ``records_say`` is the day the records have for it."""

    waiting: TrancheCondition
    label: str
    records_say: date | None = None

    @property
    def can_be_confirmed(self) -> bool:
        waiting = self.waiting
        if waiting.met_on:
            return False
        return bool(waiting.evidence_id) if waiting.is_paper else self.records_say is not None


@dataclass(frozen=True, slots=True)
class ShownTranche:
    """A rung of the ladder; ``is_next`` marks the one that something can be done to now."""

    tranche: Tranche
    conditions: list[ShownCondition]
    is_next: bool

    @property
    def is_ready(self) -> bool:
        """True when everything it waits for is confirmed."""
        return all(one.waiting.met_on for one in self.conditions) and bool(self.conditions)

    @property
    def tone(self) -> str:
        if self.tranche.status == TrancheStatus.PAID:
            return "good"
        return "now" if self.is_next else "planned"


@dataclass(frozen=True, slots=True)
class ShownGrant:
    grant: Grant
    lines: list[BudgetLine]
    tranches: list[ShownTranche]
    sums: Sums

    @property
    def budget(self) -> Money:
        return sum((line.planned for line in self.lines), ZERO)

    @property
    def is_awarded(self) -> bool:
        return self.grant.status in AWARDED

    @property
    def is_planned(self) -> bool:
        """True for a draft whose tranches add up to its budget."""
        planned = sum((one.tranche.planned for one in self.tranches), ZERO)
        return self.grant.is_draft and bool(self.lines) and planned == self.budget

    @property
    def can_be_committed(self) -> bool:
        return self.is_planned and self.grant.site.status in PUBLIC

    @property
    def waits_for_signature(self) -> bool:
        return self.is_planned and self.grant.site.status not in (*PUBLIC, *ENDED)


def with_plan(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Fetch budget, tranches and what they wait for with each grant."""
    conditions = TrancheCondition.objects.select_related("evidence").order_by("pk")
    tranches = Tranche.objects.order_by("position").prefetch_related(
        Prefetch("conditions", conditions)
    )
    return grants.prefetch_related(
        Prefetch("tranches", tranches), Prefetch("budget_lines", BudgetLine.objects.order_by("pk"))
    )


def grants_of(site: Site, user: Viewer) -> list[ShownGrant]:
    """Return the grants to ``site`` that ``user`` may read, the newest first."""
    grants = Grant.objects.visible_to(user).filter(site=site)
    booked = booked_by(grants, "grant")
    says = records_of(site)
    found = []
    for grant in with_plan(grants.select_related("agreement", "donation")).order_by("-pk"):
        grant.site = site  # known already, with its branch
        sums = booked.get(grant.pk, Sums()) + _promised(grant)
        found.append(shown_grant(grant, sums, says=says))
    return found


def shown_grants(grants: QuerySet[Grant]) -> Iterator[ShownGrant]:
    """Return ``grants`` as ``grants_of`` does, whatever their sites, some at a time."""
    named = grants.select_related("agreement", "donation", "site__hospital", "site__branch")
    found = with_plan(named).iterator(chunk_size=AT_ONCE)
    for batch in in_batches(found, AT_ONCE):
        booked = booked_by(Grant.objects.filter(pk__in=[one.pk for one in batch]), "grant")
        for grant in batch:
            yield shown_grant(grant, booked.get(grant.pk, Sums()) + _promised(grant))


def records_of(site: Site) -> Says:
    """Return what tells, for the code of a condition, since when the records of ``site`` prove it."""

    @cache
    def says(code: str) -> date | None:
        known = condition(code)
        return known.met_on(site) if known else None

    return says


def _promised(grant: Grant) -> Sums:
    """Return planned and committed of a grant fetched with its plan; of a cancelled one nothing."""
    budget = sum((line.planned for line in grant.budget_lines.all()), ZERO)
    if grant.status == GrantStatus.CANCELLED:
        return Sums()
    return Sums(planned=budget, committed=budget if grant.status in AWARDED else ZERO)


def shown_grant(grant: Grant, sums: Sums, *, says: Says | None = None) -> ShownGrant:
    """Return a grant, fetched ``with_plan``, for its page; ``says`` is asked for the next tranche."""
    tranches = list(grant.tranches.all())
    unpaid = (one for one in tranches if one.status != TrancheStatus.PAID)
    following = next(unpaid, None) if grant.status in AWARDED else None
    shown = [
        ShownTranche(
            tranche,
            shown_conditions(tranche.conditions.all(), says if tranche == following else None),
            tranche == following,
        )
        for tranche in tranches
    ]
    return ShownGrant(grant, list(grant.budget_lines.all()), shown, sums)


def shown_conditions(
    waiting: Iterable[TrancheCondition], says: Says | None
) -> list[ShownCondition]:
    """Return conditions with their names; with ``says``, also what the records say of them."""
    found = []
    for one in waiting:
        known = None if one.is_paper else condition(one.condition)
        on = says(one.condition) if known and says and not one.met_on else None
        found.append(ShownCondition(one, str(known.label) if known else one.words, on))
    return found


def payee_of(site: Site, user: Viewer) -> Payee | None:
    """Return the account money for the site's hospital goes to, if ``user`` may know of it."""
    rows = Payee.objects.visible_to(user).current().filter(organisation=site.hospital_id)
    return rows.select_related("set_by__person", "confirmed_by__person").first()
