"""An invented donor who follows what became of the programme."""

from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import facts
from niukou.desk.demo.invented import MARK
from niukou.network.actions.agreements import record_agreement
from niukou.network.models import (
    AgreementKind,
    Capacity,
    Organisation,
    OrganisationKind,
    Role,
    RoleKind,
)
from niukou.people.models import Account

NAME = f"{MARK}捐赠企业"


def let_donor_look_on(donor: Account, *, by: Account) -> None:
    """Let the invented donor sign a donation agreement, and somebody read its sums."""
    giver, _made = Organisation.objects.get_or_create(
        official_name=NAME,
        defaults={
            "kind": OrganisationKind.COMPANY,
            "pinyin_key": pinyin_key(NAME),
            "no_uscc_reason": "演示机构，不存在",
        },
    )
    foundation = Organisation.objects.get(official_name=facts.FOUNDATION)
    record_agreement(
        kind=AgreementKind.DONATION,
        title="捐赠协议（演示）",
        signed_on=facts.SIGNED_ON,
        parties=[(foundation, Capacity.INITIATOR), (giver, Capacity.FUNDER)],
        by=by,
    )
    Role.objects.get_or_create(
        account=donor, kind=RoleKind.DONOR, organisation=giver, from_on=facts.SIGNED_ON
    )
