"""A return as a workbook: handed out with what is known, taken back with a result per row."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.access import authorize
from niukou.core.excel import Column, Row, Sheet, write_rows
from niukou.core.imports import Outcome, Place, RowResult, offer_import
from niukou.core.money import Money, UnreadableAmount
from niukou.core.quantities import Unit
from niukou.figures.actions.returns import Entry, save_return
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.figures.queries.returns import typed
from niukou.figures.returns.lines import LINES, WHOLE, label_of_line
from niukou.figures.rules import Can
from niukou.people.models import Account

RETURNS = "returns"
MOST = Decimal(999_999_999)
COLUMNS = (
    Column(
        key="code",
        label=gettext_lazy("Line"),
        help=gettext_lazy("Tells which line it is: leave it as it stands."),
        synonyms=("行号", "行代码", "Code"),
        required=True,
        max_length=40,
        width=22,
    ),
    Column(
        key="label",
        label=gettext_lazy("What is counted"),
        help=gettext_lazy("Only to read."),
        synonyms=("统计项", "指标"),
        width=30,
    ),
    Column(
        key="known",
        label=gettext_lazy("Known already"),
        help=gettext_lazy("Only to read: what the system knows of it."),
        synonyms=("系统已有", "系统数"),
        width=14,
    ),
    Column(
        key="value",
        label=gettext_lazy("Stated"),
        help=gettext_lazy("Your number. Amounts in yuan. If there was none, write 0."),
        synonyms=("填报数", "数值", "数量", "Value"),
        max_length=30,
        width=14,
    ),
    Column(
        key="remark",
        label=gettext_lazy("Remark"),
        help=gettext_lazy("Why it differs from what is known, or from last period."),
        synonyms=("说明", "备注"),
        max_length=300,
        width=44,
    ),
)


class ReturnImporter:
    """The lines of one return; the scope is its key."""

    kind = RETURNS
    sheet = Sheet("niukou-return", gettext_lazy("Return"), COLUMNS)

    def place(self, scope: str) -> Place:
        one = SiteReturn.objects.select_related("site__hospital").get(pk=int(scope))
        said = {"hospital": one.site.hospital, "period": one.period_name}
        return Place(_("Return of %(hospital)s, %(period)s") % said, one.get_absolute_url())

    def apply(self, rows: Sequence[Row], *, scope: str, by: Account) -> list[RowResult]:
        returns = SiteReturn.objects.visible_to(by).with_names()
        one = returns.filter(pk=int(scope)).first()
        if one is None:
            raise PermissionDenied
        authorize(by, Can.FILE_RETURN, one)
        lines = {line.code: line for line in ReturnLine.objects.filter(site_return=one)}
        seen: set[str] = set()
        read = [_read(row, lines, seen) for row in rows]
        entries = {line.code: entry for _result, line, entry in read if line and entry}
        if entries:
            save_return(one, version=one.version, entries=entries, by=by)
        return [result for result, _line, _entry in read]


Read = tuple[RowResult, ReturnLine | None, Entry | None]


def _read(row: Row, lines: dict[str, ReturnLine], seen: set[str]) -> Read:
    """Return what becomes of a row, and what to write, where it brings something new."""
    code = str(row.values["code"]).strip().lower()
    line = lines.get(code)
    if line is None:
        return _refused(row, "code", _("This return has no such line.")), None, None
    if code in seen:
        return _refused(row, "code", _("This line stands in the list twice.")), None, None
    seen.add(code)
    try:
        value = _number(line, str(row.values["value"]))
    except (UnreadableAmount, InvalidOperation, ValueError) as problem:
        message = str(getattr(problem, "message", "")) or _("This is no number.")
        return _refused(row, "value", message), None, None
    entry = Entry(value, str(row.values["remark"]))
    label = label_of_line(code)
    if (line.stated_value, line.remark) == (entry.value, entry.remark):
        return RowResult(row.number, Outcome.UNCHANGED, label), None, None
    return RowResult(row.number, Outcome.MATCHED, label), line, entry


def _refused(row: Row, column: str, message: str) -> RowResult:
    return RowResult(row.number, Outcome.REFUSED, row.texts.get("code", ""), {column: message})


def _number(line: ReturnLine, text: str) -> Decimal | None:
    """Return the number in a cell; amounts in fen.

    Raises:
        ValueError: it is below 0, too large, or no whole number where one is counted.
    """
    said = text.replace(",", "").replace("，", "").strip()
    if not said:
        return None
    value = Decimal(Money.parse(said).fen) if line.unit == Unit.FEN else Decimal(said)
    is_fit = value.is_finite() and 0 <= value <= MOST * 100
    if not is_fit or (line.unit in WHOLE and value != value.to_integral_value()):
        raise ValueError
    return value.quantize(Decimal("0.01"))


def write_return(to: IO[bytes], one: SiteReturn, lines: Sequence[ReturnLine]) -> None:
    """Write the lines of a return in the template's shape, with what is known and stated."""
    by_code = {line.code: line for line in lines}
    rows = [
        (
            {
                "code": code,
                "label": str(definition.label),
                "known": typed(by_code[code].unit, by_code[code].prefilled_value),
                "value": typed(by_code[code].unit, by_code[code].stated_value),
                "remark": by_code[code].remark,
            },
            [str(definition.counts)],
        )
        for code, definition in LINES.items()
        if code in by_code
    ]
    write_rows(to, ReturnImporter.sheet, rows, remarks=[_("What it means")])


offer_import(ReturnImporter())
