"""What a station was given: each thing with its price, and every hand it went through."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.money import ZERO, MoneyField
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field
from niukou.people.models import Account
from niukou.programmes.models.stations import ServiceStation


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))

    def with_quantity(self, *, on: date) -> Self:
        """Add ``held``: how many were in custody at the end of ``on``, and ``last_move_on`` by then."""
        moves = AssetMove.objects.filter(asset=OuterRef("pk"), on__lte=on).order_by()
        counted = Case(
            When(kind=MoveKind.RECEIVED, then=F("quantity")),
            When(kind=MoveKind.WRITTEN_OFF, then=-F("quantity")),
            default=Value(0),
        )
        totals = moves.values("asset").annotate(held=Sum(counted), last=models.Max("on"))
        return self.annotate(
            held=Coalesce(Subquery(totals.values("held")), Value(0)),
            last_move_on=Subquery(totals.values("last")),
        )


@pghistory.track()
class Asset(models.Model):
    """Things of one kind bought for a station; how many are left is told by their moves."""

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="assets")
    number = models.CharField(_("Number"), max_length=30, unique=True)
    item = models.CharField(_("Name of the item"), max_length=80)
    own_number = models.CharField(_("The hospital's own number"), max_length=40, blank=True)
    quantity = models.IntegerField(_("In custody"), default=0)
    unit_price = MoneyField(  # type: ignore[misc]  # it is typed as never null
        _("Price of one (yuan)"), null=True, blank=True
    )  # null: not known
    funder = models.CharField(_("Funded by"), max_length=120, blank=True)
    bought_on = models.DateField(_("Bought on"), null=True, blank=True)  # null: not known
    warranty_until = models.DateField(
        _("Last day of the warranty"), null=True, blank=True
    )  # null: none, or not known
    search = SearchField(names=["item"], codes=["number", "own_number"])
    version = version_field()

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asset_quantity_is_never_below_zero", condition=Q(quantity__gte=0)
            ),
            models.CheckConstraint(
                name="asset_price_is_not_negative",
                condition=Q(unit_price=None) | Q(unit_price__gte=ZERO),
            ),
            models.UniqueConstraint(
                name="asset_bears_its_hospitals_number_alone",
                fields=["station", "own_number"],
                condition=~Q(own_number=""),
            ),
        ]
        indexes = [search_index("search", name="asset_search")]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:asset-detail", args=[self.number])


class MoveKind(models.TextChoices):
    RECEIVED = "RECEIVED", _("Received")
    HANDED_OVER = "HANDED_OVER", _("Hand-over")
    MOVED = "MOVED", _("Moved")
    WRITTEN_OFF = "WRITTEN_OFF", _("Written off")


class AssetMoveQuerySet(models.QuerySet["AssetMove"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(asset__in=Asset.objects.visible_to(user).values("pk"))


@pghistory.track()
class AssetMove(models.Model):
    """So many of an asset came, went to other hands, to another place, or out of use."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="moves")
    kind = models.CharField(_("What happened"), max_length=12, choices=MoveKind)
    on = models.DateField(_("Date"))
    quantity = models.PositiveIntegerField(_("How many"))
    from_place = models.CharField(_("From (whom or where)"), max_length=60, blank=True)
    to_place = models.CharField(_("To (whom or where)"), max_length=60, blank=True)
    reason = models.CharField(_("Why"), max_length=200, blank=True)
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: nothing was attached
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AssetMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="asset_move_moves_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="asset_move_says_from_where_and_to_where",
                condition=(Q(kind="RECEIVED", from_place="") & ~Q(to_place=""))
                | (Q(kind="WRITTEN_OFF", to_place="") & ~Q(from_place="") & ~Q(reason=""))
                | (
                    Q(kind__in=["HANDED_OVER", "MOVED"])
                    & ~Q(from_place="")
                    & ~Q(to_place="")
                    & ~Q(from_place=F("to_place"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.kind} {self.quantity}"
