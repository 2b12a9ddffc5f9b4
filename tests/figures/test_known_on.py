"""As known on a day: an old number comes back as it was told then."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from niukou.figures.definitions import BOOK, HOSPITALS_SIGNED, agreements, stations
from niukou.figures.queries.figures import groups_of, prove
from niukou.network.models import Agreement
from niukou.programmes.models import SiteAgreement
from tests.factories import SIGNING_DAY, officer_of, signed_site
from tests.factories.figures import (
    OPENING_DAY,
    opened_station,
    published,
    scope_of_branch,
    signed_a_day_later,
    zhejiang,
)

pytestmark = pytest.mark.django_db
TABLES = (
    "network_agreementevent",
    "programmes_siteagreementevent",
    "programmes_servicestationevent",
)
ADDRESS = "/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23&known_on="


@pytest.fixture
def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def recorded(at: datetime) -> None:
    """Let everything known so far have been recorded ``at`` that moment."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s", [at])


def midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


@pytest.fixture
def branch(yesterday: date):
    """Return the branch of 22 hospitals, recorded in the last moment of yesterday."""
    made = zhejiang()
    opened_station(made)
    recorded(midnight_after(yesterday) - timedelta(microseconds=1))
    return made


@pytest.mark.parametrize(
    "code", [one.code for one in (*agreements.INDICATORS, *stations.INDICATORS)]
)
def test_by_the_knowledge_of_yesterday_each_figure_is_what_it_was(
    branch, yesterday, code: str
) -> None:
    scope, day = scope_of_branch(branch), date(2026, 1, 1)
    before = prove(BOOK[code], scope, day)
    Agreement.objects.update(signed_on=date(2025, 1, 1))
    branch.sites.last().stations.update(opened_on=date(2026, 1, 2))

    after = prove(BOOK[code], scope, day)
    known = prove(BOOK[code], scope, day, known_on=yesterday)

    assert after.digest != before.digest
    assert (known.quantity, known.digest) == (before.quantity, before.digest)


def test_correcting_a_date_today_leaves_what_was_known_yesterday(branch, yesterday) -> None:
    scope = scope_of_branch(branch)
    signed_a_day_later(scope)

    assert prove(HOSPITALS_SIGNED, scope, SIGNING_DAY).quantity.value == 22
    known = prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=yesterday)
    assert known.quantity.value == 23
    groups = groups_of(prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=yesterday))
    assert sum(group.count for group in groups) == 23


def test_what_is_recorded_at_midnight_belongs_to_the_new_day(branch, yesterday) -> None:
    scope = scope_of_branch(branch)
    recorded(midnight_after(yesterday))

    assert prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=yesterday).quantity.value == 0
    today = timezone.localdate()
    assert prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=today).quantity.value == 23


def test_what_was_removed_since_is_known_of_yesterday_and_not_of_today(branch, yesterday) -> None:
    scope = scope_of_branch(branch)
    SiteAgreement.objects.order_by("pk").first().delete()

    counts = [
        prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=day).quantity.value
        for day in (yesterday, timezone.localdate())
    ]

    assert counts == [23, 22]


def test_a_published_digest_is_found_again_by_the_knowledge_of_its_day(branch, yesterday) -> None:
    scope = scope_of_branch(branch)
    one = published(scope, by=officer_of(branch))
    signed_a_day_later(scope)

    known = prove(HOSPITALS_SIGNED, scope, SIGNING_DAY, known_on=yesterday)

    assert known.digest == one.digest


def test_the_page_shows_value_and_records_of_that_knowledge(anybody, branch, yesterday) -> None:
    agreement = signed_a_day_later(scope_of_branch(branch))
    address = f"{ADDRESS}{yesterday}"

    page = anybody.get(address)
    now = anybody.get("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23")

    assert page.context["figure"].quantity.value == 23
    first = page.context["proof"].rows[0]
    assert (first.reference, first.on) == (agreement.number, SIGNING_DAY)
    assert now.context["figure"].quantity.value == 22
    assert f"known_on={yesterday}" in page.context["proof"].export_url
    assert page.context["proof"].publish_url == ""


def test_who_may_read_a_record_is_asked_of_today(anybody, branch, yesterday) -> None:
    site = branch.sites.order_by("pk").first()
    site.status = "DRAFT"
    site.save()

    page = anybody.get(f"{ADDRESS}{yesterday}")

    assert page.context["figure"].quantity.value == 23
    assert page.context["proof"].hidden_count == 1
    assert site.number not in page.content.decode()


@pytest.mark.parametrize(
    ("known_on", "status"),
    [("2999-01-01", 422), ("nonsense", 422), ("2024-11-22", 422), ("2024-11-23", 200), ("", 200)],
)
def test_the_page_refuses_a_day_by_which_nobody_knew(anybody, branch, known_on, status) -> None:
    assert anybody.get(f"{ADDRESS}{known_on}").status_code == status


def test_the_workbook_holds_what_was_known(anybody, branch, yesterday) -> None:
    Agreement.objects.update(signed_on=date(2025, 1, 1))

    address = ADDRESS.replace("/?", "/evidence.xlsx?")
    content = b"".join(anybody.get(f"{address}{yesterday}").streaming_content)

    assert len(content) > len(b"".join(anybody.get(address).streaming_content))


def test_the_api_tells_by_that_knowledge(anybody, branch, yesterday) -> None:
    signed_a_day_later(scope_of_branch(branch))
    place = "/api/v1/figures/hospitals-signed{0}?branch=zhejiang&as_of=2024-11-23&known_on={1}"

    figure = anybody.get(place.format("", yesterday)).json()
    evidence = anybody.get(place.format("/evidence", yesterday)).json()

    assert (figure["value"], figure["known_on"]) == (23, yesterday.isoformat())
    assert (evidence["figure"]["value"], evidence["not_public_count"]) == (23, 0)
    assert {row["on"] for row in evidence["items"]} == {"2024-11-23"}
    assert anybody.get(place.format("", "2024-11-22")).status_code == 422


def test_the_command_tells_by_that_knowledge(branch, yesterday) -> None:
    signed_a_day_later(scope_of_branch(branch))
    asked = ["figure", "hospitals-signed", "--branch", "zhejiang", "--as-of", "2024-11-23"]
    said, words = StringIO(), StringIO()

    call_command(*asked, "--known-on", str(yesterday), "--json", stdout=said)
    call_command(*asked, "--known-on", str(yesterday), stdout=words)

    assert json.loads(said.getvalue())["value"] == 23
    assert "23" in words.getvalue()
    with pytest.raises(CommandError):
        call_command(*asked, "--known-on", "2999-01-01", stdout=said)


def test_stations_and_sites_recorded_since_are_not_known_of_yesterday(branch, yesterday) -> None:
    scope = scope_of_branch(branch)
    signed_site(branch=branch)
    opened_station(branch)

    known = {
        code: prove(BOOK[code], scope, OPENING_DAY, known_on=yesterday).quantity.value
        for code in ("agreements-signed", "stations-opened")
    }

    assert known == {"agreements-signed": 23, "stations-opened": 1}
