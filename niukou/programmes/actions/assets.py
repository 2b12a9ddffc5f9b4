"""What a station was given: received, handed over, moved, written off."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.core.history import because
from niukou.core.money import ZERO, Money
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.operation import ensure_in_programme
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import Asset, AssetMove, MoveKind, ServiceStation
from niukou.programmes.rules import Can


class NothingMoved(DomainError):
    """One at least is moved."""

    field = "quantity"


class NotSoMany(DomainError):
    """There are fewer at that place."""

    field = "quantity"


class PlaceNeeded(DomainError):
    """What is moved comes from somewhere and goes somewhere."""


class SamePlace(DomainError):
    """What stays where it is does not move."""

    field = "to_place"


class ReasonNeeded(DomainError):
    """Nothing is written off without a reason."""

    field = "reason"


class BeforeLastMove(DomainError):
    """Moves stay in the order of their days."""

    field = "on"


class NegativePrice(DomainError):
    """A price is nothing or more."""

    field = "unit_price"


class OwnNumberTaken(DomainError):
    """Another asset of the station bears this number."""

    field = "own_number"


@dataclass(frozen=True, slots=True)
class AssetSaid:
    """What is said of an asset; ``unit_price`` and the days are None when they are not known."""

    item: str
    own_number: str = ""
    unit_price: Money | None = None
    funder: str = ""
    bought_on: date | None = None
    warranty_until: date | None = None


@transaction.atomic
def receive_asset(
    station: ServiceStation,
    said: AssetSaid,
    *,
    quantity: int,
    place: str,
    on: date,
    by: Account,
    reason: str = "",
    evidence: "Upload | None" = None,
) -> Asset:
    """Take things of one kind into the register of ``station``, and record that they came.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        StationHasEnded, SiteHasEnded: it had left the programme by then, or its hospital had.
        NothingMoved, PlaceNeeded: none came, or nobody says where they stand.
        NegativePrice, OwnNumberTaken: the price is below nothing; the number is another's.
        DayToCome: ``on`` is in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.KEEP_ASSETS, station)
    ensure_past(on)

    ServiceStation.objects.select_for_update().get(pk=station.pk)
    ensure_in_programme(station, on=on)
    _ensure_sound(station, said)
    asset = Asset(station=station, **_fields(said))
    move = AssetMove(
        asset=asset,
        kind=MoveKind.RECEIVED,
        on=on,
        quantity=quantity,
        to_place=place,
        reason=reason,
        recorded_by=by,
    )
    _ensure_shape(move)

    site = station.site
    asset.number = next_number(f"asset-{site.number}", pattern=f"{site.number}-A{{number:03d}}")
    asset.quantity = quantity
    taken = OwnNumberTaken(_("Another asset of this station bears this number."))
    with refusing({"asset_bears_its_hospitals_number_alone": taken}):
        asset.save()
    move.evidence = keep(evidence, kinds=PAPERS, by=by) if evidence else None
    move.save()
    return asset


@transaction.atomic
def move_asset(
    asset: Asset,
    *,
    kind: MoveKind,
    on: date,
    quantity: int,
    by: Account,
    from_place: str = "",
    to_place: str = "",
    reason: str = "",
    evidence: "Upload | None" = None,
) -> AssetMove:
    """Record that some of ``asset`` came, changed hands or place, or were written off.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        NothingMoved, PlaceNeeded, SamePlace, ReasonNeeded: the move does not say what it has to.
        NotSoMany: there are fewer at ``from_place``.
        BeforeLastMove, DayToCome: the last move is dated later, or ``on`` is in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.KEEP_ASSETS, asset.station)
    ensure_past(on)

    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    move = AssetMove(
        asset=asset,
        kind=kind,
        on=on,
        quantity=quantity,
        from_place="" if kind == MoveKind.RECEIVED else from_place,
        to_place="" if kind == MoveKind.WRITTEN_OFF else to_place,
        reason=reason,
        recorded_by=by,
    )
    _ensure_shape(move)
    _ensure_possible(move)

    asset.quantity += {MoveKind.RECEIVED: quantity, MoveKind.WRITTEN_OFF: -quantity}.get(kind, 0)
    asset.version += 1
    asset.save(update_fields=["quantity", "version"])
    move.evidence = keep(evidence, kinds=PAPERS, by=by) if evidence else None
    move.save()
    return move


@transaction.atomic
def edit_asset(asset: Asset, said: AssetSaid, *, version: int, why: str, by: Account) -> Asset:
    """Change what is said of ``asset``; how many there are is told by its moves alone.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        EditConflict: somebody saved it since ``version`` was read.
        NegativePrice, OwnNumberTaken: see ``receive_asset``.
    """
    authorize(by, Can.KEEP_ASSETS, asset.station)

    ServiceStation.objects.select_for_update().get(pk=asset.station_id)
    asset = lock_version(asset, version)
    _ensure_sound(asset.station, said, but=asset.pk)

    for name, value in _fields(said).items():
        setattr(asset, name, value)
    with because(why):
        asset.save(update_fields=[*_fields(said), "search", "version"])
    return asset


def places_of(asset: Asset) -> dict[str, int]:
    """Return how many of ``asset`` are where, or with whom; places that are empty are left out."""
    held: Counter[str] = Counter()
    for move in asset.moves.all():
        if move.to_place:
            held[move.to_place] += move.quantity
        if move.from_place:
            held[move.from_place] -= move.quantity
    return {place: count for place, count in held.items() if count}


def _fields(said: AssetSaid) -> dict[str, object]:
    return {
        "item": said.item,
        "own_number": said.own_number,
        "unit_price": said.unit_price,
        "funder": said.funder,
        "bought_on": said.bought_on,
        "warranty_until": said.warranty_until,
    }


def _ensure_sound(station: ServiceStation, said: AssetSaid, *, but: int | None = None) -> None:
    if said.unit_price is not None and said.unit_price < ZERO:
        raise NegativePrice(_("A price is not below zero."))
    others = station.assets.exclude(pk=but) if but else station.assets.all()
    if said.own_number and others.filter(own_number=said.own_number).exists():
        raise OwnNumberTaken(_("Another asset of this station bears this number."))


def _ensure_shape(move: AssetMove) -> None:
    if move.quantity < 1:
        raise NothingMoved(_("Say how many: one at least."))
    if not move.to_place and move.kind != MoveKind.WRITTEN_OFF:
        raise PlaceNeeded(_("Say where they stand, or who keeps them."), field="to_place")
    if not move.from_place and move.kind != MoveKind.RECEIVED:
        raise PlaceNeeded(_("Say where they were, or who kept them."), field="from_place")
    if move.from_place == move.to_place:
        raise SamePlace(_("They are there already."))
    if move.kind == MoveKind.WRITTEN_OFF and not move.reason:
        raise ReasonNeeded(_("Say why they are written off."))


def _ensure_possible(move: AssetMove) -> None:
    last = move.asset.moves.order_by("-on", "-pk").first()
    if last and move.on < last.on:
        message = _("The last move of this asset is dated %s: choose that day or a later one.")
        raise BeforeLastMove(message % date_format(last.on))
    if move.from_place:
        there = places_of(move.asset).get(move.from_place, 0)
        if there < move.quantity:
            said = {"place": move.from_place, "count": there}
            raise NotSoMany(_("At “%(place)s” there are only %(count)s.") % said)
