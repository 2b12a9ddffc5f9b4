"""A donor tries every page and every operation of the API, and finds no row below the sums.

Ids, numbers and addresses are those of a full world, so that nothing is unseen for want of a
record. In it everything but the programme itself is withheld from the public.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import get_resolver, reverse

from niukou.core.files import XLSX
from niukou.network.models import Agreement, Organisation, RoleKind
from niukou.people.models import Account, Person
from niukou.programmes.models import Donation, ProgrammeInitiator, Site
from scripts.openapi import description
from tests.access.conftest import World
from tests.access.test_addresses import TABLE
from tests.architecture.test_doors import patterns
from tests.browser import Browser
from tests.factories import (
    OrganisationFactory,
    RoleFactory,
    holder,
)
from tests.factories.money import donation_of

# What a browser says of a write without a form's content, or of a door only for posts.
HARMLESS = {302, 400, 401, 403, 404, 405, 409, 422}
PLACE = re.compile(r"\{(\w+)\}")


@pytest.fixture
def donor(world: World) -> Account:
    """Somebody who gave to the programme of the world's site, and holds nothing else."""
    programme = world.site.branch.programme
    giver = OrganisationFactory.create(official_name="演示捐赠公司")
    donation_of(programme, donor=giver)
    return holder(RoleKind.DONOR, giver)


def withheld(world: World, donor: Account) -> set[str]:
    """Return the words that stand in rows below the sums: none may reach a donor."""
    sites = Site.objects.all()
    own = {donor.roles.get().organisation_id}
    initiators = set(ProgrammeInitiator.objects.values_list("organisation", flat=True))
    others = Organisation.objects.exclude(pk__in=own | initiators)
    words = {site.number for site in sites} | {world.site.branch.name}
    words |= {organisation.official_name for organisation in others}
    words |= set(Person.objects.exclude(account=donor).values_list("official_name", flat=True))
    words |= set(Account.objects.exclude(pk=donor.pk).values_list("email", flat=True))
    words |= set(Agreement.objects.values_list("number", flat=True))
    words |= set(Donation.objects.values_list("number", flat=True))
    return words


def asked(world: World) -> Iterator[str]:
    """Yield the address of every page, with the world's own records where it names some.

    But the link of somebody's mail: who holds it has that mail.
    """
    for name in TABLE.keys() - {"desk:reminders-stop"}:
        yield reverse(name, args=world.arguments.get(name, []))
    others = (name for name, _pattern in patterns(get_resolver()) if ":" in name)
    for name in set(others) - TABLE.keys():
        if name.startswith(("api-1:api-root", "api-1:openapi")):
            yield reverse(name)


def operations(world: World) -> Iterator[tuple[str, str]]:
    """Yield method and address of every operation of the API, with every id that may fit."""
    site = world.site
    words = {
        "code": ["hospitals-signed", "stations-opened", "workers-trained"],
        "slug": [site.branch.programme.slug, site.branch.slug],
        "pk": [site.hospital_id, *Person.objects.values_list("pk", flat=True)[:5]],
        "number": [
            site.number,
            *Agreement.objects.values_list("number", flat=True),
            *(str(one) for values in world.arguments.values() for one in values),
        ],
    }
    for path, methods in json.loads(description())["paths"].items():
        places = PLACE.findall(path)
        assert set(places) <= words.keys() or len(places) == 1, f"name values for {path}"
        fits = words.get(places[0], [1]) if places else [""]
        for value in fits:
            for method in methods:
                yield method, PLACE.sub(str(value), path)


def said(response: Any) -> str:
    """Return what an answer says; of a workbook what stands in its parts, its cells among them."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type") == XLSX:
        with ZipFile(BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode("utf-8", "replace")


def found_in(text: str, words: set[str]) -> set[str]:
    """Return those of ``words`` that stand in ``text``; 演示医院1 does not stand in 演示医院12."""
    return {word for word in words if re.search(rf"{re.escape(word)}(?!\d)", text)}


def test_no_page_shows_a_donor_a_row_below_the_sums(world: World, donor: Account) -> None:
    browser = Browser(raise_request_exception=False)
    browser.force_login(donor)
    secrets = withheld(world, donor)

    leaks, crashed = {}, []
    for address in asked(world):
        response = browser.get(address)
        crashed += [address] if response.status_code >= 500 else []
        found = found_in(said(response), secrets)
        leaks |= {address: found} if found and response.status_code == 200 else {}

    assert (leaks, crashed) == ({}, [])


def test_no_operation_of_the_api_shows_a_donor_a_row_below_the_sums(
    world: World, donor: Account
) -> None:
    browser = Browser(raise_request_exception=False)
    browser.force_login(donor)
    secrets = withheld(world, donor)

    leaks, others = {}, {}
    for method, address in set(operations(world)):
        response = browser.generic(method, address, "{}", content_type="application/json")
        found = found_in(said(response), {word for word in secrets if word not in address})
        leaks |= {f"{method} {address}": found} if found else {}
        if response.status_code not in HARMLESS | {200}:
            others[f"{method} {address}"] = response.status_code

    assert (leaks, others) == ({}, {})


def test_the_same_walk_finds_rows_where_one_may_read_them(world: World, donor: Account) -> None:
    """The walk is no proof unless it would find what it looks for."""
    browser = world.browser("officer")
    secrets = withheld(world, donor)

    pages = [said(browser.get(address)) for address in asked(world)]

    assert world.site.number in secrets
    assert sum(world.site.number in one for one in pages) > 5


def test_search_and_suggestions_know_nothing_for_a_donor(world: World, donor: Account) -> None:
    browser = Browser()
    browser.force_login(donor)
    secrets = withheld(world, donor)
    lookups = reverse("core:lookup", args=["name"]).replace("name", "{}")

    leaks = []
    for word in secrets:
        found = browser.get(reverse("desk:search"), {"q": word}).context["found"]
        leaks += [str(one) for kind in found for one in kind.records if str(one) in secrets]
        for name in ("organisations", "people"):
            told = said(browser.get(lookups.format(name), {"q": word}))
            leaks += [f"{name}: {word}"] if found_in(told, {word}) else []

    assert leaks == []


def test_a_donor_who_also_works_somewhere_reads_as_staff_there(
    world: World, donor: Account
) -> None:
    RoleFactory.create(
        account=donor, kind=RoleKind.HOSPITAL_COORDINATOR, organisation=world.site.hospital
    )
    browser = Browser()
    browser.force_login(donor)

    assert browser.get(world.site.get_absolute_url()).status_code == 200
