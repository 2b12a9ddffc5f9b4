"""Calls in any state, and applications as far along as a test wants them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from niukou.core.money import Money
from niukou.network.models import Organisation, RoleKind
from niukou.people.models import Account
from niukou.programmes.actions.applications import (
    begin_application,
    save_answers,
    submit_application,
)
from niukou.programmes.actions.formal_checks import (
    Finding,
    begin_formal_check,
    note_findings,
    pass_application,
    return_application,
)
from niukou.programmes.models import (
    Application,
    Call,
    CallForm,
    CallStatus,
    Fault,
    FieldKind,
    FormalCheck,
    FormField,
    Site,
    Submission,
)
from niukou.programmes.queries.formal_checks import looked_for
from tests.factories import BranchFactory, OrganisationFactory, holder, officer_of
from tests.factories.network import SCAN

OPENS, CLOSES = date(2026, 3, 1), date(2026, 5, 1)
HANDED_IN = date(2026, 4, 10)
CHECKED = date(2026, 4, 15)
K = FieldKind


class CallFactory(DjangoModelFactory[Call]):
    class Meta:
        model = Call

    branch = factory.SubFactory(BranchFactory)
    number = factory.Sequence(lambda n: f"演示-C{n:03d}")
    title = "演示征集"
    who_may_apply = "演示省内的二级以上医院"
    what_is_granted = "一间社工服务站"
    procedure = "形式审查、评审、公示、签约"
    contact = "演示项目办"
    opens_on = OPENS
    closes_on = CLOSES
    status = CallStatus.PUBLISHED
    published_on = OPENS


ASKED: tuple[tuple[str, str, K, dict[str, Any]], ...] = (
    ("医院", "医院名称", K.TEXT, {"is_identifying": True}),
    ("医院", "床位数", K.NUMBER, {"unit": "张", "lowest": 0}),
    ("医院", "医院类型", K.CHOICE, {"choices": ["综合", "儿童"]}),
    ("服务站", "申请金额", K.MONEY, {"is_required": False}),
    ("服务站", "可以开工的日期", K.DATE, {"is_required": False}),
    ("服务站", "有社工部吗", K.YES_NO, {}),
    ("服务站", "打算怎样使用", K.LONG_TEXT, {"most_characters": 20, "is_required": False}),
    ("材料", "盖章的申请书", K.FILE, {"is_identifying": True}),
)


def published_form(call: Call, *, asked: Any = ASKED, number: int = 1) -> CallForm:
    """Return a published version of a form that asks a little of everything."""
    form = CallForm.objects.create(call=call, version_number=number)
    for position, (section, label, kind, more) in enumerate(asked, start=1):
        FormField.objects.create(
            form=form, position=position, section=section, label=label, kind=kind, **more
        )
    form.published_on = call.opens_on
    form.save()
    return form


def open_call(**fields: Any) -> Call:
    """Return a published call with its form; it takes applications in March and April 2026."""
    call = CallFactory.create(**fields)
    published_form(call)
    return call


def draft_of_a_call(**fields: Any) -> Call:
    """Return a call that nobody outside has seen, with a form being drawn up."""
    call = CallFactory.create(status=CallStatus.DRAFT, published_on=None, **fields)
    form = CallForm.objects.create(call=call, version_number=1)
    for position, section in ((1, "医院"), (2, "医院"), (3, "材料")):
        FormField.objects.create(
            form=form, position=position, section=section, label=f"问题{position}", kind=K.TEXT
        )
    return call


def question(application: Application, label: str) -> FormField:
    return FormField.objects.get(form=application.form_id, label=label)


def paper(name: str = "申请书.pdf", content: bytes = SCAN) -> ContentFile:
    return ContentFile(content, name=name)


def full_answers(application: Application, **other: Any) -> dict[FormField, Any]:
    """Return an answer to each question that must be answered; ``other`` by label."""
    answers = {
        "医院名称": application.site.hospital.official_name,
        "床位数": Decimal(800),
        "医院类型": "儿童",
        "申请金额": Money.from_yuan(1000),
        "有社工部吗": True,
        "盖章的申请书": paper(),
    } | other
    return {question(application, label): value for label, value in answers.items()}


def applicant(hospital: Organisation) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, hospital)


def at(on: date) -> datetime:
    """Return ten in the morning of that day."""
    return timezone.make_aware(datetime.combine(on, time(10)))


def begun(call: Call | None = None, *, hospital: Organisation | None = None) -> Application:
    """Return an application that nothing is typed in yet."""
    hospital = hospital or OrganisationFactory.create()
    by = applicant(hospital)
    return begin_application(call or open_call(), hospital=hospital, on=HANDED_IN, by=by)


def typed(call: Call | None = None, **where: Any) -> Application:
    """Return an application that only waits to be handed in."""
    application = begun(call, **where)
    by = applicant(application.site.hospital)
    answers = full_answers(application)
    return save_answers(application, version=application.version, answers=answers, by=by)


def handed_in(call: Call | None = None, *, on: date = HANDED_IN, **where: Any) -> Application:
    """Return an application that was handed in on that day."""
    application = typed(call, **where)
    submit_application(application, at=at(on), by=applicant(application.site.hospital))
    return fresh(application)


def checking(application: Application | None = None, *, on: date = CHECKED) -> FormalCheck:
    """Return a check that has just begun."""
    application = application or handed_in()
    return begin_formal_check(application, on=on, by=officer_of(application.call.branch))


def looked_at(check: FormalCheck, **faults: Finding) -> FormalCheck:
    """Return the check with a finding for each question: in order, but for ``faults``, by label."""
    findings = {one: faults.get(one.label, Finding()) for one in looked_for(check)}
    by = officer_of(check.submission.application.call.branch)
    return note_findings(check, version=check.version, findings=findings, by=by)


def returned(application: Application | None = None, *, on: date = CHECKED) -> Application:
    """Return an application that went back for its seal."""
    check = looked_at(
        checking(application, on=on), 盖章的申请书=Finding(Fault.WRONG_SEAL, "科室章")
    )
    application = check.submission.application
    return_application(
        check,
        version=check.version,
        until_on=on + timedelta(days=15),
        reason="请重新盖章",
        on=on,
        by=officer_of(application.call.branch),
    )
    return fresh(application)


def passed(application: Application | None = None, *, on: date = CHECKED) -> Application:
    """Return an application that was passed on to the panel."""
    check = looked_at(checking(application, on=on))
    by = officer_of(check.submission.application.call.branch)
    pass_application(check, version=check.version, on=on, by=by)
    return fresh(check.submission.application)


def fresh(application: Application) -> Application:
    found = Application.objects.select_related("site__hospital", "site__branch", "call__branch")
    return found.get(pk=application.pk)


def application_at(site: Site) -> Application:
    """Return an application of a site in whatever state, handed in and being checked."""
    call = open_call(branch=site.branch)
    by = applicant(site.hospital)
    application = Application.objects.create(
        site=site,
        call=call,
        form=call.forms.get(),
        begun_by=by,
        begun_on=OPENS,
        first_submitted_at=at(HANDED_IN),
    )
    submission = Submission.objects.create(
        application=application,
        ordinal=1,
        on=HANDED_IN,
        submitted_at=at(HANDED_IN),
        submitted_by=by,
    )
    FormalCheck.objects.create(submission=submission, begun_by=by, begun_on=CHECKED)
    return application
