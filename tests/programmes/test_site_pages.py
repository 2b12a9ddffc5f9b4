"""The pages of sites, as people open them."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.core.files import XLSX
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site, SiteContact, SiteStep
from tests.factories import (
    SIGNING_DAY,
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    CampusFactory,
    OfficeFactory,
    OrganisationFactory,
    ServiceStationFactory,
    SiteFactory,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.programmes import (
    FRIDAY,
    SiteContactFactory,
    coordinator,
    draft_site,
    officer_of_another_branch,
    officer_of_its_branch,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def rows(response) -> list[str]:
    return [site.number for site in response.context["rows"]]


# --- the list --------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_site_list_runs_the_same_queries_for_any_number_of_sites(
    signed_in, count, django_assert_num_queries
) -> None:
    branch = BranchFactory.create()
    for _ in range(count):
        ServiceStationFactory.create(site=signed_site(branch=branch))
    browser = signed_in(officer_of(branch))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, branches to filter by, count of rows, rows, branches one runs
    with django_assert_num_queries(8):
        response = browser.get(reverse("programmes:site-list"))

    assert len(rows(response)) == count


def test_site_list_narrows_by_branch_stage_status_name_and_what_is_lacking(signed_in) -> None:
    branch, other = BranchFactory.create_batch(2)
    hospital = OrganisationFactory.create(official_name="演示妇幼医院")
    planned = signed_site(branch=branch, hospital=hospital, number="A-1")
    ServiceStationFactory.create(site=planned)
    signed_site(branch=branch, number="A-2")
    draft_site(branch=branch, number="A-3")
    signed_site(branch=other, number="B-1")
    browser = signed_in(officer_of(branch))
    found = {
        "": ["A-1", "A-2", "A-3", "B-1"],
        f"branch={branch.slug}": ["A-1", "A-2", "A-3"],
        "stage=PREPARING": ["A-3"],
        "status=SIGNED": ["A-1", "A-2", "B-1"],
        "without=agreement": ["A-3"],
        f"branch={branch.slug}&without=station": ["A-2", "A-3"],
        "q=妇幼": ["A-1"],
        "q=ysfy": ["A-1"],
        "q=b-": ["B-1"],
        "sort=-signed&status=SIGNED&q=A-": ["A-1", "A-2"],
        "stage=NONSENSE&sort=nonsense": [],
        "page=999": ["A-1", "A-2", "A-3", "B-1"],
    }

    for query, numbers in found.items():
        response = browser.get(f"{reverse('programmes:site-list')}?{query}")
        assert sorted(rows(response)) == numbers, query


def test_site_list_offers_no_branch_that_one_may_not_see(signed_in) -> None:
    BranchFactory.create(is_public=False, name="未公开分站")

    page = signed_in(stranger()).get(reverse("programmes:site-list"))

    assert "未公开分站" not in page.content.decode()


# --- one site --------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_site_page_runs_the_same_queries_for_any_number_of_records(
    signed_in, count, django_assert_num_queries
) -> None:
    site = signed_site()
    campus = CampusFactory.create(organisation=site.hospital)
    for n in range(count):
        SiteContactFactory.create(site=site)
        ServiceStationFactory.create(site=site, campus=campus, name=f"站{n}")
    browser = signed_in(officer_of_its_branch(site))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, site, works on it?, steps, agreements, stations, contacts, files,
    # branches one runs
    with django_assert_num_queries(11):
        response = browser.get(site.get_absolute_url())

    assert len(response.context["known"].stations) == count


def test_site_page_is_not_found_for_who_may_not_see_a_draft(signed_in) -> None:
    site = draft_site()

    assert signed_in(officer_of_its_branch(site)).get(site.get_absolute_url()).status_code == 200
    for reader in (officer_of_another_branch(site), stranger()):
        assert signed_in(reader).get(site.get_absolute_url()).status_code == 404


def test_site_page_keeps_note_contacts_and_files_from_the_public(signed_in) -> None:
    site = signed_site(note="内部备注")
    contact = SiteContactFactory.create(site=site)

    inside = signed_in(coordinator(site)).get(site.get_absolute_url()).content.decode()
    outside = signed_in(stranger()).get(site.get_absolute_url()).content.decode()

    for secret in ("内部备注", str(contact.person)):
        assert (secret in inside, secret in outside) == (True, False)


def test_nobody_opens_a_site_without_signing_in(anybody) -> None:
    assert anybody.get(signed_site().get_absolute_url()).status_code == 302


# --- propose ---------------------------------------------------------------------------------
def test_propose_gives_a_hospital_its_place(signed_in) -> None:
    branch = BranchFactory.create(code="ZJ")
    hospital = OrganisationFactory.create()
    browser = signed_in(officer_of(branch))
    url = reverse("programmes:site-propose", args=[branch.slug])

    assert browser.get(url).status_code == 200
    response = browser.post(url, {"hospital": hospital.official_name, "on": "2024-11-01"})

    site = Site.objects.get(hospital=hospital)
    assert (response.status_code, response.url) == (302, site.get_absolute_url())
    assert (site.number, site.status) == ("ZJ-001", SiteStatus.DRAFT)
    again = browser.post(url, {"hospital": hospital.official_name, "on": "2024-11-01"})
    assert again.status_code == 422


def test_propose_is_refused_to_who_does_not_run_the_branch(signed_in) -> None:
    branch = BranchFactory.create()
    url = reverse("programmes:site-propose", args=[branch.slug])

    assert signed_in(stranger()).get(url).status_code == 403
    hidden = BranchFactory.create(is_public=False)
    url = reverse("programmes:site-propose", args=[hidden.slug])
    assert signed_in(stranger()).get(url).status_code == 404


# --- move, sign, correct -----------------------------------------------------------------------
def test_move_offers_only_what_may_come_next_and_never_the_signature(signed_in) -> None:
    site = draft_site()

    page = signed_in(officer_of_its_branch(site)).get(
        reverse("programmes:site-move", args=[site.number])
    )

    offered = [value for value, _label in page.context["form"].fields["to"].choices]
    assert offered == [SiteStatus.APPLIED, SiteStatus.WITHDRAWN]


def test_move_takes_the_site_on(signed_in) -> None:
    site = draft_site()
    url = reverse("programmes:site-move", args=[site.number])
    move = {"was": "DRAFT", "to": "APPLIED", "on": FRIDAY.isoformat(), "note": "材料齐"}

    response = signed_in(officer_of_its_branch(site)).post(url, move)

    assert response.status_code == 302
    step = SiteStep.objects.get(site=site, to_status=SiteStatus.APPLIED)
    assert (step.on, step.note, step.from_status) == (FRIDAY, "材料齐", SiteStatus.DRAFT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "OPERATING"},
        {"to": "SIGNED"},
        {"was": "APPLIED"},
        {"on": "2019-12-31"},
        {"on": "2062-01-01"},
        {"on": "not a day"},
        {"note": "长" * 201},
    ],
)
def test_move_refuses_in_plain_words_and_changes_nothing(signed_in, wrong) -> None:
    site = draft_site()
    url = reverse("programmes:site-move", args=[site.number])
    good = {"was": "DRAFT", "to": "APPLIED", "on": FRIDAY.isoformat()}

    response = signed_in(officer_of_its_branch(site)).post(url, good | wrong)

    site.refresh_from_db()
    assert (response.status_code, site.status) == (422, SiteStatus.DRAFT)
    assert response.context["form"].errors


def test_move_tells_the_second_of_two_officers_where_the_site_is_now(signed_in) -> None:
    site = draft_site()
    url = reverse("programmes:site-move", args=[site.number])
    seen = {"was": "DRAFT", "on": FRIDAY.isoformat()}
    browser = signed_in(officer_of_its_branch(site))
    browser.post(url, seen | {"to": "APPLIED"})

    late = browser.post(url, seen | {"to": "WITHDRAWN"})

    site.refresh_from_db()
    assert (late.status_code, site.status) == (422, SiteStatus.APPLIED)
    form = late.context["form"]
    assert form["was"].value() == SiteStatus.APPLIED
    offered = [value for value, _label in form.fields["to"].choices]
    assert offered == [SiteStatus.FORMAL_CHECK, SiteStatus.WITHDRAWN]


def test_sign_links_an_agreement_of_the_hospital(signed_in) -> None:
    site = draft_site()
    agreement = AgreementFactory.create()
    AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)
    AgreementPartyFactory.create()  # another hospital's
    browser = signed_in(officer_of_its_branch(site))
    url = reverse("programmes:site-sign", args=[site.number])

    page = browser.get(url)
    assert list(page.context["form"].fields["agreement"].queryset) == [agreement]
    response = browser.post(url, {"agreement": agreement.pk})

    site.refresh_from_db()
    assert (response.status_code, site.status) == (302, SiteStatus.SIGNED)
    assert SiteStep.objects.get(site=site, to_status="SIGNED").on == SIGNING_DAY


def test_sign_leads_to_recording_the_agreement_with_the_hospital_filled_in(signed_in) -> None:
    site = draft_site()

    page = signed_in(officer_of_its_branch(site)).get(
        reverse("programmes:site-sign", args=[site.number])
    )

    assert f"?hospital={site.hospital_id}&amp;" in page.content.decode()


def test_recording_begins_with_the_hospital_and_leads_back_to_the_site(signed_in) -> None:
    site = draft_site()
    browser = signed_in(officer_of_its_branch(site))

    page = browser.get(reverse("network:agreement-record"), {"hospital": site.hospital_id})
    assert page.context["form"]["party_1"].value() == str(site.hospital)
    assert browser.get(reverse("network:agreement-record"), {"hospital": "x"}).status_code == 200
    agreement = AgreementFactory.create()
    AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)
    sign = reverse("programmes:site-sign", args=[site.number])
    assert sign in browser.get(agreement.get_absolute_url()).content.decode()
    browser.post(sign, {"agreement": agreement.pk})
    for url in (agreement.get_absolute_url(), site.hospital.get_absolute_url()):
        text = browser.get(url).content.decode()
        assert (site.get_absolute_url() in text, sign in text) == (True, False)


def test_sign_refuses_the_agreement_of_another_hospital(signed_in) -> None:
    site = draft_site()
    foreign = AgreementPartyFactory.create().agreement

    response = signed_in(officer_of_its_branch(site)).post(
        reverse("programmes:site-sign", args=[site.number]), {"agreement": foreign.pk}
    )

    assert response.status_code == 422


def test_correct_puts_a_date_right_and_keeps_the_order(signed_in) -> None:
    site = draft_site()
    step = site.steps.get()
    url = reverse("programmes:step-correct", args=[site.number, step.pk])
    browser = signed_in(officer_of_its_branch(site))

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"on": "2062-01-01", "why": "错"}).status_code == 422
    assert browser.post(url, {"on": "2024-01-05", "why": "录入时写错"}).status_code == 302
    assert SiteStep.objects.get(pk=step.pk).on == date(2024, 1, 5)


# --- note, contacts, files ---------------------------------------------------------------------
def test_two_editors_of_a_note_and_the_second_keeps_what_they_typed(signed_in) -> None:
    site = draft_site()
    url = reverse("programmes:site-edit", args=[site.number])
    browser = signed_in(officer_of_its_branch(site))
    version = browser.get(url).context["form"]["version"].value()
    browser.post(url, {"version": version, "note": "先写的", "why": "补充"})

    late = browser.post(url, {"version": version, "note": "后写的", "why": "补充"})

    assert late.status_code == 422
    text = late.content.decode()
    assert "先写的" in text
    assert "后写的" in text
    again = late.context["form"]["version"].value()
    assert browser.post(url, {"version": again, "note": "后写的", "why": "补充"}).status_code == 302
    site.refresh_from_db()
    assert site.note == "后写的"


def test_name_and_end_a_contact(signed_in) -> None:
    site = draft_site()
    office = OfficeFactory.create(organisation=site.hospital)
    browser = signed_in(coordinator(site))
    url = reverse("programmes:contact-name", args=[site.number])
    named = {"person": office.person.official_name, "matter": "财务", "on": "2024-12-01"}

    assert browser.get(url).status_code == 200
    assert browser.post(url, named).status_code == 302
    assert browser.post(url, named).status_code == 422
    contact = SiteContact.objects.get(site=site)
    end = reverse("programmes:contact-end", args=[site.number, contact.pk])
    assert browser.get(end).status_code == 200
    assert browser.post(end, {"on": "2024-11-30"}).status_code == 422
    assert browser.post(end, {"on": "2025-01-01"}).status_code == 302
    contact.refresh_from_db()
    assert contact.until_on == date(2025, 1, 1)


def test_attach_keeps_a_paper_and_refuses_what_is_none(signed_in) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    site = draft_site()
    browser = signed_in(coordinator(site))
    url = reverse("programmes:file-attach", args=[site.number])
    page = SimpleUploadedFile("plan.pdf", b"<html>hello</html>", content_type="application/pdf")
    paper = SimpleUploadedFile("plan.pdf", PDF, content_type=XLSX)

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"file": page, "title": "平面图"}).status_code == 422
    assert browser.post(url, {"title": "平面图"}).status_code == 422
    assert browser.post(url, {"file": paper, "title": "平面图"}).status_code == 302
    assert "平面图" in browser.get(site.get_absolute_url()).content.decode()


DOORS = ["site-move", "site-sign", "site-edit", "contact-name", "file-attach", "station-plan"]


@pytest.mark.parametrize("door", DOORS)
def test_doors_are_forbidden_where_the_site_is_seen_and_hidden_where_not(signed_in, door) -> None:
    shown, hidden = signed_site(), draft_site()
    browser = signed_in(stranger())

    for site, status in ((shown, 403), (hidden, 404)):
        url = reverse(f"programmes:{door}", args=[site.number])
        assert browser.get(url).status_code == status
        assert browser.post(url, {}).status_code == status


@pytest.mark.parametrize("door", DOORS)
def test_doors_open_for_the_officer_and_refuse_an_empty_form(signed_in, door) -> None:
    site = draft_site()
    browser = signed_in(officer_of_its_branch(site))
    url = reverse(f"programmes:{door}", args=[site.number])

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"csrfmiddlewaretoken": "x"}).status_code == 422


def test_doors_of_another_sites_records_do_not_open(signed_in) -> None:
    site, other = SiteFactory.create(), draft_site()
    contact = SiteContactFactory.create(site=other)
    browser = signed_in(officer_of_all(site.branch.programme))

    for name, pk in (("contact-end", contact.pk), ("step-correct", other.steps.get().pk)):
        url = reverse(f"programmes:{name}", args=[site.number, pk])
        assert browser.get(url).status_code == 404
