"""The file of awards: what the 360Giving standard requires of each, and nothing unpublished."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.factories import BranchFactory, ProgrammeFactory, officer_of_all, signed_site
from tests.factories.money import committed_grant, paid_tranche, planned_grant

pytestmark = pytest.mark.django_db
TEXTS = ("id", "title", "description", "currency", "awardDate")
IDENTIFIER = re.compile(r"niukou-\S+")


def awards(signed_in, programme) -> list[dict[str, object]]:
    page = signed_in(officer_of_all(programme)).get(
        reverse("programmes:award-file", args=[programme.slug])
    )
    assert page.headers["Content-Type"] == "application/json; charset=utf-8"
    return page.json()["grants"]


def faults_of(award: dict[str, object]) -> list[str]:
    """Return what the standard would refuse in an award."""
    faults = [name for name in TEXTS if not (isinstance(award.get(name), str) and award[name])]
    amount = award.get("amountAwarded")
    if type(amount) not in {int, float} or round(amount, 2) != amount or amount <= 0:
        faults.append("amountAwarded")
    if award["currency"] != "CNY":
        faults.append("currency")
    if str(date.fromisoformat(str(award["awardDate"]))) != award["awardDate"]:
        faults.append("awardDate")
    organisations = [
        one for kind in ("recipient", "funding") for one in award.get(f"{kind}Organization") or [{}]
    ]
    identifiers = [award["id"], *(one.get("id", "") for one in organisations)]
    faults += [str(one) for one in identifiers if not IDENTIFIER.fullmatch(str(one))]
    return faults + ["name" for one in organisations if not one.get("name")]


def test_each_award_has_the_required_fields_in_their_types(signed_in) -> None:
    grant = committed_grant(parts=("600.10", "400.05"))
    paid_tranche(grant)
    programme = grant.site.branch.programme

    (award,) = awards(signed_in, programme)

    assert faults_of(award) == []
    assert (award["amountAwarded"], award["amountDisbursed"]) == (1000.15, 600.1)
    assert award["awardDate"] == grant.awarded_on.isoformat()
    (recipient,) = award["recipientOrganization"]
    assert recipient["name"] == grant.site.hospital.official_name
    assert award["fundingOrganization"][0]["name"] == (
        programme.initiators.order_by("position").first().organisation.official_name
    )


def test_a_programme_without_initiators_funds_in_its_own_name(signed_in) -> None:
    grant = committed_grant()
    programme = grant.site.branch.programme
    programme.initiators.all().delete()

    (award,) = awards(signed_in, programme)

    assert faults_of(award) == []
    assert award["fundingOrganization"] == [
        {"id": f"niukou-programme-{programme.slug}", "name": programme.official_name}
    ]


def test_unpublished_branches_programmes_and_notes_stay_out(signed_in) -> None:
    grant = committed_grant()
    grant.budget_lines.update(words="内部备注")
    programme = grant.site.branch.programme
    committed_grant(signed_site(branch=BranchFactory.create(programme=programme, is_public=False)))
    planned_grant(grant.site)
    secret = ProgrammeFactory.create(is_public=False)
    committed_grant(signed_site(branch=BranchFactory.create(programme=secret)))

    (award,) = awards(signed_in, programme)

    assert award["id"] == f"niukou-{grant.number}"
    assert "内部备注" not in str(award)
    assert awards(signed_in, secret) == []
