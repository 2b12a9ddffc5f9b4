"""Pages of templates, prepared agreements and signings."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from niukou.core.due import due_for
from niukou.programmes.actions.signing import hold_signing
from niukou.programmes.actions.templates import draft_template
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import AgreementDraft, AgreementTemplate, Signing
from tests.factories import BranchFactory, auditor, officer_of, officer_of_all, stranger
from tests.factories.programmes import coordinator, site_in
from tests.factories.signing import prepared, published_template, wording_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


def test_a_template_is_written_its_places_said_and_published(signed_in) -> None:
    programme = BranchFactory.create().programme
    browser = signed_in(officer_of_all(programme))

    response = browser.post(
        reverse("programmes:template-draft", args=[programme.slug]),
        {"name": "试点协议", "kind": "PILOT", "body": "【医院名称】金额【金额】"},
    )
    template = AgreementTemplate.objects.get()
    assert response.url == template.get_absolute_url()
    place = template.fields.get()
    at = [programme.slug, template.pk]
    browser.post(
        reverse("programmes:template-edit", args=at),
        {"version": 1, "kind": "PILOT", "body": template.body, f"kind_{place.pk}": "MONEY"},
    )
    browser.post(reverse("programmes:template-publish", args=at))

    template.refresh_from_db()
    assert (template.is_published, template.fields.get().kind) == (True, "MONEY")
    assert browser.get(template.get_absolute_url()).status_code == 200
    assert browser.get(reverse("programmes:template-edit", args=at)).status_code == 200
    browser.post(reverse("programmes:template-revise", args=at))
    browser.post(reverse("programmes:template-retire", args=at))
    editions = template.programme.agreement_templates.order_by("edition")
    assert list(editions.values_list("edition", "is_retired")) == [
        (1, True),
        (2, False),
    ]


def test_an_agreement_is_prepared_printed_and_signed(signed_in) -> None:
    branch = BranchFactory.create()
    site = site_in(SiteStatus.DRAFT, branch)
    template = published_template(branch.programme)
    signer = wording_for(site).signers[0]
    browser = signed_in(officer_of(branch))
    prepare = reverse("programmes:agreement-prepare", args=[site.number])
    assert template.name in browser.get(prepare).content.decode()
    places = {place.name: f"place_{place.pk}" for place in template.fields.all()}
    typed = {
        "title": "试点医院协议",
        "signers": [signer.pk],
        places["服务面积"]: "60.5",
        places["资助金额"]: "一万",
        places["启用日期"]: "2026-04-01",
    }

    refused = browser.post(f"{prepare}?template={template.pk}", typed)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [places["资助金额"]]
    browser.post(f"{prepare}?template={template.pk}", typed | {places["资助金额"]: "12000"})
    draft = AgreementDraft.objects.get()
    shown = browser.get(draft.get_absolute_url()).content.decode()
    assert "壹万贰仟元整" in shown
    hold = reverse("programmes:signing-hold", args=[branch.slug])
    nothing = browser.post(hold, {"title": "签约", "on": "2026-03-20"})
    assert nothing.status_code == 422
    done = browser.post(
        hold,
        {
            "title": "签约",
            "on": "2026-03-20",
            f"signed_{draft.pk}": "on",
            f"group_{draft.pk}": "2",
        },
    )

    signing = Signing.objects.get()
    assert done.url == signing.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.agreement.signing_group, draft.agreement.signed_on) == (2, DAY)
    paper = browser.get(reverse("programmes:draft-paper", args=[site.number, draft.pk]))
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(b"".join(paper.streaming_content))).pages
    )
    assert draft.agreement.number in text
    assert browser.get(signing.get_absolute_url()).status_code == 200


def test_a_draft_on_paper_says_that_it_is_not_signed(signed_in) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    draft = prepared(branch, officer)

    paper = signed_in(officer).get(
        reverse("programmes:draft-paper", args=[draft.site.number, draft.pk])
    )

    reader = PdfReader(BytesIO(b"".join(paper.streaming_content)))
    assert "草稿" in reader.pages[0].extract_text()


def test_two_editors_of_a_draft_compare_what_they_wrote(signed_in) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    draft = prepared(branch, officer)
    browser = signed_in(officer)
    address = reverse("programmes:draft-edit", args=[draft.site.number, draft.pk])
    form = browser.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    browser.post(address, typed | {"title": "甲改的"})

    second = browser.post(address, typed | {"title": "乙改的"})

    assert second.status_code == 422
    found = [(one.theirs, one.yours) for one in second.context["form"].differences]
    assert found == [("甲改的", "乙改的")]


def test_a_signing_is_corrected_with_all_its_agreements(signed_in) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    draft = prepared(branch, officer)
    signing = hold_signing(
        branch, title="签约", on=DAY, cohort="", groups={draft: None}, by=officer
    )
    address = reverse("programmes:signing-correct", args=[branch.slug, signing.pk])
    browser = signed_in(officer)
    assert browser.get(address).status_code == 200

    browser.post(
        address,
        {"version": 1, "title": "签约", "on": "2026-03-19", "cohort": "首批", "why": "写错了"},
    )

    draft.refresh_from_db()
    assert (draft.agreement.signed_on, draft.agreement.cohort) == (date(2026, 3, 19), "首批")


def test_the_hospital_reads_its_draft_and_changes_nothing(signed_in) -> None:
    branch = BranchFactory.create()
    draft = prepared(branch, officer_of(branch))
    browser = signed_in(coordinator(draft.site))
    at = [draft.site.number, draft.pk]

    assert browser.get(draft.get_absolute_url()).status_code == 200
    assert browser.get(reverse("programmes:draft-edit", args=at)).status_code == 403
    assert browser.post(reverse("programmes:draft-drop", args=at), {"why": "不"}).status_code == 403


def test_nobody_else_finds_drafts_signings_or_templates(signed_in) -> None:
    branch = BranchFactory.create()
    draft = prepared(branch, officer_of(branch))
    addresses = [
        draft.get_absolute_url(),
        reverse("programmes:draft-paper", args=[draft.site.number, draft.pk]),
        reverse("programmes:signing-list", args=[branch.slug]),
        draft.template.get_absolute_url(),
        reverse("programmes:template-list", args=[branch.programme.slug]),
    ]

    assert {signed_in(stranger()).get(one).status_code for one in addresses} == {404}
    assert {signed_in(auditor()).get(one).status_code for one in addresses} == {200}


@pytest.mark.parametrize("count", [1, 3])
def test_the_signing_page_asks_the_same_for_any_number_of_agreements(
    signed_in, django_assert_num_queries, count
) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    for _n in range(count):
        prepared(branch, officer)
    browser = signed_in(officer)

    # session, account, roles, branch, offices, waiting, signings; and in a savepoint the
    # session's clock
    with django_assert_num_queries(10):
        response = browser.get(reverse("programmes:signing-list", args=[branch.slug]))

    assert len(response.context["waiting"]) == count


def test_what_waits_for_a_signature_is_due() -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    address = reverse("programmes:signing-list", args=[branch.slug])
    assert address not in [due.url for due in due_for(officer, on=DAY)]
    prepared(branch, officer)

    seen = {who: [due.url for due in due_for(who, on=DAY)] for who in (officer, stranger())}

    assert [address in urls for urls in seen.values()] == [True, False]


def test_who_retires_what_is_still_being_written_reads_why_not(signed_in) -> None:
    programme = BranchFactory.create().programme
    officer = officer_of_all(programme)
    template = draft_template(programme, name="演示", kind="PILOT", body="", by=officer)

    response = signed_in(officer).post(
        reverse("programmes:template-retire", args=[programme.slug, template.pk]), follow=True
    )

    assert "尚未用于任何协议" in response.content.decode()
    template.refresh_from_db()
    assert template.is_retired is False
