"""The component kit: what every page is made of."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.urls import reverse
from django_cotton.compiler_regex import CottonCompiler

from niukou.people.models import Account

ROOT = Path(__file__).parents[2]
TAGS = sorted((ROOT / "templates/cotton").glob("*.html"))
TEMPLATES = sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("niukou/*/templates/**/*.html")])
SHELL_ONLY = {"brand", "demo_strip", "language_switch", "side_link", "theme_switch", "tile"}


def rendered(html: str, *, query: str = "", **context: object) -> str:
    """Return what ``html``, written with the kit's tags, becomes; white space squeezed."""
    values = Context(context)
    values.request = RequestFactory().get(f"/?{query}")
    template = engines["django"].engine.from_string(CottonCompiler().process(html))
    return " ".join(template.render(values).split())


def test_kit_page_shows_every_tag(signed_in, db) -> None:
    account = Account.objects.create_user("kit@example.org", "a-long-password-1")
    source = (ROOT / "niukou/core/templates/core/kit.html").read_text()
    shown = {tag.replace("-", "_") for tag in re.findall(r"<c-([a-z-]+)", source)}

    response = signed_in(account).get(reverse("core:kit"))

    assert response.status_code == 200
    assert {tag.stem for tag in TAGS} - shown - SHELL_ONLY - {"messages", "form"} == set()


@pytest.mark.parametrize("tag", [tag.stem for tag in TAGS if tag.stem not in SHELL_ONLY])
def test_tag_is_described_in_the_reference(tag) -> None:
    reference = (ROOT / "docs/reference/components.md").read_text()

    assert f"`c-{tag.replace('_', '-')}`" in reference


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_icons_in_templates_are_in_the_sprite(template) -> None:
    known = set((ROOT / "assets/icons.txt").read_text().split())
    used = re.findall(r'(?:<c-icon\b[^>]*?\sname|\bicon)="([a-z0-9-]+)"', template.read_text())

    assert set(used) - known == set()


def test_no_icon_shows_a_cross() -> None:
    names = (ROOT / "assets/icons.txt").read_text().split()

    crosses = [name for name in names if re.search(r"plus|cross|hospital|medical|aid|ambul", name)]
    assert crosses == []


@pytest.mark.parametrize("name", ['title="{{ name }}"', ':title="name"'])
def test_tag_escapes_once_what_a_person_typed(name) -> None:
    html = rendered(f"<c-empty {name} />", name="<b>Tom & Co</b>")

    assert "&lt;b&gt;Tom &amp; Co&lt;/b&gt;" in html


def test_tag_does_not_take_its_attributes_from_the_page_around() -> None:
    html = rendered('<c-card title="Files">None.</c-card>', footer="of the page", actions="other")

    assert "of the page" not in html
    assert "other" not in html


def test_progress_shows_result_and_plan_apart() -> None:
    html = rendered(
        '<c-progress-target label="Signed" :value="22" :planned="30" unit="hospitals" />'
    )

    bar = re.search(r'class="nk-progress-bar"[^>]*width="(\d+)%"', html)
    track = re.search(r'class="nk-progress-track"[^>]*width="(\d+)%"', html)
    assert (int(bar[1]), int(track[1])) == (59, 80)  # 22 of 30, the plan standing at 80 %


def test_progress_without_a_result_says_so() -> None:
    html = rendered('<c-progress-target label="Days" :value="value" :planned="30" />', value=None)

    assert "<strong>—</strong>" in html


def test_stat_links_its_value_to_the_proof_and_names_its_date() -> None:
    html = rendered('<c-stat label="Signed" value="22" href="/proof" as_of="2024-11-23" />')

    assert '<strong><a href="/proof">22</a></strong>' in html.replace("> <", "><")
    assert "2024-11-23" in html


def test_tile_map_gives_each_of_34_regions_its_own_square() -> None:
    html = rendered('<c-tile-map label="Stations" :tiles="tiles" />', tiles={"33": {"value": 30}})

    places = re.findall(r"nk-at-\d-\d", html)
    assert (len(places), len(set(places))) == (34, 34)
    assert html.count("<strong>") == 1


def test_pagination_keeps_the_filters_in_the_address() -> None:
    page = Paginator(range(60), 25).page(2)

    html = rendered('<c-pagination :page="page" />', query="city=杭州&page=2", page=page)

    links = re.findall(r'href="(\?[^"]+)"', html)
    assert links == ["?city=%E6%9D%AD%E5%B7%9E&amp;page=1", "?city=%E6%9D%AD%E5%B7%9E&amp;page=3"]


class Letter(forms.Form):
    number = forms.CharField(label="Number", help_text="As printed.")
    signed = forms.BooleanField(label="Signed")
    note = forms.CharField(label="Note", required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["number"].why_asked = "The law asks for it."


def test_form_sums_up_its_refusals_and_links_to_the_fields() -> None:
    html = " ".join(str(Letter({"note": "kept"})).split())

    summary = html[: html.index("</ul>")]
    assert '<a href="#id_number">' in summary
    assert '<a href="#id_signed">' in summary
    assert 'value="kept"' in html


def test_form_ties_help_and_errors_to_their_field() -> None:
    html = " ".join(str(Letter({})).split())

    described = re.search(r'name="number"[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert [f'id="{one}"' in html for one in described] == [True, True]
    assert "The law asks for it." in html


def test_form_without_data_accuses_nobody() -> None:
    html = str(Letter())

    assert 'role="alert"' not in html
    assert "errorlist" not in html
