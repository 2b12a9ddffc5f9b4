"""Numbers that know what they count and how sure they are."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.quantities import (
    COUNTED,
    SAID,
    DifferenceUnknown,
    Qualifier,
    Quantity,
    SharesDoNotAdd,
    TargetIsNotResult,
    Unit,
    UnitsDiffer,
    counted,
    share_of_target,
    total,
)

EXACT, ABOUT, MORE_THAN, AT_LEAST, PLANNED = (
    Qualifier.EXACT,
    Qualifier.ABOUT,
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.PLANNED,
)
POSTS = Quantity(60, Unit.POSTS, PLANNED)
HOSPITALS = Quantity(300, Unit.HOSPITALS, PLANNED)
countable = st.sampled_from([unit for unit in Unit if unit != Unit.SHARE])
of_results = st.sampled_from([EXACT, ABOUT, MORE_THAN, AT_LEAST])
values = st.integers(0, 10**9)
results = st.builds(Quantity, values, countable, of_results)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_posts_and_hospitals_refuse_to_be_added():
    with pytest.raises(UnitsDiffer) as refusal:
        POSTS + HOSPITALS

    assert (
        refusal.value.message
        == "60 posts planned and 300 hospitals planned are not the same thing."
    )


def test_posts_cannot_be_taken_from_hospitals():
    with pytest.raises(UnitsDiffer):
        HOSPITALS - POSTS


@given(results, results)
def test_only_like_units_add_up(left, right):
    if left.unit == right.unit:
        assert (left + right).value == left.value + right.value
        assert left + right == right + left
    else:
        with pytest.raises(UnitsDiffer):
            left + right


# what a sum of the two is
SUMS = [
    (EXACT,     EXACT,     EXACT),
    (EXACT,     AT_LEAST,  AT_LEAST),
    (EXACT,     MORE_THAN, MORE_THAN),
    (EXACT,     ABOUT,     ABOUT),
    (AT_LEAST,  AT_LEAST,  AT_LEAST),
    (AT_LEAST,  MORE_THAN, MORE_THAN),
    (AT_LEAST,  ABOUT,     ABOUT),
    (MORE_THAN, MORE_THAN, MORE_THAN),
    (MORE_THAN, ABOUT,     ABOUT),
    (ABOUT,     ABOUT,     ABOUT),
    (PLANNED,   PLANNED,   PLANNED),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "both"), SUMS)
def test_a_sum_is_as_vague_as_its_vaguest_part(one, other, both):
    left, right = Quantity(10, Unit.CASES, one), Quantity(5, Unit.CASES, other)

    assert left + right == Quantity(15, Unit.CASES, both)
    assert right + left == left + right


@given(st.lists(st.tuples(values, of_results), min_size=3, max_size=3))
def test_the_order_of_adding_does_not_matter(parts):
    one, two, three = (Quantity(value, Unit.PERSONS, qualifier) for value, qualifier in parts)

    assert (one + two) + three == one + (two + three) == total([three, one, two])


@pytest.mark.parametrize("qualifier", [EXACT, ABOUT, MORE_THAN, AT_LEAST])
def test_a_target_is_never_added_to_a_result(qualifier):
    target, result = Quantity(30, Unit.HOSPITALS, PLANNED), Quantity(22, Unit.HOSPITALS, qualifier)

    for together in (lambda: target + result, lambda: result + target, lambda: target - result):
        with pytest.raises(TargetIsNotResult):
            together()


@pytest.mark.parametrize("bound", [AT_LEAST, MORE_THAN])
def test_taking_away_a_lower_bound_leaves_no_number(bound):
    with pytest.raises(DifferenceUnknown):
        Quantity(30, Unit.HOSPITALS) - Quantity(22, Unit.HOSPITALS, bound)


def test_a_difference_keeps_the_vaguer_qualifier():
    assert Quantity(30, Unit.CASES, AT_LEAST) - Quantity(8, Unit.CASES) == Quantity(
        22, Unit.CASES, AT_LEAST
    )
    assert Quantity(30, Unit.CASES) - Quantity(8, Unit.CASES, ABOUT) == Quantity(
        22, Unit.CASES, ABOUT
    )


def test_shares_of_different_wholes_have_no_sum():
    half = Quantity(Decimal("0.5"), Unit.SHARE)

    with pytest.raises(SharesDoNotAdd):
        half + half


def test_the_total_of_nothing_is_none_and_not_zero():
    assert total([]) is None
    assert total([Quantity(0, Unit.CASES)]) == Quantity(0, Unit.CASES)


def test_total_refuses_different_units():
    with pytest.raises(UnitsDiffer):
        total([Quantity(1, Unit.PERSONS), Quantity(3, Unit.PERSON_TIMES)])


@pytest.mark.parametrize("value", [1.5, True, Decimal("1.5"), "3"])
def test_hospitals_are_counted_in_whole_numbers(value):
    with pytest.raises(TypeError):
        Quantity(value, Unit.HOSPITALS)


def test_a_quantity_does_not_mix_with_bare_numbers():
    with pytest.raises(TypeError):
        POSTS + 1
    with pytest.raises(TypeError):
        sum([POSTS, POSTS])


def test_share_of_target_compares_a_result_with_its_own_target():
    assert share_of_target(Quantity(15, Unit.POSTS), POSTS) == Decimal("0.25")


def test_share_of_target_refuses_other_units_and_two_results():
    with pytest.raises(UnitsDiffer):
        share_of_target(Quantity(15, Unit.POSTS), HOSPITALS)
    with pytest.raises(TargetIsNotResult):
        share_of_target(Quantity(15, Unit.POSTS), Quantity(60, Unit.POSTS))
    with pytest.raises(TargetIsNotResult):
        share_of_target(POSTS, POSTS)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(1, Unit.HOSPITALS), "1 hospital"),
        (Quantity(22, Unit.HOSPITALS), "22 hospitals"),
        (Quantity(1600, Unit.PERSONS, MORE_THAN), "more than 1,600 persons"),
        (Quantity(1, Unit.STATIONS, AT_LEAST), "at least 1 station"),
        (Quantity(30, Unit.HOSPITALS, PLANNED), "30 hospitals planned"),
        (Quantity(Decimal("0.4521"), Unit.SHARE), "45.2 %"),
        (Quantity(1, Unit.SHARE), "100 %"),
        (Quantity(123450, Unit.FEN, ABOUT), "about 1,234.50 yuan"),
        (Quantity(Decimal("1.5"), Unit.HOURS), "1.5 hours"),
    ],
)
def test_a_quantity_reads_with_its_qualifier_and_counting_word(quantity, text):
    assert str(quantity) == text


def test_every_unit_and_qualifier_can_be_said():
    assert set(COUNTED) == set(Unit)
    assert set(SAID) == set(Qualifier)
    assert all(counted(2, unit) for unit in Unit)


@pytest.mark.parametrize(
    ("quantity", "digits"),
    [
        (Quantity(22, Unit.HOSPITALS), "22"),
        (Quantity(310_000, Unit.FEN), "3,100.00"),
        (Quantity(Decimal("0.3333"), Unit.SHARE), "33.3 %"),
        (Quantity(Decimal(1), Unit.SHARE), "100 %"),
        (Quantity(Decimal("10.5"), Unit.DAYS), "10.5"),
    ],
)
def test_a_number_beside_its_unit_is_in_yuan_and_percent(quantity, digits):
    assert quantity.digits == digits
