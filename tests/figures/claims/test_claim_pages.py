"""The page and the command that check a draft: what they show, to whom, and what they keep back."""

import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from niukou.core.models import EvidenceFile
from niukou.figures.claims.facts import MOST_QUESTIONS
from niukou.figures.claims.matching import Verdict
from niukou.programmes.models import Branch
from tests.factories import BranchFactory, ProgrammeFactory, officer_of, signed_site, stranger
from tests.factories.figures import zhejiang

pytestmark = pytest.mark.django_db
PLACE = "/claims/"
SAID = "2024年11月23日，浙江四批共22家试点医院签约。"


def sent(text: str = SAID, **more: object) -> dict[str, object]:
    return {"text": text, "written_on": "2025-12-01", **more}


def verdicts(page) -> list[tuple[str, Verdict]]:
    return [(row.claim.found.text, row.claim.verdict) for row in page.context["rows"]]


def test_the_page_marks_each_number_and_says_why(signed_in) -> None:
    zhejiang()

    page = signed_in(stranger()).post(PLACE, sent())

    assert page.status_code == 200
    assert verdicts(page) == [("四批", Verdict.PROVED), ("22家", Verdict.PROVED)]
    html = page.content.decode()
    assert html.count("<mark ") == 2
    assert 'id="claim-2"' in html
    assert "branch=zhejiang&amp;as_of=2024-11-23" in html


def test_what_is_pasted_is_shown_and_never_run(signed_in) -> None:
    zhejiang()

    page = signed_in(stranger()).post(PLACE, sent("<script>alert(1)</script>浙江22家医院签约"))

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_uploaded_text_takes_the_place_of_the_pasted_one(signed_in) -> None:
    zhejiang()
    browser = signed_in(stranger())
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        file = SimpleUploadedFile("稿.txt", SAID.encode(encoding))

        page = browser.post(PLACE, sent("", file=file))

        assert [text for text, _ in verdicts(page)] == ["四批", "22家"]
        assert SAID in page.content.decode()


def test_nothing_of_a_draft_is_stored(signed_in) -> None:
    zhejiang()
    file = SimpleUploadedFile("稿.txt", SAID.encode())

    page = signed_in(stranger()).post(PLACE, sent(file=file))

    assert page.status_code == 200
    assert EvidenceFile.objects.count() == 0


REFUSED = [
    {"text": ""},
    {"text": "字" * 5001},
    {"text": SAID, "written_on": "2999-01-01"},
    {"text": SAID, "written_on": "1066-01-01"},
    {"text": SAID, "written_on": "soon"},
    {"text": SAID, "branch": "atlantis"},
    {"text": SAID, "branch": "hidden"},
    {"file": SimpleUploadedFile("a.txt", b"\xff\xfe\xfa\x00\x81")},
    {"file": SimpleUploadedFile("a.txt", b"PK\x03\x04\x00\x00")},
    {"file": SimpleUploadedFile("a.txt", b"")},
    {"file": SimpleUploadedFile("a.txt", "字".encode() * 9000)},
]


@pytest.mark.parametrize("bad", REFUSED, ids=range(len(REFUSED)))
def test_bad_input_is_refused_and_what_was_typed_is_kept(signed_in, bad: dict) -> None:
    BranchFactory.create(slug="hidden", is_public=False)

    page = signed_in(stranger()).post(PLACE, sent() | {"text": ""} | bad)

    assert page.status_code == 422
    assert page.context["form"].errors
    assert bad.get("text", "") in page.content.decode()


def test_a_draft_of_too_many_days_is_refused(signed_in) -> None:
    zhejiang()
    days = [
        date.fromordinal(date(2024, 11, 23).toordinal() + step)
        for step in range(MOST_QUESTIONS + 1)
    ]
    text = "".join(f"{day.isoformat()}浙江签约22家医院。" for day in days)

    page = signed_in(stranger()).post(PLACE, sent(text))

    assert page.status_code == 422
    assert "text" in page.context["form"].errors


def test_the_page_needs_a_sign_in(anybody) -> None:
    assert anybody.post(PLACE, sent()).status_code == 302


def hidden_branch() -> Branch:
    programme = ProgrammeFactory.create(official_name="演示计划", launched_on=date(2020, 1, 1))
    branch = BranchFactory.create(
        programme=programme, name="机密站", slug="secret", is_public=False
    )
    for _place in range(3):
        signed_site(branch=branch)
    return branch


