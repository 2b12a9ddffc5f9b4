"""``manage.py import_sites``: the same import for scripts."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from niukou.programmes.models import Branch, ProgrammeInitiator, Site
from tests.factories import BranchFactory, OrganisationFactory, officer_of, stranger
from tests.factories.workbooks import book

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 23)


@pytest.fixture
def branch() -> Branch:
    branch = BranchFactory.create(slug="zhejiang")
    ProgrammeInitiator.objects.create(
        programme=branch.programme, organisation=OrganisationFactory.create(), position=1
    )
    officer_of(branch)
    return branch


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(book([["甲医院", "", "", DAY], ["乙医院", "", "", "去年"]]).getvalue())
    return path


def run(file, **options) -> dict:
    said = StringIO()
    call_command("import_sites", str(file), branch="zhejiang", json=True, stdout=said, **options)
    return json.loads(said.getvalue())


def test_it_prints_counts_and_why_and_writes_the_result(branch, file, tmp_path) -> None:
    result = tmp_path / "result.xlsx"

    told = run(file, result=result)

    assert (told["created"], told["matched"], told["unchanged"], told["refused"]) == (1, 0, 0, 1)
    assert [(why["row"], why["hospital"], list(why["problems"])) for why in told["why"]] == [
        (3, "乙医院", ["signed_on"])
    ]
    sheet = load_workbook(result).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["甲医院", "乙医院"]
    assert "去年" in sheet.cell(3, sheet.max_column).value
    assert Site.objects.count() == 1
    assert run(file)["unchanged"] == 1


def test_a_dry_run_changes_nothing(branch, file) -> None:
    told = run(file, dry_run=True)

    assert (told["dry_run"], told["created"]) == (True, 1)
    assert Site.objects.count() == 0


def test_without_json_it_speaks_in_lines(branch, file) -> None:
    said = StringIO()

    call_command("import_sites", str(file), branch="zhejiang", stdout=said)

    assert "3 乙医院" in said.getvalue()


@pytest.mark.parametrize("wrong", ["branch", "account", "file", "content", "permission"])
def test_what_cannot_be_done_ends_with_two_and_words(branch, file, wrong) -> None:
    options = {"branch": "zhejiang", "by": ""}
    if wrong == "branch":
        options["branch"] = "nowhere"
    elif wrong == "account":
        options["by"] = "nobody@example.org"
    elif wrong == "permission":
        options["by"] = stranger().email
    elif wrong == "file":
        file.unlink()
    else:
        file.write_bytes(b"junk")

    with pytest.raises(CommandError) as refusal:
        call_command("import_sites", str(file), **options)

    assert refusal.value.returncode == 2
    assert len(str(refusal.value)) > 5
    assert Site.objects.count() == 0
