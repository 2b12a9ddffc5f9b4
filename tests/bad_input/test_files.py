"""Files that should not come in as they are, and texts that should not go out as formulas."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from niukou.core.models import EvidenceFile, ImportRun
from niukou.network.models import Agreement, Organisation
from niukou.programmes.actions.tranches import pay_tranche
from niukou.programmes.models import Site, StationPhoto, TrancheCondition
from tests.factories import BranchFactory, auditor, officer_of, officer_of_all, signed_site
from tests.factories.building import asset_of, officer, open_station_of
from tests.factories.gatherings import AttendanceFactory, administrator_of_host, hosted
from tests.factories.money import (
    PAID_ON,
    committed_grant,
    confirmed_payee,
    finance_officer,
    released_tranche,
    tranche_of,
)
from tests.factories.network import signed_agreement
from tests.factories.posts import filled_post
from tests.factories.programmes import ProgrammeInitiatorFactory, coordinator
from tests.factories.workbooks import book, upload

pytestmark = pytest.mark.django_db
FORTY_MEGABYTES = 40_000_000
FORMULA = "=HYPERLINK(1)"


def url(name: str, *args: object) -> str:
    return reverse(name if ":" in name else f"programmes:{name}", args=args)


def huge(name: str, begins: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, begins + bytes(FORTY_MEGABYTES))


# --- a picture, a paper and a workbook of forty megabytes ------------------------------------------
def test_a_photo_of_forty_megabytes_is_refused_and_its_words_stay(signed_in) -> None:
    station = open_station_of()
    kept = EvidenceFile.objects.count()
    said = {"moment": "AFTER", "caption": "接待台", "taken_on": "2025-11-03"}

    answer = signed_in(coordinator(station.site)).post(
        url("photo-add", station.pk), said | {"file": huge("大图.jpg", b"\xff\xd8\xff")}
    )

    [told] = answer.context["form"].errors["file"]
    page = answer.content.decode()
    assert (answer.status_code, "40" in told, told in page) == (422, True, True)
    assert all(f'value="{text}"' in page for text in ("接待台", "2025-11-03"))
    assert (StationPhoto.objects.count(), EvidenceFile.objects.count()) == (0, kept)


def test_evidence_of_forty_megabytes_is_refused_and_what_was_there_stays(signed_in) -> None:
    grant = committed_grant(papers=("发票",))
    paper = tranche_of(grant).conditions.get(condition="PAPER")
    browser = signed_in(coordinator(grant.site))
    attach = url("evidence-attach", paper.pk)
    browser.post(attach, {"file": SimpleUploadedFile("发票.pdf", b"%PDF-1.7\n%%EOF\n")})
    before = TrancheCondition.objects.filter(pk=paper.pk).values().get()

    answer = browser.post(attach, {"file": huge("发票2.pdf", b"%PDF-1.7\n")})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert TrancheCondition.objects.filter(pk=paper.pk).values().get() == before
    assert before["evidence_id"] is not None


# --- workbooks that come in ------------------------------------------------------------------------
@pytest.fixture
def branch():
    branch = BranchFactory.create(slug="zhejiang")
    ProgrammeInitiatorFactory.create(programme=branch.programme)
    return branch


def with_macros(file: BytesIO) -> BytesIO:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return file


@pytest.mark.parametrize("name", ["医院名单.xlsm", "医院名单.xlsx"])
def test_a_workbook_with_macros_is_refused_and_nothing_of_it_kept(signed_in, branch, name) -> None:
    file = upload(with_macros(book([["甲医院", "", "", "2024-11-23"]])), name)
    browser = signed_in(officer_of(branch))

    answer = browser.post(url("site-import", branch.slug), {"file": file})

    [told] = answer.context["form"].errors["file"]
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    found = (ImportRun.objects.count(), EvidenceFile.objects.count(), Site.objects.count())
    assert found == (0, 0, 0)


def test_a_workbook_with_formulas_shows_which_rows_are_refused_and_brings_them_back(
    signed_in, branch
) -> None:
    rows = [
        ["甲医院", "", "", "=TODAY()"],
        [FORMULA, "", "", "2024-11-23"],
        ["丙医院", "", "", "2024-11-23"],
    ]
    browser = signed_in(officer_of(branch))

    answer = browser.post(url("site-import", branch.slug), {"file": upload(book(rows))})

    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url) == (302, run.get_absolute_url())
    assert [row["outcome"] for row in run.rows] == ["REFUSED", "REFUSED", "CREATED"]
    assert [sorted(row["problems"]) for row in run.rows[:2]] == [["signed_on"], ["hospital"]]
    page = browser.get(run.get_absolute_url()).content.decode()
    assert all(text in page for row in run.rows[:2] for text in row["problems"].values())
    assert (Site.objects.count(), Organisation.objects.filter(official_name="丙医院").count()) == (
        0,
        0,
    )


# --- workbooks that go out -------------------------------------------------------------------------
def organisations() -> tuple[Any, str]:
    Organisation.objects.filter(pk=signed_site().hospital_id).update(official_name=FORMULA)
    return auditor(), url("network:organisation-export")


def agreements() -> tuple[Any, str]:
    Agreement.objects.filter(pk=signed_agreement().pk).update(title=FORMULA)
    return auditor(), url("network:agreement-export")


def participants() -> tuple[Any, str]:
    there = AttendanceFactory.create(gathering=hosted(), unit=FORMULA)
    by = administrator_of_host(there.gathering)
    return by, url("gatherings:participant-export", there.gathering.number)


def assets() -> tuple[Any, str]:
    station = open_station_of()
    asset_of(station, item=FORMULA)
    return officer(station), url("asset-export")


def posts() -> tuple[Any, str]:
    post = filled_post(title=FORMULA)
    return officer_of(post.site.branch), url("post-export")


def ledger() -> tuple[Any, str]:
    tranche = released_tranche()
    programme = tranche.grant.site.branch.programme
    account = finance_officer(programme)
    payee = confirmed_payee(tranche.grant.site)
    pay_tranche(tranche, payee=payee, reference=FORMULA, on=PAID_ON, by=account)
    return account, url("ledger-export", programme.slug)


def evidence() -> tuple[Any, str]:
    site = signed_site()
    Organisation.objects.filter(pk=site.hospital_id).update(official_name=FORMULA)
    where = url("figures:evidence-export", "hospitals-signed")
    return officer_of_all(site.branch.programme), f"{where}?branch={site.branch.slug}"


EXPORTS = (organisations, agreements, participants, assets, posts, ledger, evidence)


@pytest.mark.parametrize("make", EXPORTS, ids=lambda make: make.__name__)
def test_a_text_that_begins_like_a_formula_goes_out_as_a_text(signed_in, make) -> None:
    account, where = make()

    answer = signed_in(account).get(where)

    cells = [
        cell
        for sheet in load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if FORMULA in str(cell.value)
    ]
    assert cells != []
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}
