"""A programme of the size of a country, and what its dashboards cost: 40,000 sites, 5 million facts."""

import time
from datetime import date
from statistics import median

import pgtrigger
from django.db import connection, transaction
from django.urls import reverse
from psycopg.sql import SQL, Literal

from benchmarks.doors import DASHBOARD_MS, PAGE_MS, Door, Reader, readers
from benchmarks.figures import Figure, Results
from benchmarks.installation import WebServer
from benchmarks.pages import Dose, asked, measured
from niukou.core.models import KeptAnswer
from niukou.desk.demo.signins import DOMAIN
from niukou.network.models import Region
from niukou.people.models import Account
from niukou.programmes.models import (
    Branch,
    Post,
    PostHolding,
    PostMonth,
    Programme,
    ProgrammeOfficer,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteStep,
    Target,
)

SLUG, LARGEST = "demo-large", "demo-large-1"
FIRST_DAY = date(2021, 1, 1)
POSTS_PER_SITE = 2
FIRST_READERS = 5
# Set by the database itself: five million rows through Python would take longer than all the rest.
FILL = (
    """
    INSERT INTO programmes_site
        (branch_id, hospital_id, number, status, note, version, created_at, updated_at)
    SELECT ({branches}::bigint[])[1 + mod(place, cardinality({branches}::bigint[]))],
           id, 'DZ-' || place, (ARRAY['SIGNED', 'BUILDING', 'OPERATING', 'OPERATING'])[1 + mod(place, 4)],
           '', 1, now(), now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM network_organisation
          WHERE starts_with(uscc, '12999000Y') AND NOT starts_with(uscc, '12999000Y9')) AS hospital
    """,
    """
    INSERT INTO programmes_siteagreement (site_id, agreement_id)
    SELECT min(site_id), agreement_id FROM (
        SELECT site.id AS site_id, min(party.agreement_id) AS agreement_id
        FROM programmes_site AS site JOIN network_agreementparty AS party
          ON party.organisation_id = site.hospital_id AND party.capacity = 'HOSPITAL'
        WHERE starts_with(site.number, 'DZ-') GROUP BY site.id
    ) AS first WHERE NOT EXISTS (
        SELECT FROM programmes_siteagreement AS known WHERE known.agreement_id = first.agreement_id
    ) GROUP BY agreement_id
    """,
    """
    INSERT INTO programmes_sitestep
        (site_id, from_status, to_status, "on", note, recorded_by_id, recorded_at)
    SELECT site.id, '', (ARRAY['DRAFT', 'APPLIED', 'FORMAL_CHECK', 'PANEL_REVIEW', 'SIGNED'])[step],
           {first}::date + 40 * step, '', {account}, now()
    FROM programmes_site AS site, generate_series(1, 5) AS step WHERE starts_with(site.number, 'DZ-')
    """,
    """
    INSERT INTO network_campus (organisation_id, name, address)
    SELECT hospital_id, '演示院区', '' FROM programmes_site
    WHERE starts_with(number, 'DZ-') AND status = 'OPERATING'
    """,
    """
    INSERT INTO programmes_post
        (site_id, number, position, kind, employer_id, title, is_full_time, wards, status,
         approved_on, version, created_at, updated_at)
    SELECT id, number || '-P' || place, place, 'EMPLOYED', hospital_id, '医务社工', true, '', 'FILLED',
           {first}, 1, now(), now()
    FROM programmes_site, generate_series(1, {posts}) AS place WHERE starts_with(number, 'DZ-')
    """,
    """
    INSERT INTO programmes_postholding (post_id, person_id, from_on, is_full_time, version)
    SELECT post.id, person.id, {first}, true, 1
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM programmes_post
          WHERE starts_with(number, 'DZ-')) AS post
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people_person AS free
          WHERE NOT EXISTS (SELECT FROM programmes_postholding WHERE person_id = free.id)) AS person
      USING (place)
    """,
    """
    INSERT INTO programmes_postmonth (post_id, month, days_held, status, returned_why, version)
    SELECT id, ({first}::date + make_interval(months => month))::date, 28, 'OPEN', '', 1
    FROM programmes_post, generate_series(0, 59) AS month WHERE starts_with(number, 'DZ-')
    """,
    """
    INSERT INTO programmes_servicestation
        (site_id, campus_id, name, location, opened_on, plaque_number, bears_emblem,
         emblem_approval_ref, phone, is_phone_public, version)
    SELECT site.id, campus.id, '演示服务站', '', {first}::date + 400 + mod(site.id, 600)::int, '', false,
           '', '', false, 1
    FROM programmes_site AS site JOIN network_campus AS campus
      ON campus.organisation_id = site.hospital_id AND campus.name = '演示院区'
    WHERE starts_with(site.number, 'DZ-')
    """,
)
HISTORIES = (Site, SiteAgreement, SiteStep, ServiceStation, Post, PostHolding, PostMonth)


