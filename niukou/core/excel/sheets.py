"""What a sheet has in it: declared once, used by the template and by the reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from niukou.core.normalise import same_name_key

Text = str | Promise


class Kind(Enum):
    """What a column's cells are read as."""

    TEXT = auto()  # one line; "" when empty
    CODE = auto()  # capitals without spaces and dashes; "" when empty
    NAMES = auto()  # several, divided by 、 ; , or line ends; a tuple
    DATE = auto()  # a date; None when empty
    INTEGER = auto()  # a whole number; None when empty
    ORDINAL = auto()  # 1, 一, 第一组; a whole number; None when empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``key`` is what the code calls it, ``synonyms`` what people call it.

    ``choices`` are offered in the template, not enforced. ``width`` is in characters.
    """

    key: str
    label: Text
    help: Text = ""
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: Kind = Kind.TEXT
    max_length: int = 200
    choices: tuple[str, ...] = ()
    example: str = ""
    width: int = 18

    def names(self) -> set[str]:
        """Return every heading this column is known by, in each of our languages."""
        labels = {str(self.key), *self.synonyms}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                labels.add(str(self.label))
        return {same_name_key(label) for label in labels}


@dataclass(frozen=True)
class Sheet:
    """A list people fill in. ``file_name`` is the template's, without its ending."""

    file_name: str
    name: Text
    columns: tuple[Column, ...]

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Columns by the folded text of each heading they are known by."""
        return {name: column for column in self.columns for name in column.names()}

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)
