"""Templates and prepared agreements."""

from datetime import UTC, datetime

from niukou.network.models import AgreementKind
from niukou.people.models import Account
from niukou.programmes.actions.signing import Wording, prepare_agreement
from niukou.programmes.actions.templates import draft_template, edit_template, publish_template
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import AgreementDraft, AgreementTemplate, Branch, Programme, Site
from niukou.programmes.places import PlaceKind
from tests.factories import OrganisationFactory, officer_of_all
from tests.factories.programmes import ProgrammeInitiatorFactory, draft_site

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
BODY = "甲方与【医院名称】约定如下。\n\n服务面积【服务面积】平方米，资助【资助金额】，自【启用日期】起。备注：【备注】"
KINDS = {
    "服务面积": PlaceKind.NUMBER,
    "资助金额": PlaceKind.MONEY,
    "启用日期": PlaceKind.DATE,
}
VALUES = {"服务面积": "60.5", "资助金额": "1.2万", "启用日期": "2026年4月1日"}


def published_template(programme: Programme, *, name: str = "试点医院协议") -> AgreementTemplate:
    """Return a template with a place of each kind; the remark may stay empty."""
    officer = officer_of_all(programme)
    template = draft_template(programme, name=name, kind=AgreementKind.PILOT, body=BODY, by=officer)
    template = edit_template(
        template,
        version=template.version,
        kind=AgreementKind.PILOT,
        body=BODY,
        kinds=KINDS,
        optional=frozenset({"备注"}),
        by=officer,
    )
    return publish_template(template, at=NOON, by=officer)


def wording_for(site: Site, **changed: object) -> Wording:
    programme = site.branch.programme
    first = programme.initiators.order_by("position").first()
    if first is None:
        first = ProgrammeInitiatorFactory.create(
            programme=programme, organisation=OrganisationFactory.create()
        )
    said = {"title": "试点医院协议", "signers": [first.organisation], "values": VALUES}
    return Wording(**(said | changed))


def prepared(
    branch: Branch, by: Account, *, status: SiteStatus = SiteStatus.DRAFT
) -> AgreementDraft:
    """Return the prepared agreement of a new site of ``branch``."""
    site = draft_site(branch=branch, status=status)
    template = AgreementTemplate.objects.usable_in(branch).first() or published_template(
        branch.programme
    )
    return prepare_agreement(site, template=template, wording=wording_for(site), by=by)
