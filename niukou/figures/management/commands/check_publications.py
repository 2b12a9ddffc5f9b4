"""``manage.py check_publications --json``: exit code 1 when a published figure no longer holds."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from niukou.figures.actions.publications import check_all
from niukou.figures.models import Publication
from niukou.figures.queries.publications import Drift

DRIFTED = 1


class Command(BaseCommand):
    help = "Recompute every published figure and name the records of those that no longer hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = check_all()
        checked = Publication.objects.count()
        if options["json"]:
            found = {"checked": checked, "drifted": [_as_data(drift) for drift in drifted]}
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
        else:
            self.stdout.write(_in_words(checked, drifted))
        if drifted:
            sys.exit(DRIFTED)


def _as_data(drift: Drift) -> dict[str, Any]:
    return {
        "number": drift.publication.number,
        "was": drift.was.value if drift.was else None,
        "now": drift.now.value if drift.now else None,
        "digest_now": drift.digest_now,
        "is_defined_anew": drift.is_defined_anew,
        "records": [asdict(one) for one in drift.differences],
    }


def _in_words(checked: int, drifted: list[Drift]) -> str:
    count = {"checked": checked, "drifted": len(drifted)}
    lines = [_("Published figures checked: %(checked)d, no longer holding: %(drifted)d.") % count]
    for drift in drifted:
        lines.append(f"{drift.publication.number}: {drift.was or '—'} → {drift.now or '—'}")
        lines += [f"    {one.was or '—'} → {one.now or '—'}" for one in drift.differences]
    return "\n".join(lines)
