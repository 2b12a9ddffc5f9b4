"""What people come for, done in a real browser against the real server and worker."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server

Visit = Callable[..., Page]


def messy_workbook(path: Path) -> Path:
    """Write a list as an officer really sends it: title line, merged heading, odd dates."""
    book = Workbook()
    sheet = book.active
    sheet.append(["浙江站试点医院补充名单（演示）"])
    sheet.append(["医院", None, "签约", None])
    sheet.append(["医院名称", "统一社会信用代码", "签约日期", "签约组"])
    sheet.merge_cells("A1:D1")
    sheet.append(["演示医院 31", None, "２０２５年３月８日", "第一组"])
    sheet.append(["演示医院 32", None, "2025/03/08", "1"])
    sheet.append(["演示医院 33", None, "三月的某天", "1"])
    book.save(path)
    return path


def test_an_officer_signs_in_and_follows_22_to_its_agreements(visit: Visit) -> None:
    page = visit("zhejiang")
    page.goto("/branches/zhejiang/?as_of=2024-11-23")

    page.locator(".nk-stat", has_text="签约医院").first.get_by_role("link", name="22").click()
    expect(page.locator("table a[href^='/agreements/']")).to_have_count(22)
    page.locator("table a[href^='/agreements/']").first.click()

    expect(page.locator("main")).to_contain_text("浙江大学医学院附属儿童医院")
    paper = page.request.get(page.locator("a[href$='/paper/']").first.get_attribute("href"))
    assert paper.body().startswith(b"%PDF")


def test_the_day_before_the_signing_the_same_figure_is_0(visit: Visit, server: Server) -> None:
    page = visit()
    page.goto("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-22")

    expect(page.locator(".nk-stat-value strong").first).to_have_text("0")
    asked = f"{server.url}/api/v1/figures/hospitals-signed?branch=zhejiang&as_of="
    with urlopen(f"{asked}2024-11-22") as before, urlopen(f"{asked}2024-11-23") as after:
        answers = [json.load(before), json.load(after)]
    assert [answer["value"] for answer in answers] == [0, 22]
    assert [answer["evidence_count"] for answer in answers] == [0, 22]


def test_a_donor_drags_the_day_by_keys_and_comes_back(visit: Visit) -> None:
    page = visit("donor")
    page.goto("/giving/red-button/?as_of=2024-11-30")
    signed = page.locator(".nk-stat", has_text="签约医院").locator("strong").first
    expect(signed).to_have_text("22")

    page.locator("#as-of-slider").press("ArrowLeft")
    expect(signed).to_have_text("0")
    expect(page).to_have_url(re.compile("as_of=2024-10-31"))
    expect(page.locator("#as-of-slider")).to_be_focused()
    page.go_back()

    expect(signed).to_have_text("22")


def test_a_command_says_the_same_as_the_page(server: Server) -> None:
    said = server.manage(
        "figure", "hospitals-signed", "--branch", "zhejiang", "--as-of", "2024-11-23", "--json"
    )

    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["value"] == 22


def test_the_public_page_shows_both_readings_and_the_station(visit: Visit) -> None:
    page = visit()
    page.goto("/p/red-button/zhejiang/?as_of=2025-10-31")

    for told in ("四批共22家", "首批22家", "342", "滨江院区", "30", "60", "200"):
        expect(page.locator("main")).to_contain_text(told)


def test_an_officer_imports_a_messy_list_and_gets_the_refused_row_back(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("zhejiang")
    page.goto("/branches/zhejiang/import/")
    page.set_input_files("input[type=file]", messy_workbook(tmp_path / "名单.xlsx"))
    page.locator("main form button.nk-btn-primary").click()

    expect(page.locator("#import-state table tbody tr")).to_have_count(3)
    page.locator("#import-state form[action$='/confirm/'] button").click()
    expect(page.locator("#import-state .nk-alert-good")).to_be_visible(timeout=30_000)
    with page.expect_download() as refused:
        page.locator("a[href$='/refused/']").first.click()
    assert Path(refused.value.path()).stat().st_size > 0

    page.goto("/figures/hospitals-signed/?branch=zhejiang&as_of=2025-03-08")
    expect(page.locator(".nk-stat-value strong").first).to_have_text("24")


def test_the_second_of_two_editors_sees_both_versions_and_keeps_what_was_typed(
    visit: Visit,
) -> None:
    first, second = visit("foundation"), visit("admin")
    first.goto("/organisations/?q=中国红十字基金会")
    first.locator("table a").first.click()
    address = f"{first.url}edit/"
    for page in (first, second):
        page.goto(address)
    for page, typed in ((first, "先写的别名"), (second, "后写的别名")):
        page.fill("textarea[name=aliases]", typed)
        page.fill("input[name=why]", "补充别名")
        page.locator("main form button.nk-btn-primary").click()

    expect(second.locator(".nk-conflict")).to_contain_text("先写的别名")
    assert second.input_value("textarea[name=aliases]") == "后写的别名"
    second.locator("main form button.nk-btn-primary").click()
    expect(second.locator("main")).to_contain_text("后写的别名")


def test_the_language_is_switched_and_stays(visit: Visit) -> None:
    page = visit("auditor")
    expect(page.locator("h1")).to_have_text("工作台")

    page.get_by_role("button", name="English").first.click()
    expect(page.locator("h1")).to_have_text("Desk")
    page.goto("/branches/zhejiang/")
    expect(page.locator("main")).to_contain_text("Hospitals signed")


def test_search_finds_by_two_characters_while_typing(visit: Visit) -> None:
    page = visit("officer")
    page.keyboard.press("/")
    page.keyboard.type("儿童")
    page.keyboard.press("Enter")

    expect(page.locator("#search-results")).to_contain_text("浙江大学医学院附属儿童医院")
    page.fill("#search-text", "zdey")
    expect(page.locator("#search-results")).to_contain_text("浙江大学医学院附属儿童医院")


def test_pages_work_without_javascript(server: Server, chromium) -> None:
    context = chromium.new_context(base_url=server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/p/red-button/zhejiang/?as_of=2024-11-23")

    expect(page.locator("main")).to_contain_text("22")
    page.fill("input[name=as_of]", "2024-11-22")
    page.locator("main form button").first.click()
    expect(page.locator(".nk-stat-value strong").first).to_have_text("0")
    context.close()


def test_who_is_not_signed_in_is_sent_to_the_sign_in(visit: Visit) -> None:
    page = visit()
    page.goto("/desk/")

    expect(page).to_have_url(re.compile(r"/account/login/\?next=/desk/"))
