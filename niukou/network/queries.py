"""Who holds which role today."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from niukou.network.models import LOOKING_ON, Office, Role, RoleKind
from niukou.people.models import Person


@dataclass(frozen=True, slots=True)
class Roles:
    """The current roles of one account: pairs of a kind and an organisation (None: platform)."""

    held: frozenset[tuple[str, int | None]] = frozenset()

    @property
    def is_platform_administrator(self) -> bool:
        return (RoleKind.PLATFORM_ADMINISTRATOR, None) in self.held

    @property
    def is_platform_auditor(self) -> bool:
        return (RoleKind.AUDITOR, None) in self.held

    @property
    def only_looks_on(self) -> bool:
        """True for somebody, such as a donor, who holds roles and works for nobody by them."""
        return bool(self.held) and all(kind in LOOKING_ON for kind, _organisation in self.held)

    def organisations(self, *kinds: RoleKind) -> frozenset[int]:
        """Return the organisations in which one of ``kinds`` is held.

        If none is named: those the account works for. A donor looks on and works for none.
        """
        return frozenset(
            organisation
            for kind, organisation in self.held
            if organisation is not None and (kind in kinds if kinds else kind not in LOOKING_ON)
        )


def roles_of(user: Any) -> Roles:
    """Return the roles ``user`` holds today; none for somebody who is not signed in.

    Kept on the account object, as Django keeps permissions: fetch the account anew to
    see a role granted since.
    """
    if not user.is_authenticated:
        return Roles()
    if not hasattr(user, "_roles"):  # not in __dict__: a request's user is a lazy proxy
        current = Role.objects.current(on=timezone.localdate()).filter(account=user)
        user._roles = Roles(frozenset(current.values_list("kind", "organisation")))  # noqa: SLF001  # our own memo
    return user._roles  # type: ignore[no-any-return]  # noqa: SLF001


def employers_of(person: Person) -> frozenset[int]:
    """Return the organisations in which ``person`` holds an office that has not ended.

    Kept on the person, as roles are on the account: fetch it anew to see an office given since.
    """
    if not hasattr(person, "_employers"):
        held = Office.objects.exclude(until_on__lte=timezone.localdate()).filter(person=person)
        person._employers = frozenset(held.values_list("organisation", flat=True))  # type: ignore[attr-defined]  # noqa: SLF001  # our own memo
    return person._employers  # type: ignore[no-any-return,attr-defined]  # noqa: SLF001
