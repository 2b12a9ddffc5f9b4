"""What can be done to the record of a person."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.codes import IdNumber
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.normalise import clean_text
from niukou.core.pinyin import pinyin_key
from niukou.core.versions import lock_version
from niukou.people.identity import read_birth_date, read_id, read_phone
from niukou.people.lookups import person_label
from niukou.people.models import Account, Gender, Person, Reveal, SealedField
from niukou.people.rules import Can


class AlreadyRegistered(DomainError):
    """A person with this ID number has a record."""

    field = "id_number"


class NameMissing(DomainError):
    """A person has a name."""

    field = "official_name"


class ReasonMissing(DomainError):
    """Nobody looks at a sealed value without saying why."""

    field = "reason"


class NothingSealed(DomainError):
    """The record has no such value."""

    field = "field"


@transaction.atomic
def register_person(
    *,
    official_name: str,
    by: Account,
    aliases: list[str] | None = None,
    gender: Gender = Gender.NOT_STATED,
    birth_on: date | None = None,
    phone: str = "",
    email: str = "",
    id_number: str = "",
) -> Person:
    """Add a person to the register; an ID number also tells the birth date.

    Until somebody gives them an office, ``by`` sees the record and may edit it.

    Raises:
        PermissionDenied: ``by`` may not register persons.
        NameMissing: the name is empty.
        BadCode: the ID number cannot be anybody's.
        BadBirthDate: the birth date is impossible, or differs from the ID number.
        BadPhone: the telephone number cannot be read.
        AlreadyRegistered: a record has this ID number already.
    """
    authorize(by, Can.REGISTER_PERSON, Person)

    number = read_id(id_number)
    person = Person(gender=gender, email=email.strip(), registered_by=by)
    _name(person, official_name, aliases or [])
    person.birth_on = read_birth_date(birth_on, number)
    person.phone = read_phone(phone)
    _give_id_number(person, number, by)

    _save(person)
    return person


@transaction.atomic
def edit_person(  # one argument for each field of the record
    person: Person,
    *,
    version: int,
    official_name: str,
    aliases: list[str],
    gender: Gender,
    email: str,
    birth_on: date | None,
    phone: str,
    id_number: str,
    remove: Collection[str],
    why: str,
    by: Account,
) -> Person:
    """Change the record of ``person``; ``why`` goes into its history.

    A sealed value left empty stays as it is; those named in ``remove`` (``SealedField``)
    are taken out of the record.

    Raises:
        PermissionDenied: ``by`` may not edit this person.
        EditConflict: somebody saved it since ``version`` was read.
        NameMissing, BadCode, BadBirthDate, BadPhone, AlreadyRegistered: as on registering.
    """
    authorize(by, Can.EDIT_PERSON, person)

    person = lock_version(person, version)
    number = read_id(id_number)
    for field in remove:
        setattr(person, SealedField(field), "")
    _name(person, official_name, aliases)
    person.gender, person.email = gender, email.strip()
    person.birth_on = read_birth_date(birth_on, number) or person.birth_on
    person.phone = read_phone(phone) or person.phone
    if number:
        _give_id_number(person, number, by)

    with because(why):
        _save(person)
    return person


@transaction.atomic
def reveal_sealed(person: Person, *, field: SealedField, reason: str, by: Account) -> str:
    """Return a sealed value of ``person`` in plain; that ``by`` looked, and why, is kept for ever.

    Raises:
        PermissionDenied: ``by`` may not see this person's sealed values.
        ReasonMissing: no reason is given.
        NothingSealed: the record has no such value.
    """
    authorize(by, Can.REVEAL_PERSON, person)

    reason = clean_text(reason)
    if not reason:
        raise ReasonMissing(_("Say why you need to see it."))
    sealed = getattr(person, field)
    if sealed is None:
        raise NothingSealed(_("The record does not have this."))

    Reveal.objects.create(person=person, field=field, reason=reason, by=by)
    return str(sealed.reveal())


def _name(person: Person, official_name: str, aliases: list[str]) -> None:
    person.official_name = clean_text(official_name)
    if not person.official_name:
        raise NameMissing(_("Write the person's name."))
    person.aliases = [clean_text(alias) for alias in aliases]
    person.pinyin_key = pinyin_key(person.official_name, is_person=True)


def _give_id_number(person: Person, number: IdNumber | None, by: Account) -> None:
    """Set the ID number, unless another record has it: named only to whom may see that one."""
    if number is None:
        return
    others = Person.objects.exclude(pk=person.pk).filter(id_number_hash=number.code)
    if others.exists():
        known = others.filter(pk__in=Person.objects.visible_to(by)).first()
        if known is None:
            raise AlreadyRegistered(_already_registered())
        message = _("This ID number belongs to %(person)s, who is registered already.")
        raise AlreadyRegistered(message % {"person": person_label(known)})
    person.id_number = number.code


def _already_registered() -> str:
    return _("A person with this ID number is registered already.")


def _save(person: Person) -> None:
    """Save; where somebody else registered the same ID number this very moment, say so."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "person_has_one_record_per_id_number" not in str(error):
            raise
        raise AlreadyRegistered(_already_registered()) from error
