"""The register of assets, written out to Excel."""

from django.utils.translation import gettext_lazy as _

from niukou.core.http import ExportColumn
from niukou.core.money import FEN_PER_YUAN
from niukou.programmes.models import Asset


def yuan(asset: Asset) -> object:
    """Return the price of one in yuan, as a number; empty when it is not known."""
    return None if asset.unit_price is None else asset.unit_price.fen / FEN_PER_YUAN


ASSET_COLUMNS = (
    ExportColumn(_("Number"), lambda one: one.number, 16),
    ExportColumn(_("Name of the item"), lambda one: one.item, 30),
    ExportColumn(_("Hospital"), lambda one: one.station.site.hospital.official_name, 34),
    ExportColumn(_("Station"), lambda one: one.station.name, 24),
    ExportColumn(_("Campus"), lambda one: one.station.campus.name, 18),
    ExportColumn(_("The hospital's own number"), lambda one: one.own_number, 18),
    ExportColumn(_("In custody"), lambda one: one.quantity, 10),
    ExportColumn(_("Price of one (yuan)"), yuan, 14),
    ExportColumn(_("Funded by"), lambda one: one.funder, 26),
    ExportColumn(_("Bought on"), lambda one: one.bought_on, 12),
    ExportColumn(_("Last day of the warranty"), lambda one: one.warranty_until, 12),
)
