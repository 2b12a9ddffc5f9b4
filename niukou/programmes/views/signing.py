"""Pages on which agreements are prepared, and recorded as signed."""

from functools import partial
from io import BytesIO

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.network.models import Agreement
from niukou.programmes.actions.signing import (
    correct_signing,
    drop_draft,
    edit_draft,
    hold_signing,
    prepare_agreement,
)
from niukou.programmes.exports.signing import agreements_tables, signed_table, signing_tables
from niukou.programmes.forms.signing import (
    CorrectSigningForm,
    DropDraftForm,
    EditDraftForm,
    HoldSigningForm,
    PrepareAgreementForm,
)
from niukou.programmes.models import (
    AgreementDraft,
    AgreementTemplate,
    Branch,
    DraftStatus,
    Signing,
    Site,
)
from niukou.programmes.papers import agreement_text_pdf
from niukou.programmes.queries.signing import signed_in, waiting_for_signature, written
from niukou.programmes.rules import Can


@require_GET
def site_agreements(request: SignedInRequest, number: str) -> HttpResponse:
    site = _site(request, number)
    drafts = AgreementDraft.objects.visible_to(request.user).filter(site=site)
    waiting = drafts.waiting().select_related("template", "site__branch__programme").first()
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "agreements"),
        "waiting": waiting,
        "text": written(waiting) if waiting else None,
        "earlier": drafts.exclude(status=DraftStatus.PREPARED).order_by("-pk"),
        "agreements": _registered(request, site),
    }
    return page(request, "programmes/site_agreements.html", context)


@require_GET
def site_agreements_export(request: SignedInRequest, number: str) -> FileResponse:
    site = _site(request, number)
    drafts = AgreementDraft.objects.visible_to(request.user).filter(site=site)
    written_here = drafts.select_related("template", "agreement").order_by("-pk")
    tables = agreements_tables(_registered(request, site), written_here)
    name = f"{_('Agreements')}-{site.number}-{timezone.localdate()}"
    return export_tables(tables, filename=name)


