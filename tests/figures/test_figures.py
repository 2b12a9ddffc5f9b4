"""The proof of a figure, targets beside results, readings side by side."""

import hashlib
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.core.quantities import Qualifier, Quantity, Unit, UnitsDiffer
from niukou.figures.definitions import BOOK, HOSPITALS_SIGNED
from niukou.figures.queries.dashboards import branch_summary, month_ends, programme_summary
from niukou.figures.queries.figures import planned_total, prove, readings_of, targets_of
from niukou.programmes.models import Target
from tests.factories import SIGNING_DAY, BranchFactory, TargetFactory, officer_of, signed_site
from tests.factories.figures import ReadingFactory, opened_station, scope_of_branch, zhejiang

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.mark.parametrize("code", ["hospitals-signed", "stations-opened", "days-signing-to-opening"])
def test_the_digest_can_be_computed_again_from_the_lines_of_the_records(code: str) -> None:
    branch = zhejiang()
    opened_station(branch)
    indicator, scope, day = BOOK[code], scope_of_branch(branch), date(2026, 1, 1)
    lines = sorted(row.line for row in indicator.evidence(scope, day))

    figure = prove(indicator, scope, day)

    assert len(lines) > 0
    assert figure.digest == hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_digest_changes_when_a_record_is_corrected() -> None:
    site = signed_site(group=1)
    scope = scope_of_branch(site.branch)
    before = prove(HOSPITALS_SIGNED, scope, SIGNING_DAY)
    agreement = site.agreements.get().agreement
    agreement.signing_group = 2
    agreement.save()

    after = prove(HOSPITALS_SIGNED, scope, SIGNING_DAY)

    assert after.quantity == before.quantity
    assert after.digest != before.digest


def test_60_posts_and_300_hospitals_refuse_to_be_added() -> None:
    posts = TargetFactory.create(indicator="posts-funded", planned_value=60, unit=Unit.POSTS)
    hospitals = TargetFactory.create(indicator="hospitals-with-worker", planned_value=300)

    with pytest.raises(UnitsDiffer):
        planned_total([posts, hospitals])


def test_targets_of_one_unit_add_up_to_a_planned_number() -> None:
    one = TargetFactory.create(planned_value=30)
    other = TargetFactory.create(planned_value=70)

    assert planned_total([one, other]) == Quantity(100, Unit.HOSPITALS, Qualifier.PLANNED)
    assert planned_total([]) is None


def test_a_target_is_known_from_the_day_it_was_published() -> None:
    scope = scope_of_branch(zhejiang())

    assert targets_of(scope, NOBODY, as_of=date(2024, 11, 22)) == []
    assert len(targets_of(scope, NOBODY, as_of=SIGNING_DAY)) == 3


def test_targets_stand_beside_results_of_their_own_unit_only() -> None:
    branch = zhejiang()
    opened_station(branch)
    own = {"programme": branch.programme, "branch": branch}
    Target.objects.filter(**own, indicator="hospitals-with-station").update(unit=Unit.STATIONS)

    by_code = {
        one.target.indicator: one
        for one in branch_summary(branch, NOBODY, as_of=date(2026, 1, 1)).comparisons
    }

    assert not by_code["hospitals-with-station"].is_comparable
    assert by_code["workers-trained"].result == Quantity(0, Unit.PERSONS)
    assert by_code["posts-funded"].result == Quantity(0, Unit.POSTS)
    assert by_code["posts-funded"].planned == Quantity(60, Unit.POSTS, Qualifier.PLANNED)


def test_both_readings_stay_side_by_side_though_printed_after_the_day() -> None:
    branch = zhejiang()

    readings = readings_of(scope_of_branch(branch), NOBODY, as_of=SIGNING_DAY)

    assert [(one.value, one.reads) for one in readings] == [(22, "四批"), (22, "首批")]
    assert readings_of(scope_of_branch(branch), NOBODY, as_of=date(2024, 11, 22)) == []
    [differing] = programme_summary(branch.programme, NOBODY, as_of=SIGNING_DAY).readings
    assert [one.reads for one in differing] == ["四批", "首批"]


def test_readings_that_agree_are_not_called_different() -> None:
    branch = BranchFactory.create()
    for _place in range(2):
        ReadingFactory.create(programme=branch.programme, branch=branch)

    assert programme_summary(branch.programme, NOBODY, as_of=SIGNING_DAY).readings == []


def test_evidence_shows_drafts_of_a_branch_only_to_who_works_there() -> None:
    site = signed_site(branch=BranchFactory.create(is_public=False))
    evidence = HOSPITALS_SIGNED.evidence(scope_of_branch(site.branch), SIGNING_DAY)

    assert len(HOSPITALS_SIGNED.narrows(evidence, officer_of(site.branch))) == 1
    assert len(HOSPITALS_SIGNED.narrows(evidence, officer_of(BranchFactory.create()))) == 0
    assert len(HOSPITALS_SIGNED.narrows(evidence, NOBODY)) == 0


def test_the_map_shades_provinces_by_their_branches() -> None:
    branch = zhejiang()
    empty = BranchFactory.create(
        programme=branch.programme, region__code="110000", region__name="北京市"
    )

    tiles = programme_summary(branch.programme, NOBODY, as_of=SIGNING_DAY).tiles

    assert {code: (tile["value"], tile["level"]) for code, tile in tiles.items()} == {
        "33": (22, 4),
        "11": (0, 0),
    }
    assert f"branch={empty.slug}" in tiles["11"]["href"]


def test_the_trend_says_what_the_figure_says_on_each_of_its_days() -> None:
    branch = zhejiang(launched_on=date(2024, 9, 15))

    trend = branch_summary(branch, NOBODY, as_of=date(2024, 12, 5)).trend

    assert [(point.label, point.count) for point in trend] == [
        ("2024-08", 0),
        ("2024-09", 0),
        ("2024-10", 0),
        ("2024-11", 22),
        ("2024-12", 22),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 8, 1), [date(2024, 8, 1)]),
        (date(2024, 10, 31), [date(2024, 8, 31), date(2024, 9, 30), date(2024, 10, 31)]),
    ],
)
def test_the_months_end_with_the_day_asked_about(as_of: date, expected: list[date]) -> None:
    assert month_ends(date(2024, 9, 15), as_of) == expected
    assert len(month_ends(date(2010, 1, 1), as_of)) == 37
