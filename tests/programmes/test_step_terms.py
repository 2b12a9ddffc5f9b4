"""When a step is due: working days after it was entered, by a dated setting."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from niukou.core.due import due_for
from niukou.core.models import Holiday
from niukou.programmes.actions import terms as refusals
from niukou.programmes.actions.terms import set_step_term
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site, SiteStep, StepTerm
from niukou.programmes.queries.board import board
from niukou.programmes.queries.due_dates import deadline_of, with_due
from tests.factories import officer_of_all, signed_site, stranger
from tests.factories.pictures import picture
from tests.factories.programmes import coordinator, officer_of_its_branch, site_in

pytestmark = pytest.mark.django_db
FROM = date(2024, 1, 1)


@pytest.fixture
def site() -> Site:
    """Return a site signed on Saturday, 23 November 2024, in a year whose holidays are known."""
    Holiday.objects.update_or_create(on=date(2024, 10, 1), defaults={"name": "国庆节"})
    Holiday.objects.filter(on__year=2025).delete()
    return signed_site()


def term(site: Site, workdays: int | None, *, from_on: date = FROM, status=SiteStatus.SIGNED):
    programme = site.branch.programme
    by = officer_of_all(programme)
    return set_step_term(programme, status=status, workdays=workdays, from_on=from_on, by=by)


def deadline(site: Site, *, on: date = date(2024, 12, 1)):
    by = officer_of_its_branch(site)
    return deadline_of(with_due(Site.objects.all(), by).get(pk=site.pk), on=on)


def test_a_step_is_due_so_many_working_days_after_it_was_entered(site) -> None:
    assert deadline(site) is None
    term(site, 5)

    found = deadline(site, on=date(2024, 11, 29))

    assert (found.entered_on, found.on, found.is_late) == (
        date(2024, 11, 23),
        date(2024, 11, 29),
        False,
    )
    assert deadline(site, on=date(2024, 11, 30)).is_late


def test_a_year_whose_holidays_are_not_known_has_no_date_and_says_so(site, signed_in) -> None:
    term(site, 60)

    found = deadline(site)

    assert (found.on, found.workdays, found.is_late) == (None, 60, False)
    page = signed_in(officer_of_its_branch(site)).get(site.get_absolute_url())
    assert "节假日还没有录入日历" in page.content.decode()


def test_the_term_of_the_day_on_which_the_step_was_entered_counts(site) -> None:
    term(site, 5)
    term(site, 2, from_on=date(2024, 11, 24))

    assert deadline(site).workdays == 5
    SiteStep.objects.filter(site=site).update(on=date(2024, 11, 24))
    assert deadline(site).workdays == 2


def test_a_term_ends_the_one_before_it_is_replaced_on_its_own_day_and_can_end(site) -> None:
    term(site, 5)
    term(site, 8, from_on=date(2025, 1, 1))
    term(site, 9, from_on=date(2025, 1, 1))
    term(site, None, from_on=date(2026, 1, 1))

    said = StepTerm.objects.order_by("from_on").values_list("workdays", "from_on", "until_on")
    assert list(said) == [
        (5, FROM, date(2025, 1, 1)),
        (9, date(2025, 1, 1), date(2026, 1, 1)),
    ]


def test_terms_refuse_what_cannot_be(site) -> None:
    term(site, 5, from_on=date(2025, 1, 1))

    with pytest.raises(refusals.LaterTerm):
        term(site, 5)
    with pytest.raises(refusals.NoTermToEnd):
        term(site, None, status=SiteStatus.DESIGN)
    with pytest.raises(refusals.StepHasNoEnd):
        term(site, 5, status=SiteStatus.CLOSED)
    with pytest.raises(PermissionDenied):
        set_step_term(
            site.branch.programme,
            status=SiteStatus.DESIGN,
            workdays=5,
            from_on=FROM,
            by=officer_of_its_branch(site),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        StepTerm.objects.create(
            programme=site.branch.programme, status="SIGNED", workdays=3, from_on=date(2026, 1, 1)
        )


def test_the_day_is_told_on_page_board_list_and_desk_to_those_who_work_there(
    site, signed_in
) -> None:
    term(site, 5)
    own, other = officer_of_its_branch(site), stranger()

    def cards(user) -> list[date | None]:
        return [card.due_on for column in board(site.branch, user) for card in column.sites]

    assert (cards(own), cards(coordinator(site)), cards(other)) == (
        [date(2024, 11, 29)],
        [date(2024, 11, 29)],
        [None],
    )
    labels = [
        (due.on, due.url) for due in due_for(own, on=date(2024, 11, 20)) if due.icon == "clock"
    ]
    assert labels == [(date(2024, 11, 29), site.get_absolute_url())]
    assert [due for due in due_for(own, on=date(2024, 11, 10)) if due.icon == "clock"] == []
    assert [due for due in due_for(other, on=date(2024, 11, 20)) if due.icon == "clock"] == []
    for reader, told in ((own, True), (other, False)):
        html = signed_in(reader).get(site.get_absolute_url()).content.decode()
        assert ("个工作日" in html) == told


def test_the_list_of_sites_is_sorted_by_what_is_due_first(site, signed_in) -> None:
    late = signed_site(branch=site.branch, on=date(2024, 11, 1), number="演示-迟")
    site_in(SiteStatus.DESIGN, site.branch)
    term(site, 5)
    browser = signed_in(officer_of_its_branch(site))

    rows = browser.get(f"{reverse('programmes:site-list')}?sort=due").context["rows"]

    assert [row.number for row in rows][:2] == [late.number, site.number]


def test_a_step_keeps_its_evidence_for_those_who_work_on_it(site, signed_in) -> None:
    browser = signed_in(officer_of_its_branch(site))
    url = reverse("programmes:site-move", args=[site.number])
    move = {"was": "SIGNED", "to": "DESIGN", "on": "2024-12-02", "evidence": picture()}

    assert browser.post(url, move | {"evidence": picture(name="x.exe")}).status_code == 302
    step = SiteStep.objects.get(to_status="DESIGN")
    address = step.evidence.get_absolute_url()
    assert address in browser.get(site.get_absolute_url()).content.decode()
    assert address not in signed_in(stranger()).get(site.get_absolute_url()).content.decode()
    assert signed_in(stranger()).get(address).status_code == 404
    assert signed_in(coordinator(site)).get(address).status_code == 200


def test_a_file_that_is_no_paper_is_refused_beside_its_field(site, signed_in) -> None:
    browser = signed_in(officer_of_its_branch(site))
    url = reverse("programmes:site-move", args=[site.number])
    wrong = SimpleUploadedFile("证据.pdf", b"MZ\x00\x01")
    move = {"was": "SIGNED", "to": "DESIGN", "on": "2024-12-02", "evidence": wrong}

    refused = browser.post(url, move)

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["evidence"])
    site.refresh_from_db()
    assert site.status == "SIGNED"


def test_the_pages_of_terms(signed_in, site) -> None:
    programme = site.branch.programme
    browser = signed_in(officer_of_all(programme))
    listed, setting = (
        reverse(f"programmes:term-{name}", args=[programme.slug]) for name in ("list", "set")
    )

    assert browser.get(listed).status_code == browser.get(setting).status_code == 200
    assert browser.post(setting, {"status": "SIGNED", "workdays": "0"}).status_code == 422
    said = {"status": "SIGNED", "workdays": "10", "from_on": "2024-01-01"}
    assert browser.post(setting, said).status_code == 302
    assert "10" in browser.get(listed).content.decode()
