"""Pages of the templates from which a programme's agreements are written."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.templates import (
    draft_template,
    edit_template,
    publish_template,
    retire_template,
    revise_template,
)
from niukou.programmes.exports.programmes import TEMPLATES
from niukou.programmes.forms.signing import DraftTemplateForm, EditTemplateForm
from niukou.programmes.models import AgreementTemplate, Programme
from niukou.programmes.rules import Can

IN_ORDER = ("name", "-edition")


@require_GET
def template_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.overseen_by(request.user), slug=slug)
    templates = AgreementTemplate.objects.visible_to(request.user).filter(programme=programme)
    context = {
        "programme": programme,
        "tabs": tabs_of(programme, request.user, "templates"),
        "templates": templates.select_related("programme").order_by(*IN_ORDER),
    }
    return page(request, "programmes/template_list.html", context)


@require_GET
def template_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.overseen_by(request.user), slug=slug)
    templates = AgreementTemplate.objects.visible_to(request.user).filter(programme=programme)
    in_order = templates.order_by(*IN_ORDER)
    return export(request, in_order, TEMPLATES, filename=_("Templates of agreements"))


@require_http_methods(["GET", "POST"])
def template_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.WRITE_TEMPLATE, programme)
    form = DraftTemplateForm(request.POST or None, by=request.user)
    if form.submit(partial(draft_template, programme, by=request.user)):
        messages.success(request, _("The template is kept. Say now what is written in each place."))
        return go(request, form.result)
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/template_draft.html", context, status=status)


@require_GET
def template_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    template = _template(request, slug, pk)
    fields = template.fields.order_by("position")
    context = {"template": template, "programme": template.programme, "fields": fields}
    return page(request, "programmes/template_detail.html", context)


@require_http_methods(["GET", "POST"])
def template_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    template = _template(request, slug, pk)
    authorize(request.user, Can.WRITE_TEMPLATE, template.programme)
    form = EditTemplateForm(request.POST or None, subject=template, by=request.user)
    if form.submit(partial(edit_template, template, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, template)
    context = {"template": template, "programme": template.programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/template_edit.html", context, status=status)


@require_POST
def template_publish(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    template = _template(request, slug, pk)
    publish = partial(publish_template, template, at=timezone.now(), by=request.user)
    try:
        publish()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Agreements can be written from it now."))
    return go(request, template)


@require_POST
def template_revise(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    template = _template(request, slug, pk)
    try:
        following = revise_template(template, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return go(request, template)
    messages.success(request, _("The next edition begins with this text."))
    return go(request, following)


@require_POST
def template_retire(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    template = _template(request, slug, pk)
    try:
        retire_template(template, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("No new agreement is written from it. Those written stay."))
    return go(request, template)


def _template(request: SignedInRequest, slug: str, pk: int) -> AgreementTemplate:
    templates = AgreementTemplate.objects.visible_to(request.user).select_related("programme")
    return get_object_or_404(templates, pk=pk, programme__slug=slug)
