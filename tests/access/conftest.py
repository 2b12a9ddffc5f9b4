"""One small world in which every address has something to show."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from niukou.core.files import keep
from niukou.core.imports import preview_import
from niukou.core.models import Holiday
from niukou.desk.stop_links import stop_key
from niukou.figures.actions.return_notes import note_correction
from niukou.figures.indicators import Scope
from niukou.figures.models import DutyNote
from niukou.network.models import RoleKind
from niukou.people.models import Account, ApiToken, Licence, LicenceLevel
from niukou.programmes.actions.donations import BoundTo, issue_receipt
from niukou.programmes.actions.signing import hold_signing, prepare_agreement
from niukou.programmes.models import (
    BankBatch,
    LedgerEntry,
    ProgrammeInitiator,
    ProgrammeOfficer,
    Restriction,
    Site,
    SiteContact,
    SiteFile,
    SiteStep,
)
from niukou.programmes.post_lifecycle import MonthStatus
from tests.access import building
from tests.access.exports import of_exports
from tests.access.review import under_review
from tests.browser import Browser
from tests.factories import (
    BranchFactory,
    CampusFactory,
    OfficeFactory,
    OrganisationFactory,
    RegionFactory,
    RoleFactory,
    ServiceStationFactory,
    TargetFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.calls import application_at, draft_of_a_call
from tests.factories.duties import kept, open_duty
from tests.factories.figures import waiting_correction
from tests.factories.gatherings import (
    AttendanceFactory,
    HeadCountFactory,
    RegistrationFactory,
    gathering_of,
)
from tests.factories.money import (
    committed_grant,
    confirmed_payee,
    donation_of,
    finance_officer,
    tranche_of,
)
from tests.factories.posts import PostFactory, held, month_in
from tests.factories.returns import accepted, line, open_return
from tests.factories.signing import prepared, wording_for

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass
class World:
    """Who looks, and at what."""

    site: Site
    viewers: dict[str, Account | None] = field(default_factory=dict)
    arguments: dict[str, list[Any]] = field(default_factory=dict)

    def browser(self, viewer: str) -> Browser:
        browser = Browser(raise_request_exception=False)
        account = self.viewers[viewer]
        if account:
            browser.force_login(account)
        return browser


@pytest.fixture
def world(db: None) -> World:
    RegionFactory.create()
    branch = BranchFactory.create(is_public=False)
    site = signed_site(branch=branch)
    made = World(site)
    made.viewers = {
        "nobody": None,
        "stranger": stranger(),
        "platform": platform_administrator(),
        "officer": officer_of(branch),
        "elsewhere": officer_of(BranchFactory.create(programme=branch.programme)),
        "programme": officer_of_all(branch.programme),
        "hospital": holder(RoleKind.ORGANISATION_ADMINISTRATOR, site.hospital),
        "coordinator": holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital),
        "auditor": auditor(),
    }
    made.arguments = arguments(site, made.viewers["officer"])
    made.arguments |= of_exports(made.arguments, otherwise=[])
    return made


def money_of(site: Site, officer: Account) -> dict[str, list[Any]]:
    """Return what the addresses of money are asked for: a committed grant, a restricted gift."""
    grant, programme = committed_grant(site, by=officer, papers=("发票",)), site.branch.programme
    tranche = tranche_of(grant)
    bound = BoundTo(Restriction.BRANCH, branch=site.branch)
    donation = donation_of(programme, bound_to=bound)
    issue_receipt(donation, on=donation.received_on, by=finance_officer(programme))
    payee = confirmed_payee(site)
    batch = BankBatch.objects.create(programme=programme, number="B-1", made_by=officer)
    of_programme = (
        *("programme-money", "award-file", "donation-list", "donation-record"),
        *("bank-batch", "ledger", "ledger-export", "money-export", "donation-export"),
    )
    of_donation = ("donation-detail", "donation-receipt", "receipt-paper", "donation-related")
    by_name = {
        **dict.fromkeys(of_programme, programme.slug),
        **dict.fromkeys(of_donation, donation.number),
        **dict.fromkeys(("site-money", "site-money-export", "grant-draft"), site.number),
        **{f"grant-{name}": grant.number for name in ("budget", "tranches", "commit", "cancel")},
        **{f"tranche-{name}": tranche.pk for name in ("release", "withdraw", "pay", "return")},
        "evidence-attach": tranche.conditions.get(condition="PAPER").pk,
        "condition-confirm": tranche.conditions.get(condition="PAPER").pk,
        "payee-set": site.hospital_id,
        "payee-confirm": payee.pk,
        "bank-batch-file": batch.number,
        "entry-correct": LedgerEntry.objects.get().number,
    }
    return {f"programmes:{name}": [asked] for name, asked in by_name.items()}


def workbook() -> SimpleUploadedFile:
    """Return a list of one hospital whose date cannot be read."""
    book, file = Workbook(), BytesIO()
    book.active.append(["医院名称", "签约日期"])
    book.active.append(["演示医院", "某日"])
    book.save(file)
    return SimpleUploadedFile("名单.xlsx", file.getvalue())


def arguments_of_gathering(site: Site) -> dict[str, list[Any]]:
    """Return what the addresses of a gathering hosted by the hospital are asked for."""
    gathering = gathering_of(site.branch)
    gathering.hostings.update(organisation=site.hospital)
    registration = RegistrationFactory.create(gathering=gathering)
    attendance = AttendanceFactory.create(gathering=gathering)
    count = HeadCountFactory.create(gathering=gathering)
    own = (
        "gathering-detail gathering-edit hosts-name agenda-set registration-open "
        "registration-close gathering-held gathering-reopen gathering-cancel register withdraw "
        "participants participant-add participant-export sign-in-sheet attendance-import "
        "head-count-record check-in-screen check-in"
    )
    return {
        **{f"gatherings:{name}": [gathering.number] for name in own.split()},
        "portal:gathering": [site.branch.programme.slug, gathering.number],
        "programmes:programme-gathering-edit": [gathering.number],
        "gatherings:registration-withdraw": [registration.pk],
        "gatherings:registration-check-in": [registration.pk],
        "gatherings:attendance-correct": [attendance.pk],
        "gatherings:attendance-strike": [attendance.pk],
        "gatherings:head-count-correct": [count.pk],
    }


def arguments_of_calls(site: Site) -> dict[str, list[Any]]:
    """Return what the addresses of calls and applications are asked for: one that is being checked."""
    application = application_at(site)
    call = application.call
    asked = draft_of_a_call(branch=site.branch)
    drawn_up = [asked.number, asked.forms.get().questions.first().pk]
    of_call = ("detail", "edit", "close", "cancel")
    of_site = ("detail", "write", "submit", "withdraw", "paper")
    return {
        "portal:call": [site.branch.programme.slug, call.number],
        "programmes:call-list": [site.branch.slug],
        "programmes:call-export": [site.branch.slug],
        "programmes:call-draft": [site.branch.slug],
        **{f"programmes:call-{name}": [call.number] for name in of_call},
        "programmes:call-publish": [asked.number],
        **{
            f"programmes:form-{name}": [asked.number]
            for name in ("detail", "preview", "revise", "publish")
        },
        "programmes:question-add": [asked.number],
        **{f"programmes:question-{name}": drawn_up for name in ("edit", "move", "remove")},
        "programmes:application-begin": [call.number],
        **{f"programmes:application-{name}": [site.number] for name in of_site},
        "programmes:recommender-name": [site.number],
        "programmes:recommendation-give": [site.number],
        **{
            f"programmes:check-{name}": [site.number]
            for name in ("begin", "detail", "pass", "return", "reject")
        },
    }


def arguments(site: Site, officer: Account) -> dict[str, list[Any]]:
    """Return what each address with a place in it is asked for: records of one branch."""
    office = OfficeFactory.create(organisation=site.hospital)
    person, programme, branch = office.person, site.branch.programme, site.branch
    contact = SiteContact.objects.create(
        site=site, person=person, matter="项目联系", from_on=date(2024, 11, 23)
    )
    picture = SimpleUploadedFile("门头.png", PIXEL)
    file = SiteFile.objects.create(
        site=site, file=keep(picture, kinds={"image/png"}, by=officer), title="门头"
    )
    licence = Licence.objects.create(
        person=person,
        level=LicenceLevel.SOCIAL_WORKER,
        number="演示0001",
        registered_on=date(2024, 1, 1),
        valid_until=date(2027, 1, 1),
    )
    role = RoleFactory.create(organisation=site.hospital)
    token = ApiToken.objects.create(account=officer, name="脚本", digest="0" * 64)
    ProgrammeInitiator.objects.create(
        programme=programme, organisation=OrganisationFactory.create(), position=1
    )
    run = preview_import("sites", scope=branch.slug, file=workbook(), by=officer)
    station = ServiceStationFactory.create(site=site)
    opened = ServiceStationFactory.create(site=site, opened_on=date(2025, 10, 31))
    agreement = site.agreements.get().agreement
    target = TargetFactory.create(programme=programme)
    office_of_officer = ProgrammeOfficer.objects.get(account=officer)
    holiday = Holiday.objects.create(on=date(2026, 10, 1), name="国庆节")
    campus = CampusFactory.create(organisation=site.hospital)
    correction = waiting_correction(Scope(programme, branch), by=officer)
    signing = hold_signing(
        branch,
        title="签约",
        on=date(2026, 3, 20),
        cohort="",
        groups={prepared(branch, officer): None},
        by=officer,
    )
    template = signing.drafts.get().template
    waiting = prepare_agreement(site, template=template, wording=wording_for(site), by=officer)
    published = [correction.publication.number]
    duty = open_duty(kept(programme))
    duty_note = DutyNote.objects.create(duty=duty, text="应更正。", written_by=officer)
    locked = accepted(open_return(site))
    note = note_correction(line(locked, "groups"), says_value=Decimal(2), reason="补登", by=officer)
    number, slug = [site.number], [programme.slug]
    money = money_of(site, officer)
    return building.arguments(opened) | {
        "portal:programme": slug,
        "portal:branch": [programme.slug, branch.slug],
        **{f"desk:reminders-{name}": ["email"] for name in ("change", "switch", "test")},
        "desk:reminders-stop": [stop_key(officer)],
        "figures:programme-overview": slug,
        "figures:giving": slug,
        "figures:site-figures": number,
        "figures:branch-board": [branch.slug],
        **{f"figures:{name}-export": slug for name in ("programme", "giving")},
        "figures:site-figures-export": number,
        "figures:branch-export": [branch.slug],
        "figures:figure-detail": ["hospitals-signed"],
        "figures:evidence-export": ["hospitals-signed"],
        "figures:reading-record": ["hospitals-signed"],
        "figures:figure-publish": ["hospitals-signed"],
        "figures:publication-detail": published,
        "figures:publication-paper": published,
        "figures:correction-propose": published,
        **{
            f"figures:correction-{name}": [correction.pk]
            for name in ("detail", "approve", "reject")
        },
        "portal:progress": slug,
        "figures:disclosure": slug,
        "figures:disclosure-keep": slug,
        **{
            f"figures:duty-{name}": [duty.pk]
            for name in ("detail", "draft", "approve", "publish", "note")
        },
        "figures:duty-note-approve": [duty_note.pk],
        "figures:duty-note-reject": [duty_note.pk],
        "figures:site-returns": number,
        "figures:site-returns-export": number,
        **{
            f"figures:return-{name}": [locked.pk]
            for name in (
                "detail",
                "fill",
                "submit",
                "send-back",
                "accept",
                "workbook",
                "import",
            )
        },
        "figures:line-note": [locked.pk, "person-times"],
        "figures:return-note": [note.pk],
        "figures:return-note-approve": [note.pk],
        "figures:return-note-reject": [note.pk],
        "figures:branch-returns": [branch.slug],
        "figures:branch-returns-export": [branch.slug],
        "figures:branch-return-plan": [branch.slug],
        "figures:returns-open": [branch.slug],
        "figures:returns-accept-clean": [branch.slug],
        "figures:programme-return-plan": slug,
        "programmes:programme-edit": slug,
        "programmes:initiators-name": slug,
        "programmes:branch-open": slug,
        "programmes:officer-list": slug,
        "programmes:officer-appoint": slug,
        "programmes:officer-end": [programme.slug, office_of_officer.pk],
        "programmes:target-list": slug,
        "programmes:target-set": slug,
        "programmes:target-correct": [programme.slug, target.pk],
        "programmes:template-list": slug,
        "programmes:template-draft": slug,
        **{
            f"programmes:template-{verb}": [programme.slug, template.pk]
            for verb in ("detail", "edit", "publish", "revise", "retire")
        },
        "programmes:signing-list": [branch.slug],
        "programmes:signing-hold": [branch.slug],
        "programmes:signing-detail": [branch.slug, signing.pk],
        "programmes:signing-correct": [branch.slug, signing.pk],
        "programmes:site-agreements": number,
        "programmes:agreement-prepare": number,
        **{
            f"programmes:draft-{verb}": [site.number, waiting.pk]
            for verb in ("edit", "drop", "paper")
        },
        "programmes:branch-edit": [branch.slug],
        "programmes:site-propose": [branch.slug],
        "programmes:site-import": [branch.slug],
        **{
            f"programmes:{name}": number
            for name in (
                "site-detail",
                "site-edit",
                "site-move",
                "site-sign",
                "contact-name",
                "file-attach",
                "station-plan",
            )
        },
        **posts(site),
        **money,
        **{
            f"programmes:{name}": [branch.slug]
            for name in ("branch-gatherings", "branch-gathering-plan")
        },
        "programmes:programme-gatherings": slug,
        "programmes:programme-gathering-plan": slug,
        **arguments_of_gathering(site),
        **under_review(site),
        "programmes:step-correct": [site.number, SiteStep.objects.filter(site=site).first().pk],
        "programmes:contact-end": [site.number, contact.pk],
        "programmes:station-open": [station.pk],
        "programmes:opening-correct": [opened.pk],
        "programmes:station-edit": [station.pk],
        **{
            f"network:{name}": [site.hospital_id]
            for name in (
                "organisation-detail",
                "organisation-edit",
                "campus-add",
                "person-bring-in",
            )
        },
        "network:campus-edit": [campus.pk],
        "network:role-grant": [role.account_id],
        "network:role-end": [role.pk],
        "network:office-appoint": [person.pk],
        "network:office-end": [office.pk],
        **{
            f"network:agreement-{name}": [agreement.number]
            for name in ("edit", "scan", "paper", "detail")
        },
        "network:holiday-year": [2026],
        "network:holiday-edit": [holiday.pk],
        "network:holiday-remove": [holiday.pk],
        **{
            f"people:{name}": [person.pk]
            for name in (
                "person-detail",
                "person-edit",
                "person-reveal",
                "licence-add",
                "account-open",
            )
        },
        "people:licence-edit": [licence.pk],
        **{
            f"people:account-{name}": [role.account_id]
            for name in ("detail", "invite", "close", "reopen", "change-email", "reset-factors")
        },
        "people:token-revoke": [token.pk],
        **arguments_of_calls(site),
        "core:lookup": ["organisations"],
        "core:file-download": [file.file_id],
        "core:import-template": ["sites"],
        **{f"core:import-{name}": [run.pk] for name in ("detail", "confirm", "discard", "refused")},
    }


def posts(site: Site) -> dict[str, list[Any]]:
    """Return what the addresses of posts are asked for: one that is held, with a month."""
    branch, post = site.branch, PostFactory.create(site=site)
    holding, month = held(post), month_in(MonthStatus.PROVED, post=post)
    branch_month = [branch.slug, month.month.year, month.month.month]
    return {
        **{
            f"programmes:post-{name}": [post.number]
            for name in ("detail", "edit", "advertise", "fill", "vacate", "end")
        },
        **{
            f"programmes:post-month-{name}": [month.pk]
            for name in ("detail", "prove", "check", "return", "pay", "settle")
        },
        "programmes:site-posts": [site.number],
        "programmes:post-approve": [site.number],
        "programmes:holding-correct": [holding.pk],
        "programmes:branch-posts": [branch.slug],
        "programmes:post-import": [branch.slug],
        "programmes:post-months-check": branch_month,
        "programmes:post-months-pay": branch_month,
        "programmes:subsidy-list": [branch.programme.slug],
        "programmes:subsidy-set": [branch.programme.slug],
        "programmes:subsidy-correct": [month.rate_id],
    }
