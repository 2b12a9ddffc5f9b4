"""Taking a list of assets into the register of a site's stations: safe to run twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.imports import WHOLE_ROW, Outcome
from niukou.people.models import Account
from niukou.programmes.actions.assets import AssetSaid, receive_asset
from niukou.programmes.models import Asset, AssetMove, MoveKind, ServiceStation, Site
from niukou.programmes.rules import Can


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What one row says; ``station`` "" where the site has only one."""

    row: int
    station: str
    said: AssetSaid
    quantity: int
    place: str
    on: date


class RowRefused(DomainError):
    """The row cannot be taken as it is; ``field`` is the column to blame."""


@dataclass(slots=True)
class AssetDecision:
    """What became of one row; ``asset`` None: refused."""

    facts: AssetFacts
    outcome: Outcome = Outcome.REFUSED
    asset: Any = None
    problems: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def import_assets(site: Site, rows: Sequence[AssetFacts], *, by: Account) -> list[AssetDecision]:
    """Receive what ``rows`` list at the stations of ``site``; a row that is known stays as it is.

    An asset is known by the hospital's own number, else by what it is, its price, the day it
    came, the place and how many: two such rows in one list are refused, for nobody could tell
    later which is which.

    Raises:
        PermissionDenied: ``by`` neither runs the site nor speaks for its hospital.
    """
    authorize(by, Can.IMPORT_ASSETS, site)

    Site.objects.select_for_update().get(pk=site.pk)
    stations = list(site.stations.select_related("site").order_by("pk"))
    seen: dict[object, int] = {}
    return [_take(facts, stations, seen, by) for facts in rows]


def _take(
    facts: AssetFacts, stations: list[ServiceStation], seen: dict[object, int], by: Account
) -> AssetDecision:
    decision = AssetDecision(facts)
    try:
        with transaction.atomic():
            station = _station(facts, stations)
            key = _key(station, facts)
            if key in seen:
                message = _("The same as row %s: give each a number of its own, or add them up.")
                raise RowRefused(message % seen[key])
            known = _known(station, facts)
            decision.asset = known or receive_asset(
                station, facts.said, quantity=facts.quantity, place=facts.place, on=facts.on, by=by
            )
            seen[key] = facts.row
    except DomainError as refusal:
        decision.problems = {_column(refusal.field): refusal.message}
        return decision
    decision.outcome = Outcome.UNCHANGED if known else Outcome.CREATED
    return decision


def _station(facts: AssetFacts, stations: list[ServiceStation]) -> ServiceStation:
    if not stations:
        raise RowRefused(_("This site has no station yet: plan one first."))
    if not facts.station:
        if len(stations) > 1:
            raise RowRefused(_("Say which of the site's stations it is."), field="station")
        return stations[0]
    named = [station for station in stations if station.name == facts.station]
    if len(named) != 1:
        raise RowRefused(_("The site has no station of this name."), field="station")
    return named[0]


def _key(station: ServiceStation, facts: AssetFacts) -> object:
    said = facts.said
    if said.own_number:
        return station.pk, said.own_number
    return station.pk, said.item, said.unit_price, facts.on, facts.place, facts.quantity


def _known(station: ServiceStation, facts: AssetFacts) -> Asset | None:
    """Return the asset that an earlier run, or somebody by hand, has recorded.

    Raises:
        RowRefused: the hospital's number belongs to something else.
    """
    said = facts.said
    if said.own_number:
        known = station.assets.filter(own_number=said.own_number).first()
        if known and known.item != said.item:
            message = _("This number belongs to “%s” in the register.")
            raise RowRefused(message % known.item, field="own_number")
        return known
    received = AssetMove.objects.filter(
        kind=MoveKind.RECEIVED, on=facts.on, to_place=facts.place, quantity=facts.quantity
    )
    rows = station.assets.filter(item=said.item, own_number="", pk__in=received.values("asset"))
    same = [asset for asset in rows.order_by("pk") if asset.unit_price == said.unit_price]
    return same[0] if same else None


def _column(name: str | None) -> str:
    """Return the column to blame under the name the sheet has for it."""
    return {"to_place": "place", None: WHOLE_ROW}.get(name, name or WHOLE_ROW)
