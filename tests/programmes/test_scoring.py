"""The mean of a panel: exact, within bounds, and the same in whatever order it is told."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.programmes.scoring import Given, mean_of, ranks_of, rounded, score_of


@st.composite
def scored(draw: st.DrawFn) -> Given:
    most = draw(st.integers(1, 100))
    return Given(draw(st.integers(0, most)), most, draw(st.integers(1, 100)))


sheets = st.lists(scored(), min_size=1, max_size=8)
means = st.fractions(0, 100)


@pytest.mark.parametrize(
    ("sheet", "score"),
    [
        ([Given(8, 10, 3), Given(4, 5, 1)], Decimal("80.00")),
        ([Given(10, 10, 3), Given(0, 5, 1)], Decimal("75.00")),
        ([Given(1, 3, 1)], Decimal("33.33")),
        ([Given(2, 3, 1)], Decimal("66.67")),
        ([Given(0, 10, 1)], Decimal("0.00")),
        ([Given(10, 10, 7)], Decimal("100.00")),
    ],
)
def test_a_score_is_the_weighted_share_of_the_points_to_be_had(sheet, score) -> None:
    assert rounded(score_of(sheet)) == score


@given(sheets)
def test_a_score_lies_between_0_and_100_and_order_does_not_matter(sheet: list[Given]) -> None:
    score = score_of(sheet)

    assert 0 <= score <= 100
    assert score_of(reversed(sheet)) == score
    assert score_of(sorted(sheet, key=lambda one: (one.most, one.points))) == score


@given(sheets, st.data())
def test_one_point_more_never_makes_a_score_smaller(sheet: list[Given], data) -> None:
    place = data.draw(st.integers(0, len(sheet) - 1))
    one = sheet[place]
    more = [*sheet]
    more[place] = Given(min(one.points + 1, one.most), one.most, one.weight)

    assert score_of(more) >= score_of(sheet)
    if one.points < one.most:
        assert score_of(more) > score_of(sheet)


@given(sheets, st.integers(2, 9))
def test_only_the_proportion_of_the_weights_counts(sheet: list[Given], times: int) -> None:
    heavier = [Given(one.points, one.most, one.weight * times) for one in sheet]

    assert score_of(heavier) == score_of(sheet)


@given(st.lists(means, min_size=1, max_size=9))
def test_a_mean_lies_between_its_least_and_greatest_and_order_does_not_matter(scores) -> None:
    mean = mean_of(scores)

    assert min(scores) <= mean <= max(scores)
    assert mean_of(reversed(scores)) == mean


@given(means)
def test_rounding_moves_by_half_a_hundredth_at_most_and_stays_within_bounds(mean) -> None:
    shown = rounded(mean)

    assert abs(Fraction(shown) - mean) <= Fraction(1, 200)
    assert 0 <= shown <= 100
    assert shown.as_tuple().exponent == -2


def test_half_a_hundredth_goes_up() -> None:
    assert rounded(Fraction(66_665, 1000)) == Decimal("66.67")
    assert rounded(Fraction(66_664_999, 1_000_000)) == Decimal("66.66")


@given(st.dictionaries(st.integers(), st.none() | means, max_size=9))
def test_ranks_follow_the_means_and_leave_out_who_has_none(found) -> None:
    ranks = ranks_of(found)

    assert set(ranks) == {key for key, mean in found.items() if mean is not None}
    for one in ranks:
        for other in ranks:
            assert (ranks[one] < ranks[other]) == (found[one] > found[other])
    assert min(ranks.values(), default=1) == 1


def test_equals_share_the_better_place_and_the_next_one_is_free() -> None:
    assert ranks_of({"a": Fraction(90), "b": Fraction(80), "c": Fraction(90), "d": None}) == {
        "a": 1,
        "c": 1,
        "b": 3,
    }


@pytest.mark.parametrize(
    "sheet", [[], [Given(11, 10, 1)], [Given(-1, 10, 1)], [Given(1, 10, 0)]], ids=str
)
def test_what_is_no_score_is_an_error_and_not_a_low_one(sheet) -> None:
    with pytest.raises(ValueError):
        score_of(sheet)


def test_without_a_review_there_is_no_mean() -> None:
    assert mean_of([]) is None