@require_http_methods(["GET", "POST"])
def agreement_prepare(request: SignedInRequest, number: str) -> HttpResponse:
    site = _site(request, number)
    authorize(request.user, Can.PREPARE_AGREEMENT, site)
    usable = AgreementTemplate.objects.visible_to(request.user).usable_in(site.branch)
    chosen = request.GET.get("template", "")
    template = usable.filter(pk=chosen).first() if chosen.isdecimal() else None
    context = {"site": site, "templates": usable.order_by("name"), "template": template}
    if template is None:
        return page(request, "programmes/agreement_choose.html", context)
    form = PrepareAgreementForm(request.POST or None, template=template, site=site, by=request.user)
    if form.submit(partial(prepare_agreement, site, template=template, by=request.user)):
        messages.success(request, _("The agreement is prepared. Print it, and record its signing."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(
        request, "programmes/agreement_prepare.html", context | {"form": form}, status=status
    )


@require_http_methods(["GET", "POST"])
def draft_edit(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    draft = _draft(request, number, pk)
    authorize(request.user, Can.PREPARE_AGREEMENT, draft.site)
    form = EditDraftForm(request.POST or None, subject=draft, by=request.user)
    if form.submit(partial(edit_draft, draft, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, draft)
    context = {"site": draft.site, "template": draft.template, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/agreement_prepare.html", context, status=status)


@require_http_methods(["GET", "POST"])
def draft_drop(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    draft = _draft(request, number, pk)
    authorize(request.user, Can.PREPARE_AGREEMENT, draft.site)
    form = DropDraftForm(request.POST or None, by=request.user)
    if form.submit(partial(drop_draft, draft, by=request.user)):
        messages.success(request, _("The agreement is dropped; it stays on record."))
        return go(request, draft)
    context = {"site": draft.site, "draft": draft, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/draft_drop.html", context, status=status)


@require_GET
def draft_paper(request: SignedInRequest, number: str, pk: int) -> FileResponse:
    draft = _draft(request, number, pk)
    pdf = agreement_text_pdf(draft, on=timezone.localdate())
    name = draft.agreement.number if draft.agreement else draft.site.number
    response = FileResponse(BytesIO(pdf), filename=f"{name}.pdf", content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def signing_list(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = _branch(request, slug)
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "signing"),
        "waiting": waiting_for_signature(branch, request.user),
        "signings": _held(request, branch),
    }
    return page(request, "programmes/signing_list.html", context)


@require_GET
def signings_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out what waits for its signature, the signings held, and what was signed in them."""
    branch = _branch(request, slug)
    held = _held(request, branch)
    tables = signing_tables(
        waiting=waiting_for_signature(branch, request.user),
        signings=held,
        signed=signed_in(held, request.user),
    )
    name = f"{_('Signing')}-{branch.code}-{timezone.localdate()}"
    return export_tables(tables, filename=name)


@require_http_methods(["GET", "POST"])
def signing_hold(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = _branch(request, slug)
    authorize(request.user, Can.HOLD_SIGNING, branch)
    drafts = list(waiting_for_signature(branch, request.user))
    chosen = request.GET.get("ceremony", "")
    form = HoldSigningForm(
        request.POST or None, branch=branch, drafts=drafts, chosen=chosen, by=request.user
    )
    if form.submit(partial(hold_signing, branch, by=request.user)):
        count = form.result.drafts.count()
        said = ngettext("%d agreement is signed.", "%d agreements are signed.", count) % count
        messages.success(request, said)
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(
        request, "programmes/signing_hold.html", {"branch": branch, "form": form}, status=status
    )


@require_GET
def signing_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    signing = _signing(request, slug, pk)
    drafts = signed_in([signing], request.user)
    context = {"branch": signing.branch, "signing": signing, "drafts": drafts}
    return page(request, "programmes/signing_detail.html", context)


@require_GET
def signing_export(request: SignedInRequest, slug: str, pk: int) -> FileResponse:
    signing = _signing(request, slug, pk)
    tables = [signed_table(signed_in([signing], request.user))]
    return export_tables(tables, filename=f"{signing.title}-{signing.on}")


@require_http_methods(["GET", "POST"])
def signing_correct(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    signing = _signing(request, slug, pk)
    authorize(request.user, Can.HOLD_SIGNING, signing.branch)
    form = CorrectSigningForm(request.POST or None, subject=signing, by=request.user)
    if form.submit(partial(correct_signing, signing, by=request.user)):
        messages.success(
            request, _("The signing is corrected, and each of its agreements with it.")
        )
        return go(request, signing)
    context = {"branch": signing.branch, "signing": signing, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/signing_correct.html", context, status=status)


def _site(request: SignedInRequest, number: str) -> Site:
    sites = Site.objects.worked_on_by(request.user)
    return get_object_or_404(sites.select_related("hospital", "branch__programme"), number=number)


def _registered(request: SignedInRequest, site: Site) -> QuerySet[Agreement]:
    agreements = Agreement.objects.visible_to(request.user).filter(site_link__site=site)
    return agreements.order_by("-signed_on", "pk")


def _branch(request: SignedInRequest, slug: str) -> Branch:
    branches = Branch.objects.overseen_by(request.user).select_related("programme", "region")
    return get_object_or_404(branches, slug=slug)


def _held(request: SignedInRequest, branch: Branch) -> QuerySet[Signing]:
    signings = Signing.objects.visible_to(request.user).filter(branch=branch)
    return signings.with_count().select_related("branch").order_by("-on", "-pk")


def _draft(request: SignedInRequest, number: str, pk: int) -> AgreementDraft:
    drafts = AgreementDraft.objects.visible_to(request.user)
    fetched = drafts.select_related("site__hospital", "site__branch__programme", "template")
    return get_object_or_404(fetched, pk=pk, site__number=number)


def _signing(request: SignedInRequest, slug: str, pk: int) -> Signing:
    signings = Signing.objects.visible_to(request.user).select_related(
        "branch__programme", "ceremony__gathering"
    )
    return get_object_or_404(signings, pk=pk, branch__slug=slug)
