"""A list on its way in: read, tried out, shown, then all of it or nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Protocol
from uuid import UUID

import pghistory
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.excel import Reading, Row, Sheet, Table, read_sheet, write_rows
from niukou.core.files import SHEETS, Upload, keep
from niukou.core.models import ImportRun, ImportStatus

WHOLE_ROW = ""  # the column of a problem that belongs to none


class Outcome(TextChoices):
    """What becomes of a row."""

    CREATED = "CREATED", gettext_lazy("New")
    MATCHED = "MATCHED", gettext_lazy("Added to")
    UNCHANGED = "UNCHANGED", gettext_lazy("Unchanged")
    REFUSED = "REFUSED", gettext_lazy("Refused")


TONES = {
    Outcome.CREATED: "good",
    Outcome.MATCHED: "info",
    Outcome.UNCHANGED: "plain",
    Outcome.REFUSED: "bad",
}


class NoRows(DomainError):
    """There is nothing below the headings."""

    field = "file"


class AlreadyDecided(DomainError):
    """The import was confirmed or discarded before."""


@dataclass(frozen=True, slots=True)
class ImportConfirmed:
    """Somebody let an import run."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class RowResult:
    """What becomes of one row: ``problems`` are by column, ``label`` names its subject."""

    number: int
    outcome: Outcome
    label: str
    problems: dict[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import belongs: what it fills, and the page it was started from."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row's result as a page shows it; ``problems`` are pairs of a column's label and a text."""

    number: int
    label: str
    outcome: Outcome
    tone: str
    problems: list[tuple[str, str]]
    url: str


class Importer(Protocol):
    """One kind of list. ``scope`` says where its rows go, such as a branch's slug.

    ``apply`` works in the caller's transaction and decides on every row it gets; what it
    may not do it raises as ``PermissionDenied``. Running it twice changes nothing.
    """

    kind: str
    sheet: Sheet

    def place(self, scope: str) -> Place: ...

    def apply(self, rows: Sequence[Row], *, scope: str, by: Any) -> list[RowResult]: ...


_importers: dict[str, Importer] = {}


def offer_import(importer: Importer) -> None:
    """Make a kind of list available to pages, jobs and commands."""
    _importers[importer.kind] = importer


def find_importer(kind: str) -> Importer | None:
    return _importers.get(kind)


def import_rows(
    importer: Importer, reading: Reading, *, scope: str, by: Viewer, why: str = ""
) -> list[RowResult]:
    """Write the rows of ``reading`` and return what became of each, in their order.

    A row with an unreadable cell is refused and the others go on. The caller holds the
    transaction. ``why`` goes into the history of everything written.
    """
    results = [_unreadable(importer.sheet, row) for row in reading.rows if row.problems]
    sound = [row for row in reading.rows if not row.problems]
    with pghistory.context(user=str(by.pk), why=why or _("Import")):
        results += importer.apply(sound, scope=scope, by=by)
    return sorted(results, key=lambda result: result.number)


def try_rows(importer: Importer, reading: Reading, *, scope: str, by: Viewer) -> list[RowResult]:
    """Return what would become of each row, and leave everything as it is."""
    with transaction.atomic():
        results = import_rows(importer, reading, scope=scope, by=by)
        transaction.set_rollback(True)
    return results


def preview_import(kind: str, *, scope: str, file: Upload, by: Any) -> ImportRun:
    """Read ``file``, try its rows out and keep it until ``by`` decides.

    Raises:
        PermissionDenied: ``by`` may not import this there.
        NoRows: nothing stands below the headings.
        DomainError: the file cannot be read; see ``excel.read_sheet`` and ``files.keep``.
    """
    importer = _importers[kind]
    reading = read_rows(file, importer.sheet)
    results = try_rows(importer, reading, scope=scope, by=by)

    with transaction.atomic():
        return ImportRun.objects.create(
            kind=kind,
            scope=scope,
            file=keep(file, kinds=SHEETS, by=by),
            rows=[asdict(result) for result in results],
            counts=counted(results),
            notes=reading.notes,
            language=translation.get_language() or "",
            started_by=by,
        )


@transaction.atomic
def confirm_import(run: ImportRun, *, by: Viewer) -> ImportRun:
    """Let the import run: a job takes it up, in this same transaction or not at all.

    Raises:
        PermissionDenied: somebody else started it.
        AlreadyDecided: it was confirmed or discarded before.
    """
    run = _lock_undecided(run, by)

    run.status = ImportStatus.CONFIRMED
    run.save(update_fields=["status"])

    publish(ImportConfirmed(run_id=run.pk))
    return run


@transaction.atomic
def discard_import(run: ImportRun, *, by: Viewer) -> ImportRun:
    """Give the import up; nothing of it was written.

    Raises:
        PermissionDenied: somebody else started it.
        AlreadyDecided: it was confirmed or discarded before.
    """
    run = _lock_undecided(run, by)

    _finish(run, ImportStatus.DISCARDED)
    return run


def apply_import(run_id: UUID) -> None:
    """Write everything that a confirmed import brings, and that it is done, or nothing.

    Whoever runs it a second time, at once or later, finds it done.
    """
    try:
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
            if run and run.is_running:
                with translation.override(run.language):
                    _apply(run)
    except (DomainError, PermissionDenied) as refusal:
        fail_import(run_id, problem=getattr(refusal, "message", ""))


@transaction.atomic
def fail_import(run_id: UUID, *, problem: str = "") -> None:
    """Close an import that cannot be carried out; nothing of it was written."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.is_running:
        with translation.override(run.language):
            run.problem = problem or _("It could not be carried out, or you may no longer do it.")
        _finish(run, ImportStatus.FAILED)


def results_of(run: ImportRun) -> list[RowResult]:
    """Return what became of each row, or what would."""
    return [RowResult(**stored | {"outcome": Outcome(stored["outcome"])}) for stored in run.rows]


def shown_rows(run: ImportRun, sheet: Sheet, *, outcome: str = "") -> list[ShownRow]:
    """Return the results to show, of one outcome or of all; links lead to what is really there."""
    is_written = run.status == ImportStatus.DONE
    return [
        ShownRow(
            number=one.number,
            label=one.label,
            outcome=one.outcome,
            tone=TONES[one.outcome],
            problems=[(_label(sheet, key), text) for key, text in one.problems.items()],
            url=one.url if is_written or one.outcome == Outcome.UNCHANGED else "",
        )
        for one in results_of(run)
        if outcome in {"", one.outcome}
    ]


def counted(results: Sequence[RowResult]) -> dict[str, int]:
    """Return how many rows had each outcome, by its name in lower case, zeros included."""
    counts = Counter(result.outcome for result in results)
    return {outcome.value.lower(): counts[outcome] for outcome in Outcome}


def write_refused(run: ImportRun, to: IO[bytes]) -> None:
    """Write the rows that were refused in the template's shape, each with why."""
    sheet = _importers[run.kind].sheet
    refused = {one.number: one for one in results_of(run) if one.outcome == Outcome.REFUSED}
    rows = [
        (row.texts, [reasons(sheet, refused[row.number])])
        for row in _read_kept(run, sheet).rows
        if row.number in refused
    ]
    write_rows(to, sheet, rows, remarks=[_("Why it was refused")])


def outcomes_table(run: ImportRun, sheet: Sheet, *, outcome: str = "") -> Table:
    """Return what becomes of each row, of one outcome or of all, and what is wrong with it."""
    rows = (
        (one.number, one.outcome.label, one.label, _problems(one.problems))
        for one in shown_rows(run, sheet, outcome=outcome)
    )
    headings = [_("Row"), _("Result"), _("What it is about"), _("Problems")]
    return Table(_("Rows"), headings, rows, [8, 14, 40, 80])


def reasons(sheet: Sheet, result: RowResult) -> str:
    """Return all problems of a row in one text, each with the name of its column."""
    return _problems((_label(sheet, key), problem) for key, problem in result.problems.items())


def _problems(said: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{label}: {problem}" if label else problem for label, problem in said)


def read_rows(file: IO[bytes], sheet: Sheet) -> Reading:
    """Return the rows of a list.

    Raises:
        NoRows: nothing stands below the headings.
        DomainError: see ``excel.read_sheet``.
    """
    reading = read_sheet(file, sheet)
    if not reading.rows:
        raise NoRows(_("Nothing is filled in below the headings."))
    return reading


def _label(sheet: Sheet, key: str) -> str:
    column = sheet.column(key)
    return str(column.label) if column else ""


def _apply(run: ImportRun) -> None:
    importer = _importers[run.kind]
    reading = _read_kept(run, importer.sheet)
    why = _("Import of %s") % run.file.name
    results = import_rows(importer, reading, scope=run.scope, by=run.started_by, why=why)

    run.rows = [asdict(result) for result in results]
    run.counts = counted(results)
    _finish(run, ImportStatus.DONE)


def _read_kept(run: ImportRun, sheet: Sheet) -> Reading:
    with default_storage.open(run.file.path) as file:
        return read_rows(file, sheet)


def _finish(run: ImportRun, status: ImportStatus) -> None:
    run.status, run.finished_at = status, timezone.now()
    run.save(update_fields=["status", "finished_at", "rows", "counts", "problem"])


def _lock_undecided(run: ImportRun, by: Viewer) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.started_by_id != by.pk:
        raise PermissionDenied
    if run.status != ImportStatus.PREVIEWED:
        raise AlreadyDecided(_("This import was decided already."))
    return run


def _unreadable(sheet: Sheet, row: Row) -> RowResult:
    named = next(column.key for column in sheet.columns if column.required)
    return RowResult(row.number, Outcome.REFUSED, row.texts.get(named, ""), row.problems)
