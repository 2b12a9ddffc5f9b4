"""Figures for scripts: the API and the command say what the page says."""

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import ProgrammeFactory
from tests.factories.figures import zhejiang

pytestmark = pytest.mark.django_db
SIGNED = "/api/v1/figures/hospitals-signed?branch=zhejiang&as_of=2024-11-23"


def test_a_public_figure_needs_no_token(anybody) -> None:
    branch = zhejiang()

    found = anybody.get(SIGNED).json()

    digest = found.pop("digest")
    assert found == {
        "code": "hospitals-signed",
        "label": found["label"],
        "value": 22,
        "unit": "HOSPITALS",
        "qualifier": "EXACT",
        "as_of": "2024-11-23",
        "known_on": None,
        "scope": {
            "programme": branch.programme.slug,
            "branch": "zhejiang",
            "label": f"{branch.programme} · 浙江站",
        },
        "evidence_count": 22,
        "evidence_url": "http://testserver/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23",
    }
    assert len(digest) == 64


def test_the_records_and_their_lines_give_the_digest(anybody) -> None:
    zhejiang()

    found = anybody.get(SIGNED.replace("?", "/evidence?")).json()

    lines = sorted(item["line"] for item in found["items"])
    assert (len(lines), found["pages"], found["not_public_count"]) == (22, 1, 0)
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == found["figure"]["digest"]


def test_nothing_to_measure_is_null_and_not_0(anybody) -> None:
    zhejiang()

    for code in ("days-signing-to-opening", "training-hours"):
        found = anybody.get(f"/api/v1/figures/{code}?branch=zhejiang").json()
        assert (found["value"], found["qualifier"], found["evidence_count"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/figures/no-such?branch=zhejiang", 404),
        ("/api/v1/figures/hospitals-signed?branch=atlantis", 404),
        ("/api/v1/figures/hospitals-signed?branch=zhejiang&as_of=2024-13-01", 422),
        ("/api/v1/figures/hospitals-signed?branch=zhejiang&as_of=2999-01-01", 422),
        ("/api/v1/figures/hospitals-signed?branch=zhejiang&as_of=0001-01-01", 422),
        ("/api/v1/figures/hospitals-signed/evidence?branch=zhejiang&page=x", 422),
        ("/api/v1/figures/hospitals-signed/evidence?branch=zhejiang&page=99", 200),
        ("/api/v1/figures/hospitals-signed?branch=%00", 404),
    ],
)
def test_the_api_answers_bad_questions_plainly(anybody, address: str, status: int) -> None:
    zhejiang()

    response = anybody.get(address)

    assert response.status_code == status
    assert response["Content-Type"].startswith("application/json")


def test_the_book_is_listed(anybody) -> None:
    codes = [entry["code"] for entry in anybody.get("/api/v1/figures").json()]

    assert codes[:2] == ["hospitals-signed", "agreements-signed"]
    assert "posts-funded" in codes


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("figure", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_same_as_the_api(anybody) -> None:
    zhejiang()
    told = json.loads(
        printed("hospitals-signed", "--branch", "zhejiang", "--as-of", "2024-11-23", "--json")
    )
    found = anybody.get(SIGNED).json()

    told.pop("evidence_url")
    found.pop("evidence_url")
    assert told == found


def test_the_command_speaks_plainly_and_refuses_with_one_sentence() -> None:
    zhejiang()

    assert "22" in printed("hospitals-signed", "--branch", "zhejiang", "--as-of", "2024-11-23")
    assert "—" in printed("training-hours", "--branch", "zhejiang")
    for wrong in (
        ["hospitals-singed"],
        ["hospitals-signed", "--branch", "atlantis"],
        ["hospitals-signed", "--programme", "atlantis"],
        ["hospitals-signed", "--branch", "zhejiang", "--as-of", "23.11.2024"],
        ["hospitals-signed", "--branch", "zhejiang", "--as-of", "2999-01-01"],
    ):
        with pytest.raises(CommandError) as refusal:
            printed(*wrong)
        assert "\n" not in str(refusal.value)


def test_without_a_name_the_first_public_programme_is_meant(anybody) -> None:
    branch = zhejiang()
    ProgrammeFactory.create(
        is_public=False, launched_on=branch.programme.launched_on.replace(year=2020)
    )

    found = anybody.get("/api/v1/figures/hospitals-signed").json()

    assert found["scope"]["programme"] == branch.programme.slug


def test_the_page_of_indicators_in_the_docs_says_what_the_code_says() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "indicators.md"
    out = StringIO()
    call_command("indicator_book", stdout=out)

    assert page.read_text(encoding="utf-8") == out.getvalue()
