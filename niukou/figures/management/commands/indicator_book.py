"""``manage.py indicator_book > docs/reference/indicators.md``: the book as a page of the docs."""

from typing import Any

from django.core.management.base import BaseCommand

from niukou.figures.told import book_as_markdown


class Command(BaseCommand):
    help = "Print the indicator book, in English, as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(book_as_markdown(), ending="")
