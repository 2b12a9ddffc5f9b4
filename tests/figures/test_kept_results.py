"""What is kept of a result equals its plain query, for every indicator, whatever is written."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from niukou.core.kept import question_of, watched_tables
from niukou.core.models import KeptAnswer
from niukou.desk.demo.signins import DOMAIN
from niukou.desk.demo.world import build_world
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.queries import kept, proofs
from niukou.figures.queries.dashboards import branch_summary, programme_summary
from niukou.figures.queries.figures import prove
from niukou.figures.queries.kept import kept_figure
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account
from niukou.programmes.models import (
    Branch,
    Post,
    PostHolding,
    PostMonth,
    Programme,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteStep,
)
from tests.factories import SIGNING_DAY, RegionFactory, officer_of, signed_site
from tests.factories.figures import opened_station, scope_of_branch, zhejiang

RECORDED = [one for one in BOOK.values() if one.is_recorded]
DAYS = [date(2025, 6, 30), date(2026, 11, 20)]
A_WEEK = timedelta(days=7)

WRITES: dict[str, Callable[[], object]] = {
    "an agreement ends": lambda: Agreement.objects.update(ended_on=date(2026, 1, 1)),
    "agreements are unlinked": lambda: SiteAgreement.objects.all()[:1].get().delete(),
    "steps move": lambda: SiteStep.objects.update(on=F("on") + A_WEEK),
    "a station opens later": lambda: ServiceStation.objects.exclude(opened_on=None).update(
        opened_on=date(2026, 11, 1)
    ),
    "holders leave": lambda: PostHolding.objects.filter(until_on=None).update(
        until_on=date(2026, 11, 10)
    ),
    "days are counted otherwise": lambda: (
        PostMonth.objects.filter(days_held__gt=1)
        .exclude(status="PAID")
        .update(days_held=F("days_held") - 1)
    ),
    "posts are approved later": lambda: Post.objects.update(approved_on=F("approved_on") + A_WEEK),
    "a hospital changes its name": lambda: Organisation.objects.update(pinyin_key="x"),
    "sites are told otherwise": lambda: Site.objects.update(note="演示"),
    "a branch is hidden": lambda: Branch.objects.update(is_public=False),
}


def told_otherwise(scopes: list[Scope]) -> list[tuple[str, str, date]]:
    """Return what is kept otherwise than the plain query says."""
    return [
        (indicator.code, str(scope), day)
        for indicator in BOOK.values()
        for scope in scopes
        for day in DAYS
        if kept_figure(indicator, scope, day) != prove(indicator, scope, day)
    ]


def shown_otherwise(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what readers are shown otherwise when there are many records than when there are few."""
    names = ("officer", "auditor", "coordinator", "donor")
    readers: dict[str, Any] = {n: Account.objects.get(email=f"{n}@{DOMAIN}") for n in names}
    told = []
    for name, reader in {**readers, "nobody": AnonymousUser()}.items():
        for indicator in RECORDED:
            figure = prove(indicator, scope, DAYS[-1])
            monkeypatch.setattr(proofs, "COUNTED", 10_000)
            few = proofs.proof_of(figure, reader)
            monkeypatch.setattr(proofs, "COUNTED", -1)
            many = [proofs.proof_of(figure, reader) for _time in range(2)]
            seen = {(tuple(one.rows), one.hidden_count) for one in (few, *many)}
            told += [(name, indicator.code)] if len(seen) > 1 else []
    return told


@pytest.mark.django_db(transaction=True)
def test_kept_results_equal_the_plain_query_whatever_is_written(monkeypatch) -> None:
    for code in ("110000", "330000"):
        RegionFactory.create(code=code, level="PROVINCE")
    for code in (*(f"33{place:02}00" for place in range(1, 12)), "421000"):
        RegionFactory.create(code=code, level="CITY")
    RegionFactory.create(code="440112", level="COUNTY")
    assert build_world()
    branch = Branch.objects.select_related("programme").get(slug="zhejiang")
    scopes = [Scope(branch.programme), scope_of_branch(branch)]

    assert told_otherwise(scopes) == []
    kept_of_all = KeptAnswer.objects.count()
    assert kept_of_all >= len(RECORDED) * len(scopes) * len(DAYS)
    assert told_otherwise(scopes) == []  # told from what was kept
    assert shown_otherwise(scopes[-1], monkeypatch) == []
    for what, write in WRITES.items():
        write()
        assert told_otherwise(scopes) == [], what
    assert KeptAnswer.objects.exclude(key__regex="^(first|count)").count() == kept_of_all


@pytest.mark.parametrize("indicator", RECORDED, ids=lambda one: one.code)
@pytest.mark.django_db
def test_every_table_an_indicator_reads_is_watched(indicator: Indicator) -> None:
    _digest, tables = kept._definition(indicator)

    assert tables - watched_tables() == set()
    assert "programmes_branch" in tables  # whether it is published decides what a programme counts


@pytest.mark.django_db(transaction=True)
def test_a_dashboard_asked_again_counts_nothing(django_assert_num_queries) -> None:
    branch = zhejiang()
    opened_station(branch)
    reader = Account.objects.get(pk=officer_of(branch).pk)
    days = {"as_of": date(2026, 1, 1)}
    first = (
        branch_summary(branch, reader, **days),
        programme_summary(branch.programme, reader, **days),
    )

    with django_assert_num_queries(4):  # targets, what is kept, stations, readings
        board = branch_summary(branch, reader, **days)
    with django_assert_num_queries(4):  # branches, targets, what is kept, readings
        overview = programme_summary(branch.programme, reader, **days)

    assert (board, overview) == first
    signed_site(branch=branch, on=SIGNING_DAY)
    assert branch_summary(branch, reader, **days).signed.evidence_count == 24


@pytest.mark.django_db(transaction=True)
def test_the_first_page_of_many_records_is_kept_as_the_reader_sees_it(
    signed_in, monkeypatch
) -> None:
    """As with more than ten thousand: the same page, for those who may open less of it, too."""
    branch = zhejiang()
    officer = officer_of(branch)
    address = f"/figures/hospitals-signed/?branch={branch.slug}&as_of={SIGNING_DAY}"
    plain = signed_in(officer).get(address).context["proof"]
    monkeypatch.setattr(proofs, "COUNTED", 5)

    pages = [signed_in(officer).get(address).context["proof"] for _time in range(2)]

    for page in pages:
        assert page.rows == plain.rows
        assert (page.hidden_count, page.listed_count) == (0, 22)
    assert KeptAnswer.objects.filter(key__startswith="first ").count() == 1


def test_a_definition_that_changed_is_another_question() -> None:
    one, other = BOOK["hospitals-signed"], BOOK["hospitals-with-station"]

    assert kept._definition(one)[0] != kept._definition(other)[0]
    assert question_of(Programme.objects.filter(pk=1), "x").tables == {"programmes_programme"}


ASK_IN_A_PROCESS = """
import django
django.setup()
from django.contrib.auth.models import AnonymousUser
from niukou.core.kept import question_of
from niukou.figures.definitions import BOOK
from niukou.figures.queries import kept
from niukou.programmes.models import Site
print([kept._definition(one)[0] for one in BOOK.values() if one.is_recorded])
print(question_of(Site.objects.visible_to(AnonymousUser()), "first"))
"""


def test_every_process_asks_the_same_questions() -> None:
    """Sets of words come in another order in each process; what one keeps the others find."""
    heard = {
        subprocess.run(
            [sys.executable, "-c", ASK_IN_A_PROCESS],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.partition(b"tables=")[0]
        for seed in ("1", "2", "3")
    }

    assert len(heard) == 1