def build_programme() -> str:
    """Fill a programme with a branch in each province; say what was made and how long that took.

    The history of these rows is left out: no figure of today reads it.
    """
    began = time.perf_counter()
    officer = Account.objects.get(email=f"officer@{DOMAIN}")
    auditor = Account.objects.get(email=f"auditor@{DOMAIN}")
    ignored = [f"{model._meta.label}:insert_insert" for model in HISTORIES]
    with transaction.atomic(), pgtrigger.ignore(*ignored):
        branches = _branches(officer)
        values = {
            "branches": Literal([branch.pk for branch in branches]),
            "account": Literal(auditor.pk),
            "first": Literal(FIRST_DAY),
            "posts": Literal(POSTS_PER_SITE),
        }
        with connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(SQL(statement).format(**values).as_string(cursor.connection))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counts = {model: model._default_manager.count() for model in HISTORIES}
    facts = sum(counts.values())
    seconds = time.perf_counter() - began
    return f"{counts[Site]} sites, {facts} dated facts, made in {seconds:.0f} s"


def _branches(officer: Account) -> list[Branch]:
    programme = Programme.objects.create(
        slug=SLUG,
        official_name="演示大项目",
        launched_on=FIRST_DAY,
        workstreams=[],
        is_public=True,
    )
    ProgrammeOfficer.objects.create(account=officer, programme=programme, from_on=FIRST_DAY)
    provinces = Region.objects.filter(level="PROVINCE", until_year=None).order_by("code")
    branches = Branch.objects.bulk_create(
        Branch(
            programme=programme,
            slug=f"{SLUG}-{place}",
            code=f"D{place:03d}",
            name=f"演示站 {place}",
            region=province,
            launched_on=FIRST_DAY,
            is_public=True,
        )
        for place, province in enumerate(provinces, start=1)
    )
    Target.objects.create(
        programme=programme,
        indicator="hospitals-with-station",
        planned_value=50_000,
        unit="HOSPITALS",
        from_on=FIRST_DAY,
        until_on=date(2027, 1, 1),
        published_on=FIRST_DAY,
        source="演示",
    )
    return branches


def measure_programme(results: Results, server: WebServer, dose: Dose) -> None:
    """Ask for the dashboards of the large programme as officer and as auditor.

    What was kept is asked for as well as what has to be worked out: by the first reader of a
    day, or after writes to all the tables a page rests on.
    """
    months = reverse("figures:figure-detail", args=["post-months-held"])
    doors = (
        Door("large programme", reverse("figures:programme-overview", args=[SLUG]), DASHBOARD_MS),
        Door("large branch", reverse("figures:branch-board", args=[LARGEST]), DASHBOARD_MS),
        Door("large figure", f"{months}?branch={LARGEST}", PAGE_MS),
    )
    signed_in = [reader for reader, account in readers() if account is not None]
    for reader in signed_in:
        results.doors += [measured(server, door, reader, dose) for door in doors]
    results.figures += [_first_reader(server, door, signed_in[0]) for door in doors]


def _first_reader(server: WebServer, door: Door, reader: Reader) -> Figure:
    """Measure what ``reader`` waits for when nothing is kept."""
    waited = []
    for _time in range(FIRST_READERS):
        KeptAnswer.objects.all().delete()
        waited += asked(server, door, reader, users=1, dose=Dose(1, 1, 10.0))["milliseconds"]
    return Figure(f"{door.name}, nothing kept, {reader.name}", median(waited), "ms")
