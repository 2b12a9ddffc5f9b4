"""Writing what an import decided: each noun for all rows at once."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from niukou.core.events import publish
from niukou.core.numbering import next_numbers
from niukou.core.pinyin import pinyin_key
from niukou.core.wording import in_working_language
from niukou.network.actions.bulk import (
    BATCH_ROWS,
    add_campuses,
    create_in_batches,
    record_agreements,
    register_organisations,
)
from niukou.network.events import AgreementCorrected
from niukou.network.models import Agreement, AgreementKind, Campus, Capacity
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
    signatures = _write_sites(branch, decisions, by)
    _write_agreements(decisions, initiators, by)
    _write_contacts(decisions)

    for step in signatures:
        was, to = step.from_status, step.to_status
        publish(SiteMoved(site_id=step.site_id, was=was, to=to, on=step.on))


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


def _write_sites(branch: Branch, decisions: Sequence[Decision], by: Account) -> list[SiteStep]:
    """Create what is missing, sign what is not signed yet, and return these steps."""
    moved = [one for one in decisions if one.site is None or one.site.status not in PUBLIC]
    new = [one for one in moved if one.site is None]
    numbers = next_numbers(
        f"site-{branch.code}", count=len(new), pattern=f"{branch.code}-{{number:03d}}"
    )
    for decision, number in zip(new, numbers, strict=True):
        decision.site = Site(
            branch=branch,
            hospital=decision.hospital,
            number=number,
            status=SiteStatus.SIGNED,
        )
    Site.objects.bulk_create([one.site for one in new], batch_size=BATCH_ROWS)
    create_in_batches(SiteStep.objects, (_step(one, "", SiteStatus.DRAFT, by) for one in new))
    was = {one.site.pk: one.site.status for one in moved}
    was |= {one.site.pk: SiteStatus.DRAFT for one in new}
    for site in (one.site for one in moved if one.site.status != SiteStatus.SIGNED):
        site.status = SiteStatus.SIGNED
        site.version += 1
        site.save(update_fields=["status", "version", "updated_at"])
    signatures = [_step(one, was[one.site.pk], SiteStatus.SIGNED, by) for one in moved]
    create_in_batches(SiteStep.objects, signatures)
    return signatures


def _step(decision: Decision, was: str, to: SiteStatus, by: Account) -> SiteStep:
    return SiteStep(
        site_id=decision.site.pk,
        from_status=was,
        to_status=to,
        on=decision.facts.signed_on,
        recorded_by_id=by.pk,
    )


def _write_agreements(
    decisions: Sequence[Decision], initiators: Sequence[ProgrammeInitiator], by: Account
) -> None:
    others = [(initiator.organisation_id, Capacity.INITIATOR) for initiator in initiators]
    signed = []
    for decision in decisions:
        if decision.agreement is None:
            decision.agreement = _agreement(decision)
            decision.is_newly_linked = True
            hospital = (decision.hospital.pk, Capacity.HOSPITAL)
            signed.append((decision.agreement, [hospital, *others]))
    record_agreements(signed, by=by)
    create_in_batches(
        SiteAgreement.objects,
        (
            SiteAgreement(site_id=one.site.pk, agreement_id=one.agreement.pk)
            for one in decisions
            if one.is_newly_linked
        ),
    )
    for decision in decisions:
        if decision.agreement_changes:
            _complete_agreement(decision)


def _agreement(decision: Decision) -> Agreement:
    facts = decision.facts
    return Agreement(
        number=facts.agreement_number,
        kind=AgreementKind.PILOT,
        title=str(AgreementKind.PILOT.label),
        signed_on=facts.signed_on,
        signing_group=facts.signing_group,
        cohort=facts.cohort,
    )


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
            with in_working_language():
                contact.matter = _("Programme liaison")
            contact.from_on = decision.facts.signed_on
            contacts.append(contact)
    Person.objects.bulk_create(persons, batch_size=BATCH_ROWS)
    SiteContact.objects.bulk_create(contacts, batch_size=BATCH_ROWS)
