"""What becomes of each row of an import, decided before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.codes import BadCode, read_credit_code
from niukou.core.errors import DomainError
from niukou.core.imports import WHOLE_ROW, Outcome
from niukou.core.normalise import same_name_key
from niukou.core.wording import in_working_language
from niukou.network.actions.agreement_checks import ensure_number_fits
from niukou.network.models import Agreement, Organisation, OrganisationKind
from niukou.people.models import Person
from niukou.programmes.actions.gates import pass_gates
from niukou.programmes.actions.review_gates import ensure_notice_over
from niukou.programmes.actions.site_import.facts import SiteFacts
from niukou.programmes.actions.site_import.known import Known
from niukou.programmes.lifecycle import PUBLIC, SiteStatus, ensure_move
from niukou.programmes.models import Site


class RowRefused(DomainError):
    """The row cannot be taken as it is; ``field`` is the column to blame."""


@dataclass(slots=True)
class Decision:
    """What one row brings. What is None or empty is there already, or not said.

    ``hospital`` (an ``Organisation``) is unsaved when it is new; ``site`` and ``agreement`` are
    None when they are new, until they are written. ``changes`` are new values of the hospital's
    fields, ``agreement_changes`` of the agreement's.
    """

    facts: SiteFacts
    outcome: Outcome = Outcome.UNCHANGED
    problems: dict[str, str] = field(default_factory=dict)
    hospital: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    site: Any = None
    agreement: Any = None
    is_newly_linked: bool = False
    agreement_changes: dict[str, Any] = field(default_factory=dict)
    campus: str = ""
    contact: str = ""
    person_without_phone: Person | None = None


def decide_rows(rows: Sequence[SiteFacts], known: Known, *, today: date) -> list[Decision]:
    """Return a decision per row; a row that repeats a hospital is refused or says nothing new."""
    taken: dict[tuple[str, object], SiteFacts] = {}
    decisions = []
    for facts in rows:
        decision = _decide(facts, known, taken, today)
        if decision.outcome != Outcome.REFUSED:
            for token in _tokens(decision):
                taken.setdefault(token, facts)
        decisions.append(decision)
    return decisions


def _decide(
    facts: SiteFacts, known: Known, taken: dict[tuple[str, object], SiteFacts], today: date
) -> Decision:
    decision = Decision(facts)
    try:
        _find_hospital(decision, known)
        if _repeats(decision, taken):
            return decision
        for check in (_check_hospital, _check_agreement, _check_campus, _check_contact):
            check(decision, known)
        if facts.signed_on > today:
            raise RowRefused(_("This day is still to come."), field="signed_on")
    except DomainError as refusal:
        decision.outcome = Outcome.REFUSED
        decision.problems = {refusal.field or WHOLE_ROW: refusal.message}
        return decision
    if decision.hospital.pk is None:
        decision.outcome = Outcome.CREATED
    elif _adds_something(decision):
        decision.outcome = Outcome.MATCHED
    return decision


def _adds_something(decision: Decision) -> bool:
    new = decision.site is None or decision.agreement is None or decision.is_newly_linked
    said = decision.changes, decision.agreement_changes, decision.campus, decision.contact
    return new or any(said) or decision.person_without_phone is not None


def _tokens(decision: Decision) -> list[tuple[str, object]]:
    """Return what no other row of the list may bear: it would be the same hospital or paper."""
    hospital, facts = decision.hospital, decision.facts
    tokens: list[tuple[str, object]] = [("name", same_name_key(name)) for name in facts.names]
    if hospital is not None and hospital.pk:
        tokens.append(("organisation", hospital.pk))
    if facts.uscc:
        tokens.append(("code", facts.uscc))
    if facts.agreement_number:
        tokens.append(("agreement", facts.agreement_number))
    return tokens


def _repeats(decision: Decision, taken: dict[tuple[str, object], SiteFacts]) -> bool:
    """Tell whether an earlier row said all of this.

    Raises:
        RowRefused: it said other things of the same hospital, or bears the same number.
    """
    for token in _tokens(decision):
        earlier = taken.get(token)
        if earlier is None:
            continue
        if decision.facts.says_the_same_as(earlier):
            return True
        if token[0] == "agreement":
            message = _("Row %s has the same agreement number.")
            raise RowRefused(message % earlier.row, field="agreement_number")
        message = _("Row %(row)s is the same hospital as row %(earlier)s.")
        raise RowRefused(message % {"row": decision.facts.row, "earlier": earlier.row})
    return False


def _find_hospital(decision: Decision, known: Known) -> None:
    facts = decision.facts
    if facts.uscc:
        try:
            read_credit_code(facts.uscc)
        except BadCode as refusal:
            refusal.field = "uscc"
            raise
    by_code = known.by_code.get(facts.uscc)
    by_name = known.named(facts.hospital)
    if len(by_name) > 1 and by_code not in by_name:
        raise RowRefused(_("Several organisations are known by this name."), field="hospital")
    if by_code and by_name and by_code not in by_name:
        names = {"code": by_code, "name": by_name[0]}
        message = _("The code is that of %(code)s, the name that of %(name)s.")
        raise RowRefused(message % names, field="uscc")
    decision.hospital = by_code or (by_name[0] if by_name else None)


def _check_hospital(decision: Decision, known: Known) -> None:
    facts, hospital = decision.facts, decision.hospital
    for name in facts.names:
        others = [one for one in known.named(name) if one != hospital]
        if others:
            message = _("“%(name)s” is known as a name of %(other)s.")
            raise RowRefused(message % {"name": name, "other": others[0]}, field="aliases")
    region = known.region(facts.region)
    if hospital is None:
        with in_working_language():
            no_code = "" if facts.uscc else _("Not given in the imported list")
        decision.hospital = Organisation(
            kind=OrganisationKind.HOSPITAL,
            official_name=facts.hospital,
            aliases=[name for name in facts.aliases if name != facts.hospital],
            uscc=facts.uscc,
            no_uscc_reason=no_code,
            region=region,
        )
        return
    if hospital.kind != OrganisationKind.HOSPITAL:
        message = _("%s is not registered as a hospital.")
        raise RowRefused(message % hospital, field="hospital")
    decision.changes = _completed(facts, hospital)
    if region and region.pk != hospital.region_id and not _within(hospital.region, region):
        if hospital.region and not _within(region, hospital.region):
            message = _("The register says %(known)s, the list %(said)s.")
            said = {"known": hospital.region, "said": region}
            raise RowRefused(message % said, field="region")
        decision.changes["region"] = region


def _completed(facts: SiteFacts, hospital: Organisation) -> dict[str, Any]:
    """Return the names and the code that the register lacks.

    Raises:
        RowRefused: it has another code.
    """
    changes: dict[str, Any] = {}
    if facts.uscc and hospital.uscc and facts.uscc != hospital.uscc:
        message = _("The register has another code for this hospital: %s.")
        raise RowRefused(message % hospital.uscc, field="uscc")
    if facts.uscc and not hospital.uscc:
        changes |= {"uscc": facts.uscc, "no_uscc_reason": ""}
    bears = {same_name_key(name) for name in (hospital.official_name, *hospital.aliases)}
    new = [name for name in facts.names if same_name_key(name) not in bears]
    if new:
        changes["aliases"] = [*hospital.aliases, *new]
    return changes


def _within(inner: Any, outer: Any) -> bool:
    """Tell whether one region is the other or lies in it; codes end in pairs of zeros."""
    if inner is None or outer is None:
        return False
    code: str = outer.code
    while code.endswith("00"):
        code = code[:-2]
    return str(inner.code).startswith(code)


def _check_agreement(decision: Decision, known: Known) -> None:
    facts, hospital = decision.facts, decision.hospital
    site = known.sites.get(hospital.pk) if hospital is not None else None
    signed = known.agreements[site.pk] if site else []
    decision.site = site
    if facts.agreement_number:
        _ensure_reachable(facts)
        decision.agreement = known.by_number.get(facts.agreement_number)
        _ensure_own(decision, known)
    if decision.agreement is None and signed:
        decision.agreement = _the_one_meant(facts, signed)
    if decision.agreement is not None:
        _compare(decision, decision.agreement)
    if site and not signed and site.status not in PUBLIC:
        _ensure_signable(facts, site, known)


def _ensure_reachable(facts: SiteFacts) -> None:
    try:
        ensure_number_fits(facts.agreement_number)
    except DomainError as refusal:
        refusal.field = "agreement_number"
        raise


def _ensure_own(decision: Decision, known: Known) -> None:
    """Refuse a number that belongs to another's agreement; link one that waits for its site."""
    agreement, hospital, site = decision.agreement, decision.hospital, decision.site
    if agreement is None:
        return
    linked = known.site_of.get(agreement.pk)
    if linked and site and linked == site.pk:
        return
    if linked or hospital is None or (agreement.pk, hospital.pk) not in known.parties:
        raise RowRefused(_("This number belongs to another agreement."), field="agreement_number")
    decision.is_newly_linked = True


