"""The list of participants: its columns, and how a row becomes an attendance."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from niukou.core.excel import Column, Kind, Row, Sheet
from niukou.core.imports import Outcome, Place, RowResult, offer_import
from niukou.gatherings.actions.attendance_import import Decision, import_attendance
from niukou.gatherings.actions.attendance_known import RowFacts
from niukou.gatherings.models import Gathering
from niukou.people.models import Account

ATTENDANCE = "attendance"
COLUMNS = (
    Column(
        key="name",
        label=pgettext_lazy("person", "Name"),
        help=gettext_lazy("As on the identity card."),
        synonyms=("姓名", "名字", "参会人", "参训人员", "学员姓名", "Full name"),
        required=True,
        max_length=60,
        example="王某某",
    ),
    Column(
        key="unit",
        label=gettext_lazy("Unit"),
        help=gettext_lazy("Where they work."),
        synonyms=("单位", "工作单位", "所在单位", "单位名称", "医院", "Organisation"),
        max_length=120,
        example="某市某医院",
        width=34,
    ),
    Column(
        key="phone",
        label=gettext_lazy("Telephone"),
        help=gettext_lazy("Tells people of one name apart. Kept sealed."),
        synonyms=("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "Phone"),
        kind=Kind.CODE,
        max_length=20,
    ),
    Column(
        key="id_number",
        label=gettext_lazy("ID number"),
        help=gettext_lazy("Only where it is needed. Kept sealed."),
        synonyms=("身份证号", "身份证号码", "身份证", "证件号码", "ID"),
        kind=Kind.CODE,
        max_length=30,
        width=24,
    ),
    Column(
        key="minutes",
        label=gettext_lazy("Minutes present"),
        help=gettext_lazy("Of the class minutes; empty: there for all of it."),
        synonyms=("到场分钟", "参加分钟", "出勤分钟", "分钟", "Minutes"),
        kind=Kind.INTEGER,
        max_length=5,
        width=12,
    ),
)


class AttendanceImporter:
    """Participants of one gathering; the scope is its number."""

    kind = ATTENDANCE
    sheet = Sheet("niukou-participants", gettext_lazy("Participants"), COLUMNS)

    def place(self, scope: str) -> Place:
        gathering = Gathering.objects.get(number=scope)
        title = _("Import participants of %s") % gathering
        return Place(title, reverse("gatherings:attendance-import", args=[scope]))

    def apply(self, rows: Sequence[Row], *, scope: str, by: Account) -> list[RowResult]:
        gathering = Gathering.objects.get(number=scope)
        facts = [RowFacts(row=row.number, **row.values) for row in rows]
        decisions = import_attendance(gathering, facts, at=timezone.now(), by=by)
        url = reverse("gatherings:participants", args=[scope])
        return [_result(decision, url) for decision in decisions]


def _result(decision: Decision, url: str) -> RowResult:
    facts = decision.facts
    leads_to = "" if decision.outcome == Outcome.REFUSED else url
    return RowResult(facts.row, decision.outcome, facts.name, decision.problems, leads_to)


offer_import(AttendanceImporter())
