"""The list of assets: its columns, and how a row becomes an asset of a station."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Column, Kind, Row, Sheet
from niukou.core.imports import Outcome, Place, RowResult, offer_import
from niukou.core.money import Money, UnreadableAmount
from niukou.people.models import Account
from niukou.programmes.actions.asset_import import AssetDecision, AssetFacts, import_assets
from niukou.programmes.actions.assets import AssetSaid
from niukou.programmes.models import Site

ASSETS = "assets"
COLUMNS = (
    Column(
        key="item",
        label=gettext_lazy("Name of the item"),
        help=gettext_lazy("One kind of thing per row."),
        synonyms=("资产名称", "物品名称", "名称", "品名", "设备名称", "物资名称", "Item"),
        required=True,
        max_length=80,
        example="沙盘",
        width=28,
    ),
    Column(
        key="quantity",
        label=gettext_lazy("How many"),
        help=gettext_lazy("A whole number, one at least."),
        synonyms=("数量", "件数", "Quantity"),
        required=True,
        kind=Kind.INTEGER,
        example="1",
        width=10,
    ),
    Column(
        key="on",
        label=gettext_lazy("Received on"),
        help=gettext_lazy("The day they came, year first: 2025-09-30 or 2025年9月30日."),
        synonyms=("入库日期", "接收日期", "到货日期", "收到日期", "登记日期", "Date received"),
        required=True,
        kind=Kind.DATE,
        example="2025-09-30",
    ),
    Column(
        key="place",
        label=gettext_lazy("Place"),
        help=gettext_lazy("Where they stand, or who keeps them."),
        synonyms=("存放地点", "地点", "位置", "存放位置", "使用地点", "保管人"),
        required=True,
        max_length=60,
        example="小组活动室",
    ),
    Column(
        key="unit_price",
        label=gettext_lazy("Price of one (yuan)"),
        help=gettext_lazy("In yuan; empty when it is not known."),
        synonyms=("单价", "单价（元）", "单价(元)", "价格", "Unit price"),
        max_length=30,
    ),
    Column(
        key="funder",
        label=gettext_lazy("Funded by"),
        help=gettext_lazy("Whose money bought it."),
        synonyms=("资金来源", "出资方", "资助方", "捐赠方", "来源", "Funder"),
        max_length=120,
        width=26,
    ),
    Column(
        key="bought_on",
        label=gettext_lazy("Bought on"),
        help=gettext_lazy("The day on the invoice."),
        synonyms=("购置日期", "采购日期", "购买日期", "发票日期", "Purchase date"),
        kind=Kind.DATE,
    ),
    Column(
        key="warranty_until",
        label=gettext_lazy("Last day of the warranty"),
        help=gettext_lazy("Empty when there is none."),
        synonyms=("保修截止", "保修期至", "质保期至", "保修到期日", "质保截止日期", "Warranty"),
        kind=Kind.DATE,
    ),
    Column(
        key="own_number",
        label=gettext_lazy("The hospital's own number"),
        help=gettext_lazy("The number on the hospital's label: by it the asset is known again."),
        synonyms=("资产编号", "固定资产编号", "院内编号", "医院资产编号", "设备编号", "Asset no"),
        max_length=40,
    ),
    Column(
        key="station",
        label=gettext_lazy("Station"),
        help=gettext_lazy("Only if the hospital has several stations: the name of this one."),
        synonyms=("服务站", "所属服务站", "站点", "Station name"),
        max_length=60,
    ),
)


class AssetImporter:
    """Assets into the stations of a site; the scope is its number."""

    kind = ASSETS
    sheet = Sheet("niukou-assets", gettext_lazy("Assets"), COLUMNS)

    def place(self, scope: str) -> Place:
        title = _("Import assets of %s") % scope
        return Place(title, reverse("programmes:asset-import", args=[scope]))

    def apply(self, rows: Sequence[Row], *, scope: str, by: Account) -> list[RowResult]:
        site = Site.objects.get(number=scope)
        refused: list[RowResult] = []
        facts: list[AssetFacts] = []
        for row in rows:
            try:
                facts.append(_facts(row))
            except UnreadableAmount as refusal:
                problem = {"unit_price": refusal.message}
                refused.append(RowResult(row.number, Outcome.REFUSED, row.values["item"], problem))
        return refused + [_result(one) for one in import_assets(site, facts, by=by)]


def _facts(row: Row) -> AssetFacts:
    said = dict(row.values)
    price = said.pop("unit_price")
    return AssetFacts(
        row=row.number,
        station=said.pop("station"),
        quantity=said.pop("quantity"),
        place=said.pop("place"),
        on=said.pop("on"),
        said=AssetSaid(unit_price=Money.parse(price) if price else None, **said),
    )


def _result(decision: AssetDecision) -> RowResult:
    url = decision.asset.get_absolute_url() if decision.asset else ""
    facts = decision.facts
    return RowResult(facts.row, decision.outcome, facts.said.item, decision.problems, url)


offer_import(AssetImporter())
