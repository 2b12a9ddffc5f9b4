"""``manage.py import_sites FILE.xlsx --branch zhejiang --result RESULT.xlsx --json``.

Exit codes: 0 the list was read, whatever became of its rows; 2 nothing was done, because the file
cannot be read, the branch or the account is not known, or the account may not import there.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.excel import Reading, write_rows
from niukou.core.imports import (
    Outcome,
    RowResult,
    counted,
    import_rows,
    read_rows,
    reasons,
    try_rows,
)
from niukou.people.models import Account
from niukou.programmes.imports import SiteImporter
from niukou.programmes.models import Branch, ProgrammeOfficer

NOTHING_DONE = 2


class Command(BaseCommand):
    help = "Take a list of signed hospitals into a branch: all sound rows, or nothing at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an Excel workbook (.xlsx)")
        parser.add_argument("--branch", required=True, help="the address of a branch")
        parser.add_argument("--result", type=Path, help="where to write what became of each row")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--by", default="", help="e-mail of who imports; default: the branch's first officer"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        branch = Branch.objects.filter(slug=options["branch"]).first()
        if branch is None:
            raise _refusal(_("There is no branch “%s”.") % options["branch"])
        by = _account(options["by"], branch)
        importer = SiteImporter()
        try:
            with options["file"].open("rb") as file:
                reading = read_rows(file, importer.sheet)
            run = try_rows if options["dry_run"] else _write
            results = run(importer, reading, scope=branch.slug, by=by)
        except OSError as error:
            raise _refusal(_("The file cannot be opened: %s") % error.strerror) from error
        except DomainError as refusal:
            raise _refusal(refusal.message) from refusal
        except PermissionDenied as refusal:
            raise _refusal(_("%s may not import hospitals into this branch.") % by) from refusal

        if options["result"]:
            _write_result(options["result"], importer, reading, results)
        told = _as_data(results, reading, is_dry=options["dry_run"])
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _words(told))


def _refusal(message: str) -> CommandError:
    return CommandError(message, returncode=NOTHING_DONE)


def _account(email: str, branch: Branch) -> Account:
    """Return who imports: the one named, else the branch's officer of longest standing."""
    if email:
        account = Account.objects.filter(email=email.lower()).first()
        if account is None:
            raise _refusal(_("There is no account “%s”.") % email)
        return account
    officers = ProgrammeOfficer.objects.filter(programme=branch.programme_id, until_on=None)
    own = officers.filter(branch=branch).order_by("from_on", "pk").first()
    officer = own or officers.filter(branch=None).order_by("from_on", "pk").first()
    if officer is None:
        raise _refusal(_("This branch has no officer. Name who imports with --by."))
    return officer.account


def _write(importer: SiteImporter, reading: Reading, *, scope: str, by: Account) -> list[RowResult]:
    with transaction.atomic():
        return import_rows(importer, reading, scope=scope, by=by, why="manage.py import_sites")


def _write_result(
    path: Path, importer: SiteImporter, reading: Reading, results: list[RowResult]
) -> None:
    texts = {row.number: row.texts for row in reading.rows}
    rows = [
        (texts[one.number], [str(one.outcome.label), reasons(importer.sheet, one)])
        for one in results
    ]
    with path.open("wb") as file:
        write_rows(file, importer.sheet, rows, remarks=[_("Result"), _("Why")])


def _as_data(results: list[RowResult], reading: Reading, *, is_dry: bool) -> dict[str, Any]:
    refused = [one for one in results if one.outcome == Outcome.REFUSED]
    return {
        "dry_run": is_dry,
        "rows": len(results),
        **counted(results),
        "why": [
            {"row": one.number, "hospital": one.label, "problems": one.problems} for one in refused
        ],
        "notes": reading.notes,
    }


def _words(told: dict[str, Any]) -> str:
    lines = [f"{outcome.label}: {told[outcome.value.lower()]}" for outcome in Outcome]
    lines += [
        f"{one['row']} {one['hospital']}: {' '.join(one['problems'].values())}"
        for one in told["why"]
    ]
    return "\n".join([*lines, *told["notes"]])
