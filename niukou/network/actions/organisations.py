"""What can be done to organisations and their campuses."""

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.codes import BadCode, read_credit_code
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.pinyin import pinyin_key
from niukou.core.versions import lock_version
from niukou.network.models import Campus, Organisation, OrganisationKind, Region
from niukou.network.rules import Can
from niukou.people.models import Account


class NameTaken(DomainError):
    """Another organisation bears this name, officially or as an alias."""

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
        NameTaken: the name belongs to an organisation already.
        CodeTaken: the code belongs to an organisation already.
    """
    authorize(by, Can.REGISTER_ORGANISATION, Organisation)

    organisation = Organisation(
        kind=kind,
        official_name=official_name,
        aliases=aliases or [],
        pinyin_key=pinyin_key(official_name),
        uscc=_credit_code(uscc),
        no_uscc_reason="" if uscc else no_uscc_reason,
        region=region,
    )
    _ensure_distinct(organisation)

    organisation.save()
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
        BadCode, CodeOrReason, NameTaken, CodeTaken: as on registering.
    """
    authorize(by, Can.EDIT_ORGANISATION, organisation)

    organisation = lock_version(organisation, version)
    organisation.official_name = official_name
    organisation.aliases = aliases
    organisation.pinyin_key = pinyin_key(official_name)
    organisation.uscc = _credit_code(uscc)
    organisation.no_uscc_reason = "" if uscc else no_uscc_reason
    organisation.region = region
    organisation.supervised_by = supervised_by
    organisation.is_related_party = is_related_party
    _ensure_distinct(organisation)

    with because(why):
        organisation.save()
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
        CampusKnown: it has a campus of this name.
    """
    authorize(by, Can.EDIT_ORGANISATION, organisation)

    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.campuses.filter(name=name).exists():
        raise CampusKnown(_("This organisation has a campus of that name."))

    return Campus.objects.create(
        organisation=organisation, name=name, region=region, address=address
    )


@transaction.atomic
def edit_campus(
    campus: Campus, *, name: str, region: Region | None, address: str, why: str, by: Account
) -> Campus:
    """Correct what is recorded of ``campus``; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not edit its organisation.
        CampusKnown: the organisation has another campus of this name.
    """
    authorize(by, Can.EDIT_ORGANISATION, campus.organisation)

    campus = Campus.objects.select_for_update().get(pk=campus.pk)
    others = Campus.objects.filter(organisation=campus.organisation_id).exclude(pk=campus.pk)
    if others.filter(name=name).exists():
        raise CampusKnown(_("This organisation has a campus of that name."))

    campus.name, campus.region, campus.address = name, region, address
    with because(why):
        campus.save(update_fields=["name", "region", "address"])
    return campus


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
            raise NameTaken(_("Another organisation is known as “%s”.") % name)
    if organisation.uscc and others.filter(uscc=organisation.uscc).exists():
        raise CodeTaken(_("Another organisation has this code."))
