"""No small number about people is told, and none can be worked out from what is told."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.quantities import Unit
from niukou.figures.masking import ABOUT_PEOPLE, LEAST, masked, masked_count

CELLS = st.dictionaries(st.integers(0, 9), st.integers(0, 60), min_size=1, max_size=8)


@given(CELLS, st.sampled_from(sorted(ABOUT_PEOPLE)))
def test_no_cell_and_no_total_below_the_least_is_told(cells: dict[int, int], unit: Unit) -> None:
    told = masked(cells, unit)

    shown = [count for count in (*told.cells.values(), told.total) if count is not None]
    assert all(count >= LEAST for count in shown)
    assert told.cells.keys() == cells.keys()


@given(CELLS)
def test_what_is_told_is_true(cells: dict[int, int]) -> None:
    told = masked(cells, Unit.PERSONS)

    assert all(count in {None, cells[key]} for key, count in told.cells.items())
    assert told.total in {None, sum(cells.values())}


@given(CELLS)
def test_one_hidden_cell_never_stands_beside_its_total(cells: dict[int, int]) -> None:
    told = masked(cells, Unit.CASES)
    hidden = [key for key, count in told.cells.items() if count is None]

    assert len(hidden) != 1 or told.total is None


@given(CELLS.filter(lambda cells: min(cells.values()) >= LEAST))
def test_where_nothing_is_small_nothing_is_hidden(cells: dict[int, int]) -> None:
    told = masked(cells, Unit.PERSONS)

    assert (told.cells, told.total, told.hides) == (cells, sum(cells.values()), False)


@given(CELLS)
def test_hospitals_stations_and_posts_are_told_as_they_are(cells: dict[int, int]) -> None:
    assert masked(cells, Unit.HOSPITALS).cells == cells
    assert masked_count(1, Unit.STATIONS) == 1


@pytest.mark.parametrize(("parts", "most"), [(2, 24), (3, 15), (4, 10)])
def test_who_knows_the_rule_cannot_work_out_a_hidden_cell(parts: int, most: int) -> None:
    """Take all worlds: what is told of one must fit another in which the hidden cell differs."""
    worlds = defaultdict(list)
    for counts in product(range(most), repeat=parts):
        told = masked(dict(enumerate(counts)), Unit.PERSONS)
        worlds[tuple(told.cells.values()), told.total].append(counts)

    betrayed = []
    for (cells, total), alike in worlds.items():
        for place, cell in enumerate(cells):
            rest = sum(count for count, shown in zip(alike[0], cells, strict=True) if shown is None)
            if cell is None and (total is None or rest < most - 1):  # else worlds are missing here
                values = {counts[place] for counts in alike}
                betrayed += [(cells, total, place)] if len(values) == 1 else []
    assert betrayed == []


@pytest.mark.parametrize(
    ("counts", "told", "total"),
    [
        ([3, 20, 30], [None, None, 30], 53),  # its neighbour hides it
        ([3, 4, 30], [None, None, 30], 37),  # two small ones hide each other
        ([4, 4, 30], [None, None, None], 38),  # but not where both must be four
        ([0, 0, 30, 9], [None, None, 30, None], 39),
        ([3, 7, 7], [None, None, None], 17),  # equals go together
        ([1, 2, 1], [None, None, None], None),
        ([4, 4], [None, None], None),
        ([12], [12], 12),
    ],
)
def test_cells_that_betray_each_other(counts, told, total) -> None:
    found = masked(dict(enumerate(counts)), Unit.PERSON_TIMES)

    assert (list(found.cells.values()), found.total) == (told, total)


def test_a_number_alone_is_hidden_below_five() -> None:
    assert [masked_count(count, Unit.PERSONS) for count in (None, 0, 4, 5)] == [None, None, None, 5]
