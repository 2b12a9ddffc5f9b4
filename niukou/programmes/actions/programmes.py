"""What can be done to a programme and its branches."""

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.models import Organisation, Region
from niukou.people.models import Account
from niukou.programmes.models import Branch, Programme, Workstream
from niukou.programmes.rules import Can

BRANCH_CODE = re.compile(r"[A-Z0-9]{1,6}")


class EndsBeforeLaunch(DomainError):
    """A programme's last day comes after its launch."""

    field = "ends_on"


class AddressTaken(DomainError):
    """Another programme or branch has this address."""

    field = "slug"


class CodeTaken(DomainError):
    """Another branch numbers its sites with this code."""

    field = "code"


class CodeUnfit(DomainError):
    """A branch's code is one to six capital letters and digits."""

    field = "code"


class InitiatorNeeded(DomainError):
    """Somebody began the programme."""


class InitiatorNamedTwice(DomainError):
    """An organisation is one of the initiators, or it is not."""


@transaction.atomic
def start_programme(
    *,
    slug: str,
    official_name: str,
    launched_on: date,
    workstreams: Sequence[Workstream],
    by: Account,
    aliases: Sequence[str] = (),
    slogan: str = "",
) -> Programme:
    """Start a programme, unpublished; its first officer is appointed next.

    Raises:
        PermissionDenied: ``by`` is no platform administrator.
        AddressTaken: another programme has this address.
    """
    authorize(by, Can.START_PROGRAMME, Programme)

    taken = AddressTaken(_("Another programme has this address."))
    if Programme.objects.filter(slug=slug).exists():
        raise taken

    with refusing({"programmes_programme_slug_key": taken}):
        return Programme.objects.create(
            slug=slug,
            official_name=official_name,
            aliases=list(aliases),
            slogan=slogan,
            launched_on=launched_on,
            workstreams=list(workstreams),
        )


@transaction.atomic
def edit_programme(
    programme: Programme,
    *,
    version: int,
    official_name: str,
    aliases: Sequence[str],
    slogan: str,
    launched_on: date,
    workstreams: Sequence[Workstream],
    is_public: bool,
    why: str,
    by: Account,
    ends_on: date | None = None,
    notice_workdays: int | None = None,
) -> Programme:
    """Change what is said of ``programme``, and whether the public sees it.

    ``notice_workdays`` None: the rule on public notices stays as it is.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        EndsBeforeLaunch: its last day does not come after its launch.
    """
    authorize(by, Can.EDIT_PROGRAMME, programme)

    programme = lock_version(programme, version)
    if ends_on and ends_on <= launched_on:
        raise EndsBeforeLaunch(_("The last day must come after the launch."))

    programme.official_name, programme.aliases = official_name, list(aliases)
    programme.slogan, programme.launched_on = slogan, launched_on
    programme.ends_on = ends_on
    programme.workstreams, programme.is_public = list(workstreams), is_public
    programme.notice_workdays = notice_workdays or programme.notice_workdays
    with because(why):
        programme.save()
    return programme


@transaction.atomic
def name_initiators(
    programme: Programme,
    *,
    version: int,
    organisations: Sequence[Organisation],
    why: str,
    by: Account,
) -> Programme:
    """Say which organisations began ``programme``, in their published order.

    They sign with each hospital: agreements recorded before keep the parties they have.

    Raises:
        PermissionDenied: ``by`` neither runs the whole programme nor administers the platform.
        EditConflict: somebody saved the programme since ``version`` was read.
        InitiatorNeeded: there is none.
        InitiatorNamedTwice: one of them stands there twice.
    """
    authorize(by, Can.NAME_INITIATORS, programme)
    if not organisations:
        raise InitiatorNeeded(_("Name at least one organisation."))
    if len(set(organisations)) < len(organisations):
        raise InitiatorNamedTwice(_("An organisation is named twice."))

    programme = lock_version(programme, version)

    with because(why):
        programme.save(update_fields=["version"])
        programme.initiators.exclude(organisation__in=organisations).delete()
        for position, organisation in enumerate(organisations, start=1):
            programme.initiators.update_or_create(
                organisation=organisation, defaults={"position": position}
            )
    return programme


@transaction.atomic
def open_branch(
    programme: Programme,
    *,
    slug: str,
    code: str,
    name: str,
    region: Region,
    launched_on: date,
    by: Account,
    ordinal: int | None = None,
) -> Branch:
    """Open a branch of ``programme``, unpublished.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        AddressTaken: another branch has this address.
        CodeTaken, CodeUnfit: the code is another branch's, or no code.
    """
    authorize(by, Can.OPEN_BRANCH, programme)
    code = code.strip().upper()
    if not BRANCH_CODE.fullmatch(code):
        raise CodeUnfit(_("A code has one to six letters or digits, such as ZJ."))

    address_taken = AddressTaken(_("Another branch has this address."))
    code_taken = CodeTaken(_("Another branch has this code."))
    if Branch.objects.filter(slug=slug).exists():
        raise address_taken
    if Branch.objects.filter(code=code).exists():
        raise code_taken

    taken = {"programmes_branch_slug_key": address_taken, "programmes_branch_code_key": code_taken}
    with refusing(taken):
        return Branch.objects.create(
            programme=programme,
            slug=slug,
            code=code,
            name=name,
            region=region,
            launched_on=launched_on,
            ordinal=ordinal,
        )


@transaction.atomic
def edit_branch(
    branch: Branch,
    *,
    version: int,
    name: str,
    region: Region,
    launched_on: date,
    ordinal: int | None,
    is_public: bool,
    why: str,
    by: Account,
) -> Branch:
    """Change what is said of ``branch``, and whether the public sees it with its programme.

    Its code stays: the numbers of its sites begin with it.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        EditConflict: somebody saved it since ``version`` was read.
    """
    authorize(by, Can.EDIT_BRANCH, branch)

    branch = lock_version(branch, version)

    branch.name, branch.region, branch.launched_on = name, region, launched_on
    branch.ordinal, branch.is_public = ordinal, is_public
    with because(why):
        branch.save()
    return branch
