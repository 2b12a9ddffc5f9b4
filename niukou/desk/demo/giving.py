"""Somebody of the invented donor, who follows what became of the gift."""

from niukou.desk.demo import facts
from niukou.network.models import Role, RoleKind
from niukou.people.models import Account
from niukou.programmes.models import Donation


def let_donor_look_on(account: Account) -> None:
    """Let ``account`` read the sums of what the invented donor gave to."""
    gift = Donation.objects.exclude(donor=None).earliest("pk")
    Role.objects.get_or_create(
        account=account, kind=RoleKind.DONOR, organisation=gift.donor, from_on=facts.SIGNED_ON
    )
