"""The demo world's panel: invented, decided, and in a notice that runs on the day it is built."""

from datetime import date

import pytest
import time_machine

from niukou.desk.demo import invented
from niukou.desk.demo.world import build_world
from niukou.programmes.models import Determination, Objection, Panel, PublicNotice, Review
from tests.factories import RegionFactory
from tests.factories.review import know_the_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def _built():
    for code in ("110000", "330000"):
        RegionFactory.create(code=code, level="PROVINCE")
    for code in (*invented.CITIES, "421000"):
        RegionFactory.create(code=code, level="CITY")
    RegionFactory.create(code="440112", level="COUNTY")
    know_the_year()
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        assert build_world()


@pytest.mark.usefixtures("_built")
def test_one_panel_is_decided_with_a_barred_reviewer_and_its_notice_runs() -> None:
    decided = Determination.objects.get()
    notice = PublicNotice.objects.get()

    assert decided.outcome == "ACCEPTED"
    assert list(decided.panel_site.reviews.values_list("status", flat=True).order_by("pk")) == [
        "SUBMITTED",
        "SUBMITTED",
        "BARRED",
    ]
    assert notice.runs_on(date(2026, 11, 25))
    assert decided.panel_site.site.steps.order_by("-pk").first().to_status == "PUBLIC_NOTICE"
    assert Objection.objects.get().outcome == "NOT_UPHELD"


@pytest.mark.usefixtures("_built")
def test_one_panel_is_blinded_and_open_and_everything_says_it_is_invented() -> None:
    assert Panel.objects.get(status="OPEN").is_blinded
    assert Review.objects.filter(status="ASSIGNED").count() == 6
    told = [*Panel.objects.values_list("title"), *PublicNotice.objects.values_list("title")]
    told += Objection.objects.values_list("answer")
    assert [one for (one,) in told if "演示" not in one] == []
    hospitals = {
        str(one.site.hospital) for one in Panel.objects.get(status="OPEN").panel_sites.all()
    }
    assert all(name.startswith("演示") for name in hospitals)