def _the_one_meant(facts: SiteFacts, signed: Sequence[Agreement]) -> Agreement:
    """Return the hospital's agreement that the row speaks of without its number."""
    if facts.agreement_number:
        message = _("This hospital signed agreement %s. Record a further one on the site's page.")
        raise RowRefused(message % signed[0].number, field="agreement_number")
    return next((one for one in signed if one.signed_on == facts.signed_on), signed[0])


def _compare(decision: Decision, agreement: Agreement) -> None:
    """Complete the agreement; what it says already is never overwritten."""
    facts = decision.facts
    differs = _("Recorded is %(known)s, the list says %(said)s.")
    if agreement.signed_on != facts.signed_on:
        days = {"known": date_format(agreement.signed_on), "said": date_format(facts.signed_on)}
        raise RowRefused(differs % days, field="signed_on")
    for name, said in (("signing_group", facts.signing_group), ("cohort", facts.cohort)):
        recorded = getattr(agreement, name)
        if said and recorded and said != recorded:
            raise RowRefused(differs % {"known": recorded, "said": said}, field=name)
        if said and not recorded:
            decision.agreement_changes[name] = said


def _ensure_signable(facts: SiteFacts, site: Site, known: Known) -> None:
    try:
        ensure_move(site.status, SiteStatus.SIGNED)
        pass_gates(site, SiteStatus.SIGNED)
        ensure_notice_over(site, on=facts.signed_on)
    except DomainError as refusal:
        raise RowRefused(refusal.message) from refusal
    last = known.last_step_on.get(site.pk)
    if last and last > facts.signed_on:
        message = _("The last step of this site is dated %s, later than the signature.")
        raise RowRefused(message % date_format(last), field="signed_on")


def _check_campus(decision: Decision, known: Known) -> None:
    campus, hospital = decision.facts.campus, decision.hospital
    has = known.campuses[hospital.pk] if hospital is not None and hospital.pk else set()
    if campus and same_name_key(campus) not in has:
        decision.campus = campus


def _check_contact(decision: Decision, known: Known) -> None:
    facts, site = decision.facts, decision.site
    if facts.phone and not facts.contact:
        raise RowRefused(_("Whose number is this? Give the contact's name."), field="contact")
    contacts = known.contacts[site.pk] if site else []
    key = same_name_key(facts.contact)
    person = next(
        (one.person for one in contacts if same_name_key(one.person.official_name) == key), None
    )
    if not facts.contact:
        return
    if person is None:
        decision.contact = facts.contact
    elif facts.phone and person.phone is None:
        decision.person_without_phone = person
    elif facts.phone and person.phone and person.phone.reveal() != facts.phone:
        message = _("Another number is recorded for %s: change it on the person's page.")
        raise RowRefused(message % person, field="phone")
