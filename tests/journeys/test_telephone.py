"""What a telephone makes of a page that was written for a desk."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_a_list_too_wide_for_a_telephone_becomes_cards(visit: Visit) -> None:
    page = visit("zhejiang", width=390)
    page.goto("/sites/")

    table = page.locator(".nk-table-box > table")
    expect(table).to_have_class("table nk-stacked")
    expect(table).to_have_attribute("role", "table")
    first = table.locator("tbody > tr").first
    expect(first.locator("[data-lead]")).to_have_text("ZJ-001")
    labels = first.locator("[data-label]").evaluate_all("all => all.map(one => one.dataset.label)")
    assert labels[:3] == ["医院", "地方站", "状态"]
    assert sideways(page) == 0


def test_the_same_list_stays_a_table_where_there_is_room(visit: Visit) -> None:
    page = visit("zhejiang", width=390)
    page.goto("/sites/")
    expect(page.locator("table.nk-stacked")).to_have_count(1)

    page.set_viewport_size({"width": 1440, "height": 900})

    expect(page.locator("table.nk-stacked")).to_have_count(0)
    expect(page.locator("thead th").first).to_be_in_viewport()


def test_a_refused_filter_and_the_field_to_search_by_take_the_whole_width(visit: Visit) -> None:
    page = visit("zhejiang", width=390)
    page.goto("/sites/?branch=nowhere")

    filters = page.locator(".nk-filters")
    whole = filters.bounding_box()["width"]
    refused = filters.get_by_role("alert")
    searched = filters.locator(".nk-field", has=page.locator("input[name=q]"))
    for part in (refused, searched):
        expect(part).to_be_visible()
        assert part.bounding_box()["width"] == whole


def sideways(page: Page) -> int:
    return page.locator(".nk-table-box").evaluate_all(
        "all => Math.max(0, ...all.map(box => box.scrollWidth - box.clientWidth))"
    )
