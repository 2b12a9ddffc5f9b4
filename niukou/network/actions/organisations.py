"""What can be done to organisations and their campuses."""

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.codes import BadCode, read_credit_code
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.normalise import clean_text
from niukou.core.pinyin import pinyin_key
from niukou.core.versions import lock_version
from niukou.network.models import Campus, Organisation, OrganisationKind, Region
from niukou.network.rules import Can
from niukou.people.models import Account


class NameTaken(DomainError):
    """Another organisation bears this name, officially or as an alias."""

    field = "official_name"


class NameMissing(DomainError):
    """Nothing is left of the name once it is cleaned."""

    field = "official_name"


class CodeTaken(DomainError):
    """Another organisation has this unified social credit code."""

    field = "uscc"


class CodeOrReason(DomainError):
    """An organisation has a code, or a reason for having none."""

    field = "no_uscc_reason"


class CampusKnown(DomainError):
    """The organisation has a campus of this name."""

    field = "name"


@transaction.atomic
def register_organisation(
    *,
    kind: OrganisationKind,
    official_name: str,
    by: Account,
    uscc: str = "",
    no_uscc_reason: str = "",
    region: Region | None = None,
    aliases: list[str] | None = None,
) -> Organisation:
    """Add an organisation to the register.

    Raises:
        PermissionDenied: ``by`` may not register organisations.
        BadCode: the unified social credit code is malformed (GB 32100-2015).
        CodeOrReason: neither a code nor a reason for having none.
        NameMissing: the name has no visible sign.
        NameTaken: the name belongs to an organisation already.
        CodeTaken: the code belongs to an organisation already.
    """
    authorize(by, Can.REGISTER_ORGANISATION, Organisation)

    organisation = Organisation(
        kind=kind,
        uscc=_credit_code(uscc),
        no_uscc_reason="" if uscc else no_uscc_reason,
        region=region,
    )
    _name(organisation, official_name, aliases or [])
    _ensure_distinct(organisation)

    _save(organisation)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: Organisation,
    *,
    version: int,
    official_name: str,
    aliases: list[str],
    uscc: str,
    no_uscc_reason: str,
    region: Region | None,
    supervised_by: Organisation | None,
    is_related_party: bool,
    why: str,
    by: Account,
) -> Organisation:
    """Change what the register says of ``organisation``; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not edit this organisation.
        EditConflict: somebody saved it since ``version`` was read.
        BadCode, CodeOrReason, NameMissing, NameTaken, CodeTaken: as on registering.
    """
    authorize(by, Can.EDIT_ORGANISATION, organisation)

    organisation = lock_version(organisation, version)
    _name(organisation, official_name, aliases)
    organisation.uscc = _credit_code(uscc)
    organisation.no_uscc_reason = "" if uscc else no_uscc_reason
    organisation.region = region
    organisation.supervised_by = supervised_by
    organisation.is_related_party = is_related_party
    _ensure_distinct(organisation)

    with because(why):
        _save(organisation)
    return organisation


@transaction.atomic
def add_campus(
    organisation: Organisation,
    *,
    name: str,
    by: Account,
    region: Region | None = None,
    address: str = "",
) -> Campus:
    """Add one of the places where ``organisation`` works.

    Raises:
        PermissionDenied: ``by`` may not edit this organisation.
        NameMissing: the name has no visible sign.
        CampusKnown: it has a campus of this name.
    """
    authorize(by, Can.EDIT_ORGANISATION, organisation)

    name = _campus_name(name)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.campuses.filter(name=name).exists():
        raise CampusKnown(_("This organisation has a campus of that name."))

    return Campus.objects.create(
        organisation=organisation, name=name, region=region, address=clean_text(address)
    )


@transaction.atomic
def edit_campus(
    campus: Campus, *, name: str, region: Region | None, address: str, why: str, by: Account
) -> Campus:
    """Correct what is recorded of ``campus``; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not edit its organisation.
        NameMissing: the name has no visible sign.
        CampusKnown: the organisation has another campus of this name.
    """
    authorize(by, Can.EDIT_ORGANISATION, campus.organisation)

    Organisation.objects.select_for_update().get(pk=campus.organisation_id)
    campus = Campus.objects.select_for_update().get(pk=campus.pk)
    others = Campus.objects.filter(organisation=campus.organisation_id).exclude(pk=campus.pk)
    name = _campus_name(name)
    if others.filter(name=name).exists():
        raise CampusKnown(_("This organisation has a campus of that name."))

    campus.name, campus.region, campus.address = name, region, clean_text(address)
    with because(why):
        campus.save(update_fields=["name", "region", "address"])
    return campus


def _name(organisation: Organisation, official_name: str, aliases: list[str]) -> None:
    organisation.official_name = clean_text(official_name)
    if not organisation.official_name:
        raise NameMissing(_("Write the organisation's name."))
    cleaned = dict.fromkeys(map(clean_text, aliases))
    organisation.aliases = [alias for alias in cleaned if alias]
    organisation.pinyin_key = pinyin_key(organisation.official_name)


def _campus_name(text: str) -> str:
    name = clean_text(text)
    if not name:
        raise NameMissing(_("Write the campus's name."), field="name")
    return name


def _credit_code(text: str) -> str:
    try:
        return read_credit_code(text).code if text else ""
    except BadCode as refusal:
        refusal.field = "uscc"
        raise


def _ensure_distinct(organisation: Organisation) -> None:
    others = Organisation.objects.exclude(pk=organisation.pk)
    if not organisation.uscc and not organisation.no_uscc_reason:
        raise CodeOrReason(_("Give the code, or say why there is none."))
    for name in [organisation.official_name, *organisation.aliases]:
        if others.named(name).exists():
            raise _name_taken(name)
    if organisation.uscc and others.filter(uscc=organisation.uscc).exists():
        raise _code_taken()


def _save(organisation: Organisation) -> None:
    taken = {
        "network_organisation_official_name_key": _name_taken(organisation.official_name),
        "organisation_uscc_is_unique": _code_taken(),
    }
    with refusing(taken):
        organisation.save()


def _name_taken(name: str) -> NameTaken:
    return NameTaken(_("Another organisation is known as “%s”.") % name)


def _code_taken() -> CodeTaken:
    return CodeTaken(_("Another organisation has this code."))
