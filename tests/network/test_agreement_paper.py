"""What an agreement's paper says and how it is verified."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from niukou.core.paper import compile_pdf, qr_svg
from niukou.core.signing import verify
from niukou.network.models import Agreement
from niukou.network.papers import (
    agreement_code,
    agreement_digest,
    agreement_pdf,
    verification_url,
)
from tests.factories.network import (
    hospitals_coordinator,
    initiators_administrator,
    signed_agreement,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_paper_names_the_parties_the_day_and_the_code() -> None:
    agreement = signed_agreement(signing_group=2)

    text = text_of(agreement_pdf(agreement, on=ON))

    told = text.replace("\n", "").replace(" ", "")
    for party in agreement.parties.all():
        assert party.organisation.official_name in told
    for fact in (agreement.number, "2024年11月23日", agreement_code(agreement)):
        assert fact.replace(" ", "") in told


def test_the_paper_speaks_english_to_who_reads_english() -> None:
    with translation.override("en"):
        text = text_of(agreement_pdf(signed_agreement(), on=ON))

    assert "Pilot hospital agreement" in text


def test_rare_characters_of_names_are_printed() -> None:
    agreement = signed_agreement()
    party = agreement.parties.first().organisation
    party.official_name = "䶮㛃医院"
    party.save()

    assert "䶮㛃医院" in text_of(agreement_pdf(agreement, on=ON))


def test_the_code_proves_the_number_and_what_the_register_says() -> None:
    agreement = signed_agreement()

    proven = verify(agreement_code(agreement))

    assert (proven.kind, proven.number) == ("agreement", agreement.number)
    assert proven.digest == agreement_digest(Agreement.objects.get(pk=agreement.pk))


def test_the_digest_changes_with_each_fact_and_with_a_name_of_a_party() -> None:
    agreement = signed_agreement()
    digests = {agreement_digest(agreement)}

    for field, value in (("title", "新"), ("signing_group", 9), ("ended_on", ON), ("cohort", "新")):
        setattr(agreement, field, value)
        digests.add(agreement_digest(agreement))
    party = agreement.parties.first().organisation
    party.official_name = "改名医院"
    party.save()
    digests.add(agreement_digest(agreement))

    assert len(digests) == 6


def test_the_order_in_which_parties_were_entered_does_not_matter() -> None:
    agreement = signed_agreement()
    before = agreement_digest(agreement)

    first = agreement.parties.order_by("pk").first()
    capacity, organisation = first.capacity, first.organisation
    first.delete()
    agreement.parties.create(capacity=capacity, organisation=organisation)

    assert agreement_digest(agreement) == before


def test_the_picture_leads_to_the_public_page() -> None:
    assert verification_url("a-b_c") == f"{settings.NIUKOU_PUBLIC_URL}/verify/?code=a-b_c"
    assert "<svg" in qr_svg("x")


def test_papers_are_printed_from_several_threads_without_mixing_them_up() -> None:
    def paper(number: int) -> str:
        agreement = {"number": f"NO-{number:04d}", "code": "", "qr": qr_svg("x"), "title": ""}
        labels = ["lang", "house", "heading", "note", "foot"]
        labels += ["parties-label", "proof-label", "proof-hint"]
        data = dict.fromkeys(labels, "x") | {"facts": [["n", agreement["number"]]], "parties": []}
        heads = {"party-heads": ["a", "b", "c", "d"], "lang": "zh"}
        return text_of(compile_pdf("network/typst/agreement.typ", data | agreement | heads))

    with ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(paper, range(12)))

    assert [f"NO-{number:04d}" in text for number, text in enumerate(texts)] == [True] * 12


def test_the_paper_is_handed_to_who_reads_the_agreement(signed_in) -> None:
    agreement = signed_agreement()
    address = reverse("network:agreement-paper", args=[agreement.number])

    response = signed_in(hospitals_coordinator(agreement)).get(address)

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.getvalue().startswith(b"%PDF")
    outsider = initiators_administrator(signed_agreement())
    assert signed_in(outsider).get(address).status_code == 404
