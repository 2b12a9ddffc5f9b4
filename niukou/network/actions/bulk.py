"""What is done to many organisations and agreements at once: imports write through it."""

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Manager

from niukou.core.access import authorize
from niukou.core.events import publish
from niukou.core.numbering import next_numbers
from niukou.core.pinyin import pinyin_key
from niukou.network.actions.agreement_checks import ensure_number_fits, ensure_signed
from niukou.network.events import AgreementSigned
from niukou.network.models import Agreement, AgreementParty, Campus, Capacity, Organisation
from niukou.network.rules import Can
from niukou.people.models import Account

BATCH_ROWS = 1000

Side = tuple[int, Capacity]  # an organisation's id and what it is in the agreement

# Width, case, spaces and signs do not count, as in ``same_name_key``; that one has the last word.
KNOWN_AS = """
SELECT organisation.id, name
FROM network_organisation AS organisation,
     unnest(array_append(organisation.aliases, organisation.official_name)) AS name
WHERE name = ANY(%s)
   OR lower(regexp_replace(normalize(name, NFKC), '[^[:alnum:]]+', '', 'g')) = ANY(%s)
"""


def known_as(names: Sequence[str], keys: Sequence[str]) -> list[tuple[int, str]]:
    """Return organisations' ids, each with the name or alias that may be one of ``names``.

    ``keys`` are the same names without signs and spaces, in lower case.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_AS, [list(names), list(keys)])
        return [(pk, name) for pk, name in cursor.fetchall()]


@transaction.atomic
def register_organisations(organisations: Sequence[Organisation], *, by: Account) -> None:
    """Add many organisations to the register; the caller made sure that none is known.

    Raises:
        PermissionDenied: ``by`` may not register organisations.
        IntegrityError: one of them became known meanwhile.
    """
    if not organisations:
        return
    authorize(by, Can.REGISTER_ORGANISATION, Organisation)

    for organisation in organisations:
        organisation.pinyin_key = pinyin_key(organisation.official_name)
    Organisation.objects.bulk_create(organisations, batch_size=BATCH_ROWS)


@transaction.atomic
def add_campuses(campuses: Sequence[Campus], *, by: Account) -> None:
    """Add campuses to organisations that ``by`` may register.

    Raises:
        PermissionDenied: ``by`` may not register organisations.
    """
    if not campuses:
        return
    authorize(by, Can.REGISTER_ORGANISATION, Organisation)

    Campus.objects.bulk_create(campuses, batch_size=BATCH_ROWS)


@transaction.atomic
def record_agreements(signed: Sequence[tuple[Agreement, Sequence[Side]]], *, by: Account) -> None:
    """Record agreements with their sides; those without a number take the next of their year.

    Raises:
        PermissionDenied: ``by`` may not record agreements.
        NotSignedYet, NumberUnfit: as on recording a single one; nothing is written.
        IntegrityError: a number was taken meanwhile.
    """
    if not signed:
        return
    authorize(by, Can.RECORD_AGREEMENT, Agreement)

    agreements = [agreement for agreement, _sides in signed]
    for agreement in agreements:
        ensure_signed(agreement.signed_on)
        ensure_number_fits(agreement.number)
    _number([agreement for agreement in agreements if not agreement.number])
    Agreement.objects.bulk_create(agreements, batch_size=BATCH_ROWS)
    create_in_batches(
        AgreementParty.objects,
        (
            AgreementParty(agreement_id=agreement.pk, organisation_id=pk, capacity=capacity)
            for agreement, sides in signed
            for pk, capacity in sides
        ),
    )

    for agreement in agreements:
        publish(AgreementSigned(agreement_id=agreement.pk, on=agreement.signed_on))


def create_in_batches(records: Manager[Any], new: Iterable[Any]) -> None:
    """Create what ``new`` yields, keeping no more than one batch of it in memory."""
    rest = iter(new)
    while batch := list(islice(rest, BATCH_ROWS)):
        records.bulk_create(batch)


def _number(agreements: list[Agreement]) -> None:
    agreements.sort(key=lambda agreement: agreement.signed_on.year)
    for year, signed in groupby(agreements, key=lambda agreement: agreement.signed_on.year):
        of_year = list(signed)
        numbers = next_numbers(
            "agreement", count=len(of_year), year=year, pattern="NK-{year}-{number:04d}"
        )
        for agreement, number in zip(of_year, numbers, strict=True):
            agreement.number = number