def test_an_unpublished_branch_proves_numbers_only_to_who_may_read_it(signed_in) -> None:
    branch = hidden_branch()
    draft = sent("截至目前，机密站已有3家医院签约。")

    own = signed_in(officer_of(branch)).post(PLACE, draft)
    other = signed_in(stranger()).post(PLACE, draft)

    assert verdicts(own) == [("3家医院", Verdict.PROVED)]
    assert "secret" in own.content.decode()
    assert verdicts(other) != [("3家医院", Verdict.PROVED)]
    assert other.context["rows"][0].claim.known.value == 0
    assert "secret" not in other.content.decode()
    guess = signed_in(stranger()).post(PLACE, draft | {"branch": "secret"})
    assert guess.status_code == 422


def test_a_programme_that_is_not_public_says_nothing_to_strangers(signed_in) -> None:
    zhejiang(programme=ProgrammeFactory.create(is_public=False))

    page = signed_in(stranger()).post(PLACE, sent())

    assert {verdict for _, verdict in verdicts(page)} == {Verdict.UNKNOWN}
    assert {row.claim.known for row in page.context["rows"]} == {None}


def test_the_workbook_holds_each_claim(signed_in) -> None:
    zhejiang()

    response = signed_in(stranger()).post(PLACE, sent(export="xlsx"))

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[:5] for row in rows[1:]] == [(1, 14, 16, "四批", 4), (2, 17, 20, "22家", 22)]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("sentences", [1, 3])
def test_the_check_runs_the_same_queries_for_any_number_of_claims(
    signed_in, sentences: int, django_assert_num_queries
) -> None:
    zhejiang()
    browser = signed_in(stranger())
    browser.get(PLACE)  # the first page of a session also writes that it began
    lines = [f"2024年11月{day}日，浙江有22家医院签约，资助60个岗位。" for day in (23, 24, 25)]

    # session, account, roles; programmes, branches; the figures in one, targets, readings;
    # the branches of the form
    with django_assert_num_queries(10):
        page = browser.post(PLACE, sent("".join(lines[:sentences])))

    assert len(page.context["rows"]) == 2 * sentences


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.txt"
    file.write_text(SAID + "浙江已有23家医院签约。", encoding="utf-8")
    return file


def told(*arguments: object) -> dict:
    out = StringIO()
    call_command("check_claims", *map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_each_claim_as_json(draft: Path) -> None:
    zhejiang()

    data = told(draft, "--as-of", "2025-12-01")

    assert data["as_of"] == "2025-12-01"
    assert {name: count for name, count in data["counts"].items() if count} == {
        "PROVED": 2,
        "DIFFERS": 1,
    }
    wrong = data["claims"][2]
    assert (wrong["text"], wrong["value"], wrong["unit"]) == ("23家医院", 23, "HOSPITALS")
    assert (wrong["figure"]["code"], wrong["figure"]["value"]) == ("hospitals-signed", 22)
    assert wrong["figure"]["as_of"] == "2025-12-01"
    assert draft.read_text(encoding="utf-8")[wrong["start"] : wrong["end"]] == wrong["text"]


def test_the_command_takes_the_day_of_the_draft_and_its_branch(tmp_path: Path) -> None:
    zhejiang()
    file = tmp_path / "draft.txt"
    file.write_text("已有22家医院签约。", encoding="gb18030")

    before = told(file, "--as-of", "2024-11-22", "--branch", "zhejiang")
    today = told(file)

    assert [one["verdict"] for one in before["claims"]] == ["DIFFERS"]
    assert today["as_of"] == timezone.localdate().isoformat()
    assert [one["verdict"] for one in today["claims"]] == ["PROVED"]


def test_the_command_fails_only_when_asked_to_be_strict(draft: Path) -> None:
    zhejiang()
    out = StringIO()

    call_command("check_claims", str(draft), stdout=out)
    with pytest.raises(SystemExit) as ended:
        call_command("check_claims", str(draft), "--strict", stdout=out)

    assert ended.value.code == 1
    assert "23家医院" in out.getvalue()


@pytest.mark.parametrize(
    "arguments", [["--branch", "atlantis"], ["--as-of", "2999-01-01"], ["--as-of", "soon"]]
)
def test_the_command_refuses_plainly(draft: Path, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("check_claims", str(draft), *arguments)


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("check_claims", str(tmp_path / "none.txt"))
