"""Imports on their way: previewed, decided, carried out whole."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from niukou.core.imports import (
    AlreadyDecided,
    NoRows,
    apply_import,
    confirm_import,
    discard_import,
    fail_import,
    preview_import,
)
from niukou.core.jobs import close_lost_imports
from niukou.core.models import EvidenceFile, ImportRun, ImportStatus
from niukou.network.models import Organisation
from niukou.programmes.imports import SITES
from niukou.programmes.models import Branch, ProgrammeInitiator, ProgrammeOfficer, Site
from tests.factories import BranchFactory, OrganisationFactory, auditor, officer_of, stranger
from tests.factories.workbooks import book, told, upload

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 23)
ROWS = [["甲医院", "", "", DAY], ["乙医院", "", "", "去年"], ["丙医院", "", "", DAY]]


@pytest.fixture
def branch() -> Branch:
    branch = BranchFactory.create(slug="zhejiang")
    ProgrammeInitiator.objects.create(
        programme=branch.programme, organisation=OrganisationFactory.create(), position=1
    )
    return branch


@pytest.fixture
def officer(branch):
    return officer_of(branch)


@pytest.fixture
def run(branch, officer) -> ImportRun:
    return preview_import(SITES, scope=branch.slug, file=upload(book(ROWS)), by=officer)


def test_a_preview_keeps_the_file_and_says_what_would_happen(run) -> None:
    assert run.status == ImportStatus.PREVIEWED
    assert run.counts == {"created": 2, "matched": 0, "unchanged": 0, "refused": 1}
    assert [(row["number"], row["outcome"]) for row in run.rows] == [
        (2, "CREATED"),
        (3, "REFUSED"),
        (4, "CREATED"),
    ]
    assert run.file.name == "医院名单.xlsx"
    assert Site.objects.count() == 0


def test_a_list_without_rows_is_refused_and_nothing_is_kept(branch, officer) -> None:
    with pytest.raises(NoRows):
        preview_import(SITES, scope=branch.slug, file=upload(book([])), by=officer)

    assert (ImportRun.objects.count(), EvidenceFile.objects.count()) == (0, 0)


def test_confirming_leaves_a_job_and_the_job_writes_everything_once(run, officer) -> None:
    confirm_import(run, by=officer)
    job = ProcrastinateJob.objects.get(task_name="niukou.core.jobs.carry_out_import")

    apply_import(job.args["run_id"])
    apply_import(job.args["run_id"])

    run.refresh_from_db()
    assert (run.status, run.counts["created"]) == (ImportStatus.DONE, 2)
    assert Site.objects.count() == 2


def test_an_import_is_decided_once(run, officer) -> None:
    confirm_import(run, by=officer)

    for decide in (confirm_import, discard_import):
        with pytest.raises(AlreadyDecided):
            decide(run, by=officer)


def test_a_discarded_import_is_never_carried_out(run, officer) -> None:
    discard_import(run, by=officer)

    apply_import(run.pk)

    run.refresh_from_db()
    assert run.status == ImportStatus.DISCARDED
    assert Site.objects.count() == 0


def test_an_officer_whose_term_ended_meanwhile_imports_nothing(run, officer) -> None:
    confirm_import(run, by=officer)
    ProgrammeOfficer.objects.filter(account=officer).update(until_on=date(2024, 1, 1))

    apply_import(run.pk)

    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED
    assert run.problem != ""
    assert Organisation.objects.filter(official_name="甲医院").count() == 0


def test_an_import_nobody_carries_out_any_more_is_told_so(run, officer) -> None:
    confirm_import(run, by=officer)
    close_lost_imports(timestamp=0)
    run.refresh_from_db()
    assert run.status == ImportStatus.CONFIRMED

    ProcrastinateJob.objects.all()._raw_delete("default")
    close_lost_imports(timestamp=0)

    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED


def test_a_finished_import_does_not_fail_afterwards(run, officer) -> None:
    confirm_import(run, by=officer)
    apply_import(run.pk)

    fail_import(run.pk)

    run.refresh_from_db()
    assert run.status == ImportStatus.DONE


# --- doors -------------------------------------------------------------------------------------
def test_the_upload_page_leads_to_a_preview_and_on_to_the_result(
    branch, officer, signed_in
) -> None:
    browser = signed_in(officer)
    address = reverse("programmes:site-import", args=[branch.slug])
    assert browser.get(address).status_code == 200

    response = browser.post(address, {"file": upload(book(ROWS))}, follow=True)

    run = ImportRun.objects.get()
    assert response.redirect_chain == [(run.get_absolute_url(), 302)]
    assert Site.objects.count() == 0
    confirmed = browser.post(reverse("core:import-confirm", args=[run.pk]), follow=True)
    assert b'hx-trigger="every 1s"' in confirmed.content
    apply_import(run.pk)
    done = browser.get(run.get_absolute_url(), HTTP_HX_TARGET="import-state")
    assert b"hx-trigger" not in done.content
    assert (
        Site.objects.get(hospital__official_name="甲医院").get_absolute_url().encode()
        in done.content
    )


@pytest.mark.parametrize("content", [b"", b"junk" * 50, b"PK\x03\x04 no archive"])
def test_a_broken_file_is_answered_with_the_form_and_words(
    branch, officer, signed_in, content
) -> None:
    address = reverse("programmes:site-import", args=[branch.slug])

    response = signed_in(officer).post(address, {"file": upload(BytesIO(content))})

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert ImportRun.objects.count() == 0


# who may open the upload page of a public branch, and of one that is not
VISITORS = [
    (officer_of, 200, 200),
    (lambda branch: officer_of(BranchFactory.create()), 403, 404),
    (lambda branch: auditor(), 403, 403),
    (lambda branch: stranger(), 403, 404),
]  # fmt: skip


@pytest.mark.parametrize(("who", "public", "hidden"), VISITORS)
def test_who_may_open_the_upload_page(branch, signed_in, *, who, public, hidden) -> None:
    for is_public, expected in ((True, public), (False, hidden)):
        Branch.objects.filter(pk=branch.pk).update(is_public=is_public)
        browser = signed_in(who(branch))

        assert (
            browser.get(reverse("programmes:site-import", args=[branch.slug])).status_code
            == expected
        )


def test_an_import_is_its_starters_alone(run, branch, signed_in) -> None:
    fellow = signed_in(officer_of(branch))

    assert fellow.get(run.get_absolute_url()).status_code == 404
    assert fellow.get(reverse("core:import-refused", args=[run.pk])).status_code == 404
    for verb in ("confirm", "discard"):
        assert fellow.post(reverse(f"core:import-{verb}", args=[run.pk])).status_code == 404
    run.refresh_from_db()
    assert run.status == ImportStatus.PREVIEWED


def test_rows_are_filtered_by_outcome(run, officer, signed_in) -> None:
    browser = signed_in(officer)

    refused = browser.get(run.get_absolute_url(), {"outcome": "REFUSED"})

    assert [row.number for row in refused.context["rows"]] == [3]


@pytest.mark.parametrize("count", [1, 60])
def test_the_preview_page_runs_the_same_queries_for_any_number_of_rows(
    branch, officer, signed_in, *, count, django_assert_max_num_queries
) -> None:
    rows = [[f"{n}号演示医院", "", "", DAY] for n in range(count)]
    run = preview_import(SITES, scope=branch.slug, file=upload(book(rows)), by=officer)
    browser = signed_in(officer)

    with django_assert_max_num_queries(10):  # session, user, run and file, rows, branch, navigation
        response = browser.get(run.get_absolute_url())

    assert len(response.context["rows"]) == min(count, 50)


def test_refused_rows_come_back_in_the_templates_shape_with_why(run, officer, signed_in) -> None:
    response = signed_in(officer).get(reverse("core:import-refused", args=[run.pk]))

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    assert sheet.max_row == 2
    assert sheet["A2"].value == "乙医院"
    assert "去年" in sheet.cell(2, sheet.max_column).value


def test_what_becomes_of_the_rows_is_taken_away_narrowed_as_on_the_page(
    run, branch, officer, in_english
) -> None:
    address = reverse("core:import-export", args=[run.pk])
    browser = in_english(officer)

    rows = told(browser.get(address), "Rows")
    (refused,) = told(browser.get(address, {"outcome": "REFUSED"}), "Rows")

    assert [(row["Row"], row["Result"]) for row in rows] == [(2, "New"), (3, "Refused"), (4, "New")]
    assert (refused["What it is about"], "去年" in refused["Problems"]) == ("乙医院", True)
    assert in_english(officer_of(branch)).get(address).status_code == 404
    confirm_import(run, by=officer)
    assert browser.get(address).status_code == 404  # while the rows are being written
    apply_import(run.pk)
    assert len(told(browser.get(address), "Rows")) == 3


def test_mended_refused_rows_can_be_sent_again(run, branch, officer, signed_in) -> None:
    response = signed_in(officer).get(reverse("core:import-refused", args=[run.pk]))
    workbook = load_workbook(BytesIO(b"".join(response.streaming_content)))
    workbook.worksheets[0]["E2"] = "2024-11-23"
    file = BytesIO()
    workbook.save(file)

    mended = preview_import(SITES, scope=branch.slug, file=upload(file), by=officer)

    assert mended.counts == {"created": 1, "matched": 0, "unchanged": 0, "refused": 0}


def test_the_template_is_handed_out_to_who_is_signed_in(signed_in, anybody) -> None:
    address = reverse("core:import-template", args=[SITES])

    response = signed_in(stranger()).get(address)

    assert response.status_code == 200
    assert load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0].max_row == 2
    assert anybody.get(address).status_code == 302
    assert (
        signed_in(stranger()).get(reverse("core:import-template", args=["other"])).status_code
        == 404
    )


def test_results_are_kept_as_plain_json(run) -> None:
    assert json.loads(json.dumps(run.rows, ensure_ascii=False))[1]["problems"].keys() == {
        "signed_on"
    }
