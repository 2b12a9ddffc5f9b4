"""``manage.py figure hospitals-signed --branch zhejiang --as-of 2024-11-23 --json``."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.normalise import parse_date
from niukou.figures.days import known_by, known_day
from niukou.figures.definitions import find_indicator
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import prove
from niukou.figures.told import as_data, in_words
from niukou.programmes.models import Branch, Programme


class Command(BaseCommand):
    help = "Print a figure with the number and digest of the records that prove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="such as hospitals-signed")
        parser.add_argument("--branch", default="", help="the address of a branch")
        parser.add_argument("--programme", default="", help="the address of a programme")
        parser.add_argument("--as-of", default="", help="a day, such as 2024-11-23; default: today")
        parser.add_argument(
            "--known-on", default="", help="tell it by the records as they stood on that day"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            indicator = find_indicator(options["code"])
            as_of = known_day(_day(options["as_of"]))
            known_on = known_by(_day(options["known_on"]), as_of=as_of)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        figure = prove(indicator, self._scope(options), as_of, known_on=known_on)
        if options["json"]:
            self.stdout.write(json.dumps(as_data(figure), ensure_ascii=False, default=str))
        else:
            self.stdout.write(in_words(figure))

    @staticmethod
    def _scope(options: dict[str, Any]) -> Scope:
        """Return the scope named; without a name, the only programme there is."""
        if options["branch"]:
            branches = Branch.objects.select_related("programme")
            branch = branches.filter(slug=options["branch"]).first()
            if branch is None:
                raise CommandError(_("There is no branch “%s”.") % options["branch"])
            return Scope(branch.programme, branch)
        programmes = Programme.objects.order_by("launched_on", "pk")
        if options["programme"]:
            programmes = programmes.filter(slug=options["programme"])
        programme = programmes.first()
        if programme is None:
            raise CommandError(_("There is no programme “%s”.") % options["programme"])
        return Scope(programme)


def _day(said: str) -> date | None:
    return parse_date(said) if said else None
