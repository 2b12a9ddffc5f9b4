"""Writing what an import decided: each noun for all rows at once."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from niukou.core.events import publish
from niukou.core.numbering import next_numbers
from niukou.core.pinyin import pinyin_key
from niukou.network.actions.bulk import (
    BATCH_ROWS,
    add_campuses,
    record_agreements,
    register_organisations,
)
from niukou.network.events import AgreementCorrected
from niukou.network.models import Agreement, AgreementKind, AgreementParty, Campus, Capacity
from niukou.people.models import Account, Person
from niukou.programmes.actions.site_import.deciding import Decision
from niukou.programmes.events import SiteMoved
from niukou.programmes.lifecycle import PUBLIC, SiteStatus
from niukou.programmes.models import (
    Branch,
    ProgrammeInitiator,
    Site,
    SiteAgreement,
    SiteContact,
    SiteStep,
)


def write_decisions(
    branch: Branch,
    decisions: Sequence[Decision],
    *,
    initiators: Sequence[ProgrammeInitiator],
    by: Account,
) -> None:
    """Write hospitals, sites, agreements, campuses and contacts, in the order they need each other."""
    _write_hospitals(decisions, by)
    moved = _write_sites(branch, decisions, by)
    _write_agreements(decisions, initiators, by)
    _write_contacts(decisions)

    for decision in moved:
        site = decision.site
        told = SiteMoved(site_id=site.pk, to=SiteStatus.SIGNED, on=decision.facts.signed_on)
        publish(told)


def _write_hospitals(decisions: Sequence[Decision], by: Account) -> None:
    hospitals = [one.hospital for one in decisions if one.hospital is not None]
    register_organisations([hospital for hospital in hospitals if hospital.pk is None], by=by)
    for decision in decisions:
        if decision.changes and decision.hospital is not None:
            for name, value in decision.changes.items():
                setattr(decision.hospital, name, value)
            decision.hospital.version += 1
            decision.hospital.save(
                update_fields=[*decision.changes, "search", "version", "updated_at"]
            )
    campuses = [
        Campus(organisation=one.hospital, name=one.campus) for one in decisions if one.campus
    ]
    add_campuses(campuses, by=by)


def _write_sites(branch: Branch, decisions: Sequence[Decision], by: Account) -> list[Decision]:
    """Create what is missing, sign what is not signed yet, and return what was signed."""
    moved = [one for one in decisions if one.site is None or one.site.status not in PUBLIC]
    new = [one for one in moved if one.site is None]
    numbers = next_numbers(
        f"site-{branch.code}", count=len(new), pattern=f"{branch.code}-{{number:03d}}"
    )
    steps = []
    for decision, number in zip(new, numbers, strict=True):
        decision.site = Site(branch=branch, hospital=decision.hospital, number=number)
        on = decision.facts.signed_on
        steps.append(
            SiteStep(site=decision.site, to_status=SiteStatus.DRAFT, on=on, recorded_by=by)
        )
    for decision in moved:
        site = decision.site
        step = SiteStep(site=site, from_status=site.status, to_status=SiteStatus.SIGNED)
        step.on, step.recorded_by, site.status = decision.facts.signed_on, by, SiteStatus.SIGNED
        steps.append(step)
        if site.pk:
            site.version += 1
            site.save(update_fields=["status", "version", "updated_at"])
    Site.objects.bulk_create([one.site for one in new], batch_size=BATCH_ROWS)
    SiteStep.objects.bulk_create(steps, batch_size=BATCH_ROWS)
    return moved


def _write_agreements(
    decisions: Sequence[Decision], initiators: Sequence[ProgrammeInitiator], by: Account
) -> None:
    new = [one for one in decisions if one.agreement is None]
    parties = []
    for decision in new:
        facts = decision.facts
        decision.agreement = Agreement(
            number=facts.agreement_number,
            kind=AgreementKind.PILOT,
            title=str(AgreementKind.PILOT.label),
            signed_on=facts.signed_on,
            signing_group=facts.signing_group,
            cohort=facts.cohort,
        )
        decision.is_newly_linked = True
        parties += _parties(decision, initiators)
    record_agreements([one.agreement for one in new], parties, by=by)
    links = [
        SiteAgreement(site=one.site, agreement=one.agreement)
        for one in decisions
        if one.is_newly_linked
    ]
    SiteAgreement.objects.bulk_create(links, batch_size=BATCH_ROWS)
    for decision in decisions:
        if decision.agreement_changes:
            _complete_agreement(decision)


def _parties(decision: Decision, initiators: Sequence[ProgrammeInitiator]) -> list[AgreementParty]:
    hospital = AgreementParty(
        agreement=decision.agreement, organisation=decision.hospital, capacity=Capacity.HOSPITAL
    )
    others = [
        AgreementParty(
            agreement=decision.agreement,
            organisation_id=initiator.organisation_id,
            capacity=Capacity.INITIATOR,
        )
        for initiator in initiators
    ]
    return [hospital, *others]


def _complete_agreement(decision: Decision) -> None:
    agreement = decision.agreement
    for name, value in decision.agreement_changes.items():
        setattr(agreement, name, value)
    agreement.version += 1
    agreement.save(update_fields=[*decision.agreement_changes, "version", "updated_at"])
    publish(AgreementCorrected(agreement_id=agreement.pk))


def _write_contacts(decisions: Sequence[Decision]) -> None:
    persons, contacts = [], []
    for decision in decisions:
        if decision.person_without_phone is not None:
            person = decision.person_without_phone
            person.phone = decision.facts.phone
            person.version += 1
            person.save(update_fields=["phone", "version", "updated_at"])
        if decision.contact:
            person = Person(official_name=decision.contact, pinyin_key=pinyin_key(decision.contact))
            if decision.facts.phone:
                person.phone = decision.facts.phone
            persons.append(person)
            contact = SiteContact(site=decision.site, person=person)
            contact.matter, contact.from_on = _("Programme liaison"), decision.facts.signed_on
            contacts.append(contact)
    Person.objects.bulk_create(persons, batch_size=BATCH_ROWS)
    SiteContact.objects.bulk_create(contacts, batch_size=BATCH_ROWS)
