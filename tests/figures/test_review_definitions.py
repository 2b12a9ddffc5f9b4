"""What is counted of panels and notices: the day before, the day, the day after; and nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import find_indicator
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import prove
from niukou.programmes.actions.notices import extend_notice
from niukou.programmes.actions.objections import record_objection
from niukou.programmes.actions.reviews import recuse
from niukou.programmes.models import Channel, Outcome, Review
from tests.factories import BranchFactory, RoleFactory, auditor, officer_of, stranger
from tests.factories.figures import scope_of_branch
from tests.factories.programmes import coordinator
from tests.factories.review import (
    MONDAY,
    accepted_site,
    closed_panel,
    determined,
    objected,
    open_panel_with,
    published,
    reviewer_of,
)

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
LAST = date(2026, 10, 19)


def around(code: str, scope: Scope, day: date) -> list[int | Decimal | None]:
    """Return the value of the day before, the day, the day after."""
    indicator = find_indicator(code)
    found = [indicator.value(scope, day + step * ONE_DAY) for step in (-1, 0, 1)]
    return [one and one.value for one in found]


@pytest.mark.parametrize(
    ("outcome", "accepted"), [(Outcome.ACCEPTED, 1), (Outcome.REJECTED, 0), (Outcome.RETURNED, 0)]
)
def test_a_hospital_is_decided_on_from_the_day_of_its_determination(outcome, accepted) -> None:
    made = determined(closed_panel(), outcome)
    scope = scope_of_branch(made.panel_site.site.branch)

    assert around("sites-reviewed", scope, MONDAY) == [0, 1, 1]
    assert around("sites-accepted", scope, MONDAY) == [0, accepted, accepted]
    line = find_indicator("sites-reviewed").evidence(scope, MONDAY).get().line
    assert line == f"{made.number} {made.panel_site.site.number} 2026-10-12"


def test_a_recusal_and_a_found_tie_count_once_for_each_hospital() -> None:
    panel = open_panel_with(sites=2, reviewers=1)
    first, second = Review.objects.order_by("pk")
    by = reviewer_of(first)
    recuse(first, reason="同乡", on=MONDAY, by=by)
    recuse(second, reason="同乡", on=MONDAY + ONE_DAY, by=by)

    assert around("reviewers-recused", scope_of_branch(panel.branch), MONDAY) == [0, 1, 2]


def test_objections_count_from_the_day_they_were_received_by_whatever_channel() -> None:
    notice = published()
    objected(notice)
    record_objection(
        notice,
        channel=Channel.LETTER,
        text="来信",
        on=MONDAY + ONE_DAY,
        by=officer_of(notice.branch),
    )
    scope = scope_of_branch(notice.branch)

    assert around("objections-received", scope, MONDAY) == [0, 1, 2]
    assert find_indicator("objections-received").value(scope, MONDAY) == Quantity(
        1, Unit.OBJECTIONS
    )


def test_days_of_a_notice_are_calendar_days_once_its_last_one_is_over() -> None:
    notice = published()
    scope = scope_of_branch(notice.branch)

    # from Monday the 12th to Monday the 19th, both counted
    assert around("days-notice", scope, LAST) == [None, 8, 8]

    extend_notice(notice, last_on=LAST + ONE_DAY, why="补", on=LAST, by=officer_of(notice.branch))
    assert around("days-notice", scope, LAST) == [None, None, 9]


def test_the_median_of_two_notices_may_be_half_a_day() -> None:
    first = published()
    second = published(accepted_site(first.branch))
    extend_notice(second, last_on=LAST + ONE_DAY, why="补", on=LAST, by=officer_of(first.branch))

    assert around("days-notice", scope_of_branch(first.branch), LAST + ONE_DAY) == [
        8,
        Decimal("8.5"),
        Decimal("8.5"),
    ]


CODES = ("sites-reviewed", "sites-accepted", "reviewers-recused", "objections-received")


def test_without_records_counts_are_0_and_there_are_no_days() -> None:
    branch = BranchFactory.create()
    scope = scope_of_branch(branch)

    assert [find_indicator(code).value(scope, MONDAY).value for code in CODES] == [0, 0, 0, 0]
    assert find_indicator("days-notice").value(scope, MONDAY) is None


def test_a_number_is_the_same_for_everybody_and_its_records_are_not() -> None:
    site = accepted_site()
    notice = published(site)
    objected(notice)
    review = Review.objects.first()
    Review.objects.filter(pk=review.pk).update(
        status="BARRED", how="FOUND", reason="任职", kept_out_on=MONDAY
    )
    scope = scope_of_branch(site.branch)
    # whose records of: decisions, acceptances, recusals, objections
    readers = {
        officer_of(site.branch): [1, 1, 1, 1],
        auditor(): [1, 1, 1, 1],
        coordinator(site): [1, 1, 0, 0],
        stranger(): [0, 0, 0, 0],
    }

    for reader, expected in readers.items():
        found = [find_indicator(code) for code in CODES]
        assert [one.value(scope, MONDAY).value for one in found] == [1, 1, 1, 1]
        shown = [one.narrows(one.evidence(scope, MONDAY), reader).count() for one in found]
        assert shown == expected, reader


def test_the_page_of_each_figure_shows_its_records() -> None:
    notice = published()
    objected(notice)
    objected(notice, site=notice.notice_sites.get().site)
    RoleFactory.create()
    scope = scope_of_branch(notice.branch)

    for code in (*CODES, "days-notice"):
        indicator = find_indicator(code)
        figure = prove(indicator, scope, LAST)
        rows = [indicator.row(record) for record in indicator.evidence(scope, LAST)]
        assert len(rows) == figure.evidence_count
        assert all(row.line.split()[0] for row in rows)
