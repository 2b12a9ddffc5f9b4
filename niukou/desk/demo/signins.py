"""Who can sign in to the demo world, and as what."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from niukou.desk.demo import facts
from niukou.network.models import Organisation, Role, RoleKind
from niukou.people.models import Account, Person
from niukou.programmes.models import Branch, Programme, ProgrammeOfficer

PASSWORD = "niukou-demo-2026"  # noqa: S105  # printed on start: the demo has nothing to hide
DOMAIN = "demo.example.org"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One demo account: the part before the @, and what it may do in words."""

    name: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


def sign_ins() -> list[SignIn]:
    return [
        SignIn("admin", _("Platform administrator")),
        SignIn("officer", _("Programme officer, the whole programme")),
        SignIn("approver", _("Programme officer, the whole programme: the second pair of eyes")),
        SignIn("zhejiang", _("Programme officer, the Zhejiang branch")),
        SignIn("coordinator", _("Hospital coordinator, Demo hospital 02")),
        SignIn("applicant", _("Hospital coordinator, demo hospitals that apply")),
        SignIn("association", _("Organisation administrator of an association that recommends")),
        SignIn("foundation", _("Organisation administrator of the foundation")),
        SignIn("finance", _("Finance officer of the foundation")),
        SignIn("agency", _("Organisation administrator of a demo agency that seconds")),
        SignIn("donor", _("Donor: reads sums of the programme their company gave to")),
        SignIn("reviewer", _("Reviewer from outside, with reviews to give")),
        SignIn("auditor", _("Auditor: reads, writes nothing")),
    ]


def open_accounts() -> dict[str, Account]:
    """Make the accounts that are missing; return all by the part before the @."""
    found = {}
    for one in sign_ins():
        account = Account.objects.filter(email=one.email).first()
        found[one.name] = account or Account.objects.create_user(one.email, PASSWORD)
    return found


def give_platform_roles(accounts: dict[str, Account]) -> None:
    for name, kind in (
        ("admin", RoleKind.PLATFORM_ADMINISTRATOR),
        ("auditor", RoleKind.AUDITOR),
    ):
        Role.objects.get_or_create(
            account=accounts[name], kind=kind, organisation=None, from_on=facts.LAUNCHED_ON
        )


def give_roles(
    accounts: dict[str, Account], programme: Programme, branch: Branch, hospital: Organisation
) -> None:
    foundation = Organisation.objects.get(official_name=facts.FOUNDATION)
    for name, kind, organisation in (
        ("coordinator", RoleKind.HOSPITAL_COORDINATOR, hospital),
        ("foundation", RoleKind.ORGANISATION_ADMINISTRATOR, foundation),
        ("finance", RoleKind.FINANCE_OFFICER, foundation),
    ):
        Role.objects.get_or_create(
            account=accounts[name], kind=kind, organisation=organisation, from_on=facts.SIGNED_ON
        )
    for name, part in (("officer", None), ("approver", None), ("zhejiang", branch)):
        ProgrammeOfficer.objects.get_or_create(
            account=accounts[name], programme=programme, branch=part, from_on=facts.LAUNCHED_ON
        )


def speaker_of(hospital: Organisation, position: int) -> Account:
    """Return the account that coordinates an invented hospital; it is made where there is none."""
    role = Role.objects.filter(kind=RoleKind.HOSPITAL_COORDINATOR, organisation=hospital).first()
    if role is None:
        account = Account.objects.create_user(f"hospital-{position:02d}@{DOMAIN}", PASSWORD)
        role = Role.objects.create(
            account=account,
            kind=RoleKind.HOSPITAL_COORDINATOR,
            organisation=hospital,
            from_on=facts.SIGNED_ON,
        )
    return Account.objects.get(pk=role.account_id)


def make_somebody(account: Account, hospital: Organisation) -> None:
    """Let the account belong to who works at the hospital: people register, accounts do not."""
    account.person = Person.objects.filter(offices__organisation=hospital).first()
    account.save(update_fields=["person"])
