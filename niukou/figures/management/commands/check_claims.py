"""``manage.py check_claims draft.txt --branch zhejiang --as-of 2024-11-25 --json``."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.normalise import parse_date
from niukou.figures.claims.checking import Checked, check_draft
from niukou.figures.claims.drafts import read_draft
from niukou.figures.claims.facts import Sources
from niukou.figures.claims.told import as_data, in_words
from niukou.figures.days import known_day
from niukou.programmes.models import Branch


class Command(BaseCommand):
    help = "Hold each number of a press draft against the figures. Nothing of it is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a text file, UTF-8 or GB 18030")
        parser.add_argument("--branch", default="", help="what it is about where it does not say")
        parser.add_argument("--as-of", default="", help="the day of the draft; default: today")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--all", action="store_true", help="also what is no claim (JSON)")
        parser.add_argument("--strict", action="store_true", help="exit 1 when something differs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = known_day(parse_date(options["as_of"]) if options["as_of"] else None)
            checked = check_draft(
                Sources.every(),
                text=read_draft(options["file"].read_bytes()),
                written_on=day,
                branch=self._branch(options["branch"]),
            )
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as failure:
            raise CommandError(str(failure)) from failure
        if options["json"]:
            self.stdout.write(self._json(checked, day, everything=options["all"]))
        else:
            self.stdout.write(in_words(checked))
        if options["strict"] and checked.differs:
            raise SystemExit(1)

    @staticmethod
    def _branch(slug: str) -> Branch | None:
        if not slug:
            return None
        branch = Branch.objects.select_related("programme", "region").filter(slug=slug).first()
        if branch is None:
            raise CommandError(_("There is no branch “%s”.") % slug)
        return branch

    @staticmethod
    def _json(checked: Checked, day: date, *, everything: bool) -> str:
        data = {
            "as_of": day,
            "counts": {verdict.value: count for verdict, count in checked.counts},
            "claims": [
                as_data(one) for one in (checked.everything if everything else checked.claims)
            ],
        }
        return json.dumps(data, ensure_ascii=False, default=str)
