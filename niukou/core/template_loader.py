"""Templates as they are written, without the indentation that only their writers need."""

import re

from django.template import Origin
from django_cotton.cotton_loader import Loader as CottonLoader

_INDENT = re.compile(r"[ \t]*\n\s*")


class Loader(CottonLoader):
    """Reads templates and cotton tags; of each line break of a page, only the break is sent."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return _INDENT.sub("\n", contents) if origin.name.endswith(".html") else contents
