"""A template of the programme's agreement and one that waits for its signature, all 演示."""

from datetime import datetime

from niukou.desk.demo.invented import MARK
from niukou.network.models import AgreementKind
from niukou.people.models import Account
from niukou.programmes.actions.signing import Wording, prepare_agreement
from niukou.programmes.actions.templates import draft_template, edit_template, publish_template
from niukou.programmes.models import Branch, Site
from niukou.programmes.places import PlaceKind

NAME = f"试点医院协议（{MARK}）"
TEXT = """【签约各方】就【项目名称】在【医院名称】的实施，经协商一致，订立本协议。

第一条 医院在【服务站位置】提供不少于【服务面积】平方米的场地，用于设立博爱社工服务站。

第二条 项目方提供援建资金【援建金额】，按双方确认的条件分期拨付。

第三条 服务站应于【计划启用日期】前启用，并按月报送服务情况。

第四条 其他约定：【其他约定】

本协议自【签约日期】起生效，一式数份，各方各执一份。"""
KINDS = {
    "服务面积": PlaceKind.NUMBER,
    "援建金额": PlaceKind.MONEY,
    "计划启用日期": PlaceKind.DATE,
}
FILLED_IN = {
    "服务站位置": f"{MARK}楼一层",
    "服务面积": "60",
    "援建金额": "10000",
    "计划启用日期": "2027-06-30",
}


def prepare_demo_agreement(branch: Branch, site: Site, *, at: datetime, by: Account) -> None:
    """Publish the template and prepare an agreement of ``site`` from it."""
    programme = branch.programme
    template = draft_template(programme, name=NAME, kind=AgreementKind.PILOT, body=TEXT, by=by)
    template = edit_template(
        template,
        version=template.version,
        kind=AgreementKind.PILOT,
        body=TEXT,
        kinds=KINDS,
        optional=frozenset({"其他约定"}),
        by=by,
    )
    template = publish_template(template, at=at, by=by)
    first = programme.initiators.select_related("organisation").order_by("position")[0]
    wording = Wording(title=NAME, signers=[first.organisation], values=FILLED_IN)
    prepare_agreement(site, template=template, wording=wording, by=by)
