"""Find a name by two Chinese characters, by pinyin initials, by alias or by code.

One text column holds all the words of a record; an index on its pairs of characters
answers in well under a millisecond, also for two characters, where trigrams cannot.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Model
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from niukou.core.normalise import fold
from niukou.core.pinyin import initials, pinyin_key


def search_words(names: Iterable[str], codes: Iterable[str] = ()) -> str:
    """Return what a record is found by: names, their pinyin and initials, codes."""
    words: list[str] = []
    for name in filter(None, names):
        words.append(fold(name))
        for is_person in (False, True):  # a surname may be read otherwise: 曾 is zeng, not ceng
            words.append(initials(name, is_person=is_person))
            words.append(pinyin_key(name, is_person=is_person).replace(" ", ""))
    words += [fold(code) for code in codes if code]
    return " ".join(dict.fromkeys(words))


class SearchField(models.TextField):  # type: ignore[type-arg]  # subscriptable for the checker only
    """A column filled on each save from the fields named in ``names`` and ``codes``.

    ``filter(search__finds="浙大")`` uses its index (``search_index``). Name the field in
    ``update_fields`` whenever one of its sources is.
    """

    def __init__(
        self, *, names: Sequence[str] = (), codes: Sequence[str] = (), **options: Any
    ) -> None:
        self.names, self.codes = tuple(names), tuple(codes)
        unseen: dict[str, Any] = {"editable": False, "default": ""}
        super().__init__(**unseen | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"names": self.names, "codes": self.codes}

    def pre_save(self, model_instance: Model, add: bool) -> str:  # noqa: FBT001  # Django's signature
        words = search_words(
            _values(model_instance, self.names), _values(model_instance, self.codes)
        )
        setattr(model_instance, self.attname, words)
        return words


def _values(record: Model, fields: Sequence[str]) -> list[str]:
    found: list[str] = []
    for field in fields:
        value = getattr(record, field, "")
        found += value if isinstance(value, list) else [value]
    return found


def search_index(field: str, *, name: str) -> GinIndex:
    """Return the index that makes ``field__finds`` quick."""
    return GinIndex(Func(F(field), function="bigrams"), name=name)


@SearchField.register_lookup
class Finds(Lookup):  # type: ignore[type-arg]  # subscriptable for the checker only
    """True where every word typed stands somewhere in the column."""

    lookup_name = "finds"

    def get_prep_lookup(self) -> list[str]:
        return fold(str(self.rhs)).split()

    def process_rhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [self.rhs]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        clauses: list[str] = []
        values: list[str] = []
        for word in self.rhs:  # beside an "or" no index helps: what is cheap to look at comes first
            clauses.append(f"{column} LIKE %s")
            values += [*params, f"%{connection.ops.prep_for_like_query(word)}%"]
            if len(word) > 1:  # one character has no pair: only the scan above can find it
                clauses.append(f"bigrams({column}) @> bigrams(%s)")
                values += [*params, word]
        return " AND ".join(clauses) or "FALSE", values
