"""Finding two characters among a million names."""

import random
import time
from functools import cache

from django.db import connection, models

from benchmarks.figures import Figure, spread
from benchmarks.pages import plain_connection
from niukou.core.search import SearchField, search_words
from niukou.desk.demo.invented import GIVEN, MARK, SURNAMES

TABLE = "bench_name"
ASKED = (("two characters", "欣怡"), ("pinyin initials", "wxy"), ("nobody's name", "龘龘"))
SHOWN = 25
RUNS = 40
BAR_MS = 20.0
FLOOR_SQL = (
    f"SELECT id, search FROM {TABLE}"  # noqa: S608  # our own table, our own words
    " WHERE bigrams(search) @> bigrams(%s) AND search LIKE %s ORDER BY id LIMIT 25"
)


class Name(models.Model):
    """A row of the scratch table: the same column and the same index as a person's."""

    search = SearchField()

    class Meta:
        managed = False
        app_label = "core"
        db_table = TABLE

    def __str__(self) -> str:
        return self.search


def measure_search(count: int) -> list[Figure]:
    """Fill a scratch table with ``count`` names, look for three words, and drop it again."""
    _fill(count)
    try:
        return [_measured(what, typed, count) for what, typed in ASKED]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}")


def _fill(count: int) -> None:
    chance = random.Random(1)  # noqa: S311  # made-up people need no secrecy

    @cache
    def words(name: str) -> str:
        return search_words([f"{name}（{MARK}）"])

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, search text NOT NULL)")
        with cursor.copy(f"COPY {TABLE} (search) FROM STDIN") as table:
            for _ in range(count):
                given = chance.choice(GIVEN[::2]) + chance.choice(GIVEN[1::2])
                table.write_row([words(chance.choice(SURNAMES) + given)])
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(f"CREATE INDEX ON {TABLE} USING gin (bigrams(search))")
        cursor.execute(f"VACUUM ANALYZE {TABLE}")


def _measured(what: str, typed: str, count: int) -> Figure:
    ours, floor = [], []
    with plain_connection() as database:
        for _ in range(RUNS):
            start = time.perf_counter()
            list(Name.objects.filter(search__finds=typed).order_by("pk")[:SHOWN])
            between = time.perf_counter()
            database.execute(FLOOR_SQL, [typed, f"%{typed}%"]).fetchall()
            ours.append((between - start) * 1000)
            floor.append((time.perf_counter() - between) * 1000)
    return Figure(
        f"search {count:,} names, {what}, p95",
        spread(ours).p95,
        "ms",
        bar=BAR_MS,
        floor=spread(floor).p95,
        floor_is="the same SQL through psycopg",
    )
