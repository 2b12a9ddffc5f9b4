"""Keeping what other sources print."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from niukou.core.quantities import Qualifier, Unit
from niukou.figures.actions.readings import CountedAfterPublishing, ReadingKnown, record_reading
from niukou.figures.definitions import IndicatorUnknown
from niukou.figures.indicators import Scope
from niukou.figures.models import Reading
from niukou.figures.rules import Can
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    stranger,
)
from tests.factories.figures import scope_of_branch

pytestmark = pytest.mark.django_db

FACTS = {
    "indicator": "hospitals-signed",
    "value": 22,
    "unit": Unit.HOSPITALS,
    "qualifier": Qualifier.EXACT,
    "reads": "首批签约试点医院",
    "as_of": SIGNING_DAY,
    "source": "基金会通知",
    "published_on": date(2024, 11, 25),
}


@pytest.fixture
def branch():
    return BranchFactory.create()


def test_record_reading_keeps_two_sources_side_by_side(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    record_reading(scope, **FACTS, by=officer)

    record_reading(scope, **FACTS | {"source": "公益时报", "reads": "四批"}, by=officer)

    assert sorted(Reading.objects.values_list("source", "reads")) == [
        ("公益时报", "四批"),
        ("基金会通知", "首批签约试点医院"),
    ]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"indicator": "no-such"}, IndicatorUnknown),
        ({"published_on": date(2024, 11, 22)}, CountedAfterPublishing),
    ],
)
def test_record_reading_refuses(branch, changed, refusal) -> None:
    with pytest.raises(refusal):
        record_reading(scope_of_branch(branch), **FACTS | changed, by=officer_of(branch))

    assert Reading.objects.count() == 0


def test_record_reading_refuses_the_same_source_twice(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    record_reading(scope, **FACTS, by=officer)

    with pytest.raises(ReadingKnown):
        record_reading(scope, **FACTS | {"value": 23}, by=officer)

    assert Reading.objects.get().value == 22


# who may record a reading of     the branch  the programme
WRITERS = [
    (officer_of, True, False),
    (lambda branch: officer_of_all(branch.programme), True, True),
    (lambda branch: officer_of(BranchFactory.create(programme=branch.programme)), False, False),
    (lambda branch: platform_administrator(), False, False),
    (lambda branch: auditor(), False, False),
    (lambda branch: stranger(), False, False),
]


@pytest.mark.parametrize(("writer", "of_branch", "of_programme"), WRITERS)
def test_who_may_record_a_reading(branch, writer, of_branch: bool, of_programme: bool) -> None:
    account = writer(branch)

    assert account.has_perm(Can.RECORD_READING, branch) is of_branch
    assert account.has_perm(Can.RECORD_READING, branch.programme) is of_programme


def test_record_reading_refuses_who_does_not_run_the_scope(branch) -> None:
    with pytest.raises(PermissionDenied):
        record_reading(Scope(branch.programme), **FACTS, by=officer_of(branch))


def address(branch) -> str:
    return reverse("figures:reading-record", args=["hospitals-signed"]) + f"?branch={branch.slug}"


def test_the_page_records_and_leads_back_to_the_figure(branch, signed_in) -> None:
    browser = signed_in(officer_of(branch))
    assert browser.get(address(branch)).status_code == 200

    response = browser.post(
        address(branch), {name: str(value) for name, value in FACTS.items() if name != "indicator"}
    )

    assert response.status_code == 302
    assert response.url == f"/figures/hospitals-signed/?branch={branch.slug}&as_of=2024-11-23"
    assert Reading.objects.get().reads == "首批签约试点医院"


def test_the_page_says_422_to_bad_input_403_to_others_and_404_to_the_unseen(
    branch, signed_in
) -> None:
    hidden = BranchFactory.create(is_public=False)

    assert signed_in(officer_of(branch)).post(address(branch), {"value": "-3"}).status_code == 422
    assert signed_in(stranger()).get(address(branch)).status_code == 403
    assert signed_in(officer_of(branch)).get(address(hidden)).status_code == 404


def test_readings_of_an_unpublished_branch_are_seen_by_its_officers(branch) -> None:
    hidden = BranchFactory.create(is_public=False)
    record_reading(scope_of_branch(hidden), **FACTS, by=officer_of(hidden))

    assert Reading.objects.visible_to(officer_of(hidden)).count() == 1
    assert Reading.objects.visible_to(stranger()).count() == 0
