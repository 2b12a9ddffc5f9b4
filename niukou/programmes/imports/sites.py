"""The list of signed hospitals: its columns, and how a row becomes facts about a site."""

import re
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Column, Kind, Row, Sheet
from niukou.core.imports import Outcome, Place, RowResult, offer_import
from niukou.people.models import Account
from niukou.programmes.actions.site_import import Decision, SiteFacts, import_sites
from niukou.programmes.models import Branch

SITES = "sites"
COUNTRY_CODE = re.compile(r"^(\+?86)(?=1\d{10}$)")

HOSPITAL = Column(
    key="hospital",
    label=gettext_lazy("Hospital"),
    help=gettext_lazy("The official name, as on its registration certificate."),
    synonyms=(
        "医院名称",
        "医院",
        "医院全称",
        "单位名称",
        "试点医院",
        "试点医院名称",
        "机构名称",
        "Hospital name",
    ),
    required=True,
    max_length=120,
    example="某市某医院",
    width=34,
)
COLUMNS = (
    HOSPITAL,
    Column(
        key="uscc",
        label=gettext_lazy("Unified social credit code"),
        help=gettext_lazy("18 characters. With it the hospital is known under any name."),
        synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "USCC", "Credit code"),
        kind=Kind.CODE,
        max_length=30,
        width=24,
    ),
    Column(
        key="region",
        label=gettext_lazy("Region"),
        help=gettext_lazy("The city or county by name, or its six-digit code."),
        synonyms=(
            "所在地区",
            "地区",
            "所在地",
            "所在市",
            "所在城市",
            "城市",
            "行政区划",
            "行政区划代码",
            "City",
        ),
        max_length=60,
        example="杭州市",
    ),
    Column(
        key="agreement_number",
        label=gettext_lazy("Agreement number"),
        help=gettext_lazy("As on the paper; left empty, the agreement is given a number."),
        synonyms=("协议编号", "协议号", "合同编号", "合同号", "Agreement no"),
        max_length=40,
        width=20,
    ),
    Column(
        key="signed_on",
        label=gettext_lazy("Signed on"),
        help=gettext_lazy("The day on the agreement, year first: 2024-11-23 or 2024年11月23日."),
        synonyms=(
            "签署日期",
            "签约日期",
            "签订日期",
            "签约时间",
            "签署时间",
            "签订时间",
            "签字日期",
            "Date signed",
            "Signing date",
        ),
        required=True,
        kind=Kind.DATE,
        example="2024-11-23",
    ),
    Column(
        key="signing_group",
        label=gettext_lazy("Signing group"),
        help=gettext_lazy("Which group went on stage together: 1, 2, 3 or 第一组. Not the cohort."),
        synonyms=("签约组", "签署组", "组别", "签约组别", "分组", "Group"),
        kind=Kind.ORDINAL,
        choices=("第一组", "第二组", "第三组", "第四组"),
        example="第一组",
    ),
    Column(
        key="cohort",
        label=gettext_lazy("Cohort"),
        help=gettext_lazy("The batch the programme counts it in, such as 首批."),
        synonyms=("批次", "所属批次", "试点批次", "Batch"),
        max_length=40,
        example="首批",
    ),
    Column(
        key="campus",
        label=gettext_lazy("Campus"),
        help=gettext_lazy("Where the station is to stand, if the hospital has several campuses."),
        synonyms=("院区", "所在院区", "建站院区", "院区名称"),
        max_length=60,
    ),
    Column(
        key="aliases",
        label=gettext_lazy("Other names"),
        help=gettext_lazy("Short and former names; put 、 between them."),
        synonyms=("别名", "简称", "曾用名", "医院简称", "其他名称", "Aliases", "Alias"),
        kind=Kind.NAMES,
        max_length=120,
        width=26,
    ),
    Column(
        key="contact",
        label=gettext_lazy("Contact"),
        help=gettext_lazy("Whom to call at the hospital about the programme."),
        synonyms=("联系人", "联系人姓名", "对接人", "项目联系人", "Contact name", "Contact person"),
        max_length=60,
    ),
    Column(
        key="phone",
        label=gettext_lazy("Contact's phone"),
        help=gettext_lazy("Kept sealed: only those who work on the site can read it."),
        synonyms=(
            "联系电话",
            "电话",
            "联系方式",
            "手机",
            "手机号",
            "手机号码",
            "联系人电话",
            "Phone",
            "Contact phone",
        ),
        kind=Kind.CODE,
        max_length=20,
    ),
)


class SiteImporter:
    """Signed hospitals into a branch; the scope is its slug."""

    kind = SITES
    sheet = Sheet("niukou-sites", gettext_lazy("Signed hospitals"), COLUMNS)

    def place(self, scope: str) -> Place:
        branch = Branch.objects.get(slug=scope)
        title = _("Import hospitals into %s") % branch
        return Place(title, reverse("programmes:site-import", args=[scope]))

    def apply(self, rows: Sequence[Row], *, scope: str, by: Account) -> list[RowResult]:
        branch = Branch.objects.get(slug=scope)
        facts = [_facts(row) for row in rows]
        decisions = import_sites(branch, facts, today=timezone.localdate(), by=by)
        return [_result(decision) for decision in decisions]


def _facts(row: Row) -> SiteFacts:
    said = row.values | {"phone": COUNTRY_CODE.sub("", row.values["phone"])}
    return SiteFacts(row=row.number, **said)


def _result(decision: Decision) -> RowResult:
    url = ""
    if decision.site is not None and decision.outcome != Outcome.REFUSED:
        url = decision.site.get_absolute_url()
    facts = decision.facts
    return RowResult(facts.row, decision.outcome, facts.hospital, decision.problems, url)


offer_import(SiteImporter())
