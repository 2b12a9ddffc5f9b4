"""Invented calls of the demo world, and what its invented hospitals answered: all marked 演示."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override

from niukou.core.codes import synthetic_credit_code
from niukou.core.money import Money
from niukou.core.paper import compile_pdf
from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import facts, invented
from niukou.desk.demo.hospitals import invented_hospital
from niukou.desk.demo.signins import DOMAIN
from niukou.network.models import Organisation, OrganisationKind, Role, RoleKind
from niukou.people.models import Account
from niukou.programmes.actions.applications import (
    begin_application,
    name_recommender,
    save_answers,
    submit_application,
)
from niukou.programmes.actions.calls import draft_call, publish_call
from niukou.programmes.actions.formal_checks import (
    Finding,
    begin_formal_check,
    note_findings,
    pass_application,
    return_application,
)
from niukou.programmes.actions.recommendations import recommend_application
from niukou.programmes.models import (
    Application,
    Branch,
    Call,
    Fault,
    FieldKind,
    FormalCheck,
    FormField,
    Opinion,
)
from niukou.programmes.queries.applications import questions_of
from niukou.programmes.queries.formal_checks import looked_for

ASSOCIATION = f"{invented.MARK}省妇幼协会"
WORDS: Mapping[str, Any] = {
    "who_may_apply": "浙江省内的二级以上医院（演示）\n设有社工部，或一年内设立",
    "what_is_granted": "一间博爱社工服务站的援建，与人员培训（演示，金额见协议）",
    "procedure": (
        "一、医院网上申报\n二、项目官员形式审查，缺件一次告知\n三、评审会评审，利害关系人回避\n"
        "四、公示\n五、签约"
    ),
    "contact": "浙江站项目办（演示），工作日 9:00–17:00，0571-0000-0000",
}


def build_calls(branch: Branch, accounts: Mapping[str, Account], *, by: Account, on: date) -> None:
    """Make a call that is over and one that is open on the day ``on``, with their applications.

    Five invented hospitals answer the open one: three are at a step of the check, one got its
    papers back and one has not handed in; the sign-in ``applicant`` types for these two.
    """
    association = _association(accounts["association"])
    with override("zh-hans"):
        _call(branch, "演示：首轮征集", on - timedelta(days=240), on - timedelta(days=180), by=by)
        opens_on = on - timedelta(days=45)
        call = _call(branch, "演示：第二轮征集", opens_on, on + timedelta(days=11), by=by)
        for position, step in enumerate(STEPS):
            hospital = invented_hospital(FIRST_POSITION + position)
            writer = accounts["applicant"] if step in {_returned, _draft} else _writer(position)
            _give_role(writer, RoleKind.HOSPITAL_COORDINATOR, hospital)
            writer = Account.objects.get(pk=writer.pk)  # with the role it has now
            begun_on = opens_on + timedelta(days=3 + position)
            begun = _begun(call, hospital, position, on=begun_on, writer=writer)
            step(begun, People(by, writer, accounts["association"], association))


@dataclass(frozen=True, slots=True)
class People:
    """Who acts on an application of the demo world."""

    officer: Account
    writer: Account
    recommends: Account
    association: Organisation


def _call(branch: Branch, title: str, opens_on: date, closes_on: date, *, by: Account) -> Call:
    call = draft_call(branch, title=title, opens_on=opens_on, closes_on=closes_on, by=by, **WORDS)
    return publish_call(call, on=opens_on - timedelta(days=7), by=by)


def _begun(
    call: Call, hospital: Organisation, position: int, *, on: date, writer: Account
) -> Application:
    application = begin_application(call, hospital=hospital, on=on, by=writer)
    answers = {
        question: _answer(question, hospital, position)
        for question in questions_of(application.form)
    }
    return save_answers(application, version=application.version, answers=answers, by=writer)


def _writer(position: int) -> Account:
    """Return who types for an invented hospital: an account nobody signs in with."""
    account, _is_new = Account.objects.get_or_create(email=f"writer-{position}@{DOMAIN}")
    account.set_unusable_password()
    account.save()
    return account


def _association(administrator: Account) -> Organisation:
    association = Organisation.objects.create(
        kind=OrganisationKind.SOCIAL_ASSOCIATION,
        official_name=ASSOCIATION,
        pinyin_key=pinyin_key(ASSOCIATION),
        uscc=synthetic_credit_code(registration="51", sequence=9_100_001),
    )
    _give_role(administrator, RoleKind.ORGANISATION_ADMINISTRATOR, association)
    return association


def _give_role(account: Account, kind: RoleKind, organisation: Organisation) -> None:
    Role.objects.get_or_create(
        account=account, kind=kind, organisation=organisation, from_on=facts.LAUNCHED_ON
    )


def _answer(question: FormField, hospital: Organisation, position: int) -> Any:
    makers: dict[str, Any] = {
        FieldKind.TEXT: f"{invented.MARK}：{question.label}",
        FieldKind.LONG_TEXT: f"{invented.MARK}：服务住院儿童与家属，每周开放五天，由医院承担水电与人员。",
        FieldKind.NUMBER: Decimal(40 + 7 * position + question.position),
        FieldKind.MONEY: Money.from_yuan(1),
        FieldKind.DATE: date(2027, 3, 1),
        FieldKind.YES_NO: True,
    }
    if question.kind == FieldKind.CHOICE:
        return question.choices[position % len(question.choices)]
    if question.kind == FieldKind.FILE:
        return _sheet(question.label, hospital)
    if question.is_identifying and question.position == 1:
        return hospital.official_name
    return makers[question.kind]


def _sheet(title: str, hospital: Organisation) -> "ContentFile[bytes]":
    """Return a sheet that says it is a stand-in for the paper asked for."""
    data = {
        "lang": "zh",
        "title": title,
        "body": f"{hospital.official_name}：此页代替一份材料（演示）",
    }
    return ContentFile(compile_pdf("programmes/typst/stand_in.typ", data), name=f"{title}.pdf")


def _draft(application: Application, people: People) -> None:
    """Leave it as it is: begun, with one paper still to come."""
    last = next(one for one in questions_of(application.form) if one.kind == FieldKind.FILE)
    save_answers(application, version=application.version, answers={last: None}, by=people.writer)


def _handed_in(application: Application, people: People) -> Application:
    """Hand it in ten days after it was begun, naming who recommends it."""
    application = name_recommender(
        application,
        version=application.version,
        recommender=people.association,
        by=people.writer,
    )
    day = application.begun_on + timedelta(days=10)
    at = timezone.make_aware(datetime.combine(day, time(10)))
    submit_application(application, at=at, by=people.writer)
    return Application.objects.get(pk=application.pk)


def _checking(application: Application, people: People) -> FormalCheck:
    handed_in = _handed_in(application, people)
    on = application.begun_on + timedelta(days=15)
    return begin_formal_check(handed_in, on=on, by=people.officer)


def _passed(application: Application, people: People) -> None:
    check = _checking(application, people)
    recommend_application(
        check.submission.application,
        opinion=Opinion.IN_FAVOUR,
        words="演示：同意推荐。",
        on=check.begun_on,
        by=people.recommends,
    )
    check = note_findings(check, version=1, findings=_all_in_order(check), by=people.officer)
    on = check.begun_on + timedelta(days=2)
    pass_application(check, version=check.version, on=on, by=people.officer)


def _returned(application: Application, people: People) -> None:
    check = _checking(application, people)
    findings = _all_in_order(check)
    papers = [question for question in findings if question.kind == FieldKind.FILE]
    findings[papers[0]] = Finding(Fault.WRONG_SEAL, "盖的是科室章，请盖医院公章（演示）")
    findings[papers[2]] = Finding(Fault.UNREADABLE, "照片太暗，看不清房间（演示）")
    check = note_findings(check, version=1, findings=findings, by=people.officer)
    return_application(
        check,
        version=check.version,
        until_on=check.begun_on + timedelta(days=40),
        reason="请补齐以下两项后再次提交（演示）。",
        on=check.begun_on + timedelta(days=1),
        by=people.officer,
    )


def _all_in_order(check: FormalCheck) -> dict[FormField, Finding]:
    return {question: Finding() for question in looked_for(check)}


STEPS = (_handed_in, _checking, _passed, _returned, _draft)
FIRST_POSITION = facts.SIGNED_HOSPITALS + 1
