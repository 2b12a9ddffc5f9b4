"""Publishing a figure: what is frozen, what is refused, who may."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.core.signing import verify
from niukou.figures.actions.publications import (
    AlreadyPublished,
    FigureMoved,
    NothingToPublish,
    TargetsAreNotPublished,
    publish_figure,
)
from niukou.figures.days import DayNotKnown
from niukou.figures.definitions import BOOK, DAYS_SIGNING_TO_OPENING, HOSPITALS_SIGNED
from niukou.figures.indicators import Scope
from niukou.figures.models import Publication
from niukou.figures.papers import publication_digest
from niukou.figures.queries.figures import prove
from niukou.figures.rules import Can
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    ProgrammeFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.figures import (
    opened_station,
    published,
    scope_of_branch,
    signed_a_day_later,
    zhejiang,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def branch():
    return signed_site().branch


def test_publish_figure_freezes_what_the_figure_says() -> None:
    branch = zhejiang()
    scope, officer = scope_of_branch(branch), officer_of(branch)
    figure = prove(HOSPITALS_SIGNED, scope, SIGNING_DAY)

    one = published(scope, by=officer)

    today = timezone.localdate()
    assert one.number == f"PUB-{today.year}-0001"
    assert one.quantity == figure.quantity == Quantity(22, Unit.HOSPITALS)
    assert (one.evidence_count, one.digest) == (22, figure.digest)
    assert hashlib.sha256(one.lines.encode()).hexdigest() == one.digest
    assert (one.definition_version, one.as_of, one.published_on) == (1, SIGNING_DAY, today)
    assert one.published_by == officer


def test_the_code_proves_number_and_everything_the_publication_says(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))

    proved = verify(one.code)

    assert (proved.kind, proved.number) == ("publication", one.number)
    assert proved.digest == publication_digest(one)
    one.value = "23"
    assert proved.digest != publication_digest(one)


def test_a_decimal_is_kept_exactly() -> None:
    branch = zhejiang()
    opened_station(branch, on=date(2025, 1, 1))
    opened_station(branch, on=date(2025, 1, 2))

    one = published(
        scope_of_branch(branch),
        by=officer_of(branch),
        indicator=DAYS_SIGNING_TO_OPENING,
        as_of=date(2025, 2, 1),
    )

    assert one.value == "39.5"
    assert Publication.objects.get().quantity == Quantity(Decimal("39.5"), Unit.DAYS)


def test_none_signed_is_published_as_0() -> None:
    branch = zhejiang()

    one = published(scope_of_branch(branch), by=officer_of(branch), as_of=date(2024, 11, 22))

    assert (one.value, one.evidence_count, one.lines) == ("0", 0, "")


RAW = [
    "UPDATE figures_publication SET value = '100'",
    "UPDATE figures_publication SET lines = '', digest = ''",
    "DELETE FROM figures_publication",
]


@pytest.mark.parametrize("sql", RAW)
def test_the_database_itself_refuses_to_change_a_publication(branch, sql: str) -> None:
    published(scope_of_branch(branch), by=officer_of(branch))

    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Publication.objects.get().value == "1"


@pytest.mark.parametrize(
    ("code", "changed", "refusal"),
    [
        ("training-hours", {}, NothingToPublish),
        ("days-signing-to-opening", {}, NothingToPublish),
        ("hospitals-signed", {"as_of": date(2999, 1, 1)}, DayNotKnown),
        ("hospitals-signed", {"qualifier": Qualifier.PLANNED}, TargetsAreNotPublished),
        ("hospitals-signed", {"seen_digest": "0" * 64}, FigureMoved),
    ],
)
def test_publish_figure_refuses(branch, code: str, changed, refusal) -> None:
    facts = {"as_of": SIGNING_DAY, "qualifier": Qualifier.EXACT} | changed

    with pytest.raises(refusal):
        publish_figure(scope_of_branch(branch), BOOK[code], **facts, by=officer_of(branch))

    assert Publication.objects.count() == 0


def test_today_can_be_published_and_tomorrow_not(branch) -> None:
    scope, today = scope_of_branch(branch), timezone.localdate()

    published(scope, by=officer_of(branch), as_of=today)
    with pytest.raises(DayNotKnown):
        published(scope, by=officer_of(branch), as_of=today + timedelta(days=1))

    assert Publication.objects.get().as_of == today


def test_what_is_published_unchanged_is_not_published_twice(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    one = published(scope, by=officer)

    with pytest.raises(AlreadyPublished, match=one.number):
        published(scope, by=officer)

    assert Publication.objects.count() == 1


def test_what_changed_since_is_corrected_and_not_published_anew(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    one = published(scope, by=officer)
    signed_a_day_later(scope)

    with pytest.raises(AlreadyPublished, match=one.number):
        published(scope, by=officer)


def test_other_days_and_other_scopes_are_publications_of_their_own(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of_all(branch.programme)
    published(scope, by=officer)

    published(scope, by=officer, as_of=SIGNING_DAY + timedelta(days=1))
    published(Scope(branch.programme), by=officer)

    year = timezone.localdate().year
    numbers = Publication.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"PUB-{year}-000{place}" for place in (1, 2, 3)]


# who may publish of              the branch  the programme
PUBLISHERS = [
    (officer_of, True, False),
    (lambda branch: officer_of_all(branch.programme), True, True),
    (lambda branch: officer_of(BranchFactory.create(programme=branch.programme)), False, False),
    (lambda branch: officer_of_all(ProgrammeFactory.create()), False, False),
    (lambda branch: platform_administrator(), False, False),
    (lambda branch: auditor(), False, False),
    (lambda branch: stranger(), False, False),
]


@pytest.mark.parametrize(("publisher", "of_branch", "of_programme"), PUBLISHERS)
def test_who_may_publish_a_figure(branch, publisher, of_branch: bool, of_programme: bool) -> None:
    account = publisher(branch)

    assert account.has_perm(Can.PUBLISH_FIGURE, branch) is of_branch
    assert account.has_perm(Can.PUBLISH_FIGURE, branch.programme) is of_programme


def test_publish_figure_refuses_who_does_not_run_the_scope(branch) -> None:
    with pytest.raises(PermissionDenied):
        published(Scope(branch.programme), by=officer_of(branch))


# who may read a publication of      a public branch  an unpublished one
READERS = [
    (officer_of, True, True),
    (lambda branch: officer_of_all(branch.programme), True, True),
    (lambda branch: officer_of(BranchFactory.create(programme=branch.programme)), True, False),
    (lambda branch: platform_administrator(), True, True),
    (lambda branch: auditor(), True, True),
    (lambda branch: stranger(), True, False),
    (lambda branch: NOBODY, True, False),
]


@pytest.mark.parametrize(("reader", "public", "hidden"), READERS)
def test_publication_visible_to(reader, public: bool, hidden: bool) -> None:
    for is_public, expected in ((True, public), (False, hidden)):
        branch = signed_site(branch=BranchFactory.create(is_public=is_public)).branch
        one = published(scope_of_branch(branch), by=officer_of(branch))

        seen = Publication.objects.visible_to(reader(branch)).filter(branch=branch)

        assert list(seen) == ([one] if expected else [])


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run ``acts`` at the same moment, each on a connection of its own."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            together.wait()
            return act()
        except AlreadyPublished as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_publish_at_once_one_is_told() -> None:
    branch = signed_site().branch
    scope = scope_of_branch(branch)
    one, other = officer_of(branch), officer_of_all(branch.programme)

    results = at_once(lambda: published(scope, by=one), lambda: published(scope, by=other))

    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["AlreadyPublished", "Publication"]
    assert Publication.objects.count() == 1
