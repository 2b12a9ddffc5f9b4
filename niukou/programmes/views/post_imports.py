"""Where a list of posts comes in."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.excel.forms import WorkbookForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.imports import preview_import
from niukou.programmes.imports.posts import COLUMNS, POSTS
from niukou.programmes.models import Branch
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def post_import(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = get_object_or_404(Branch.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.IMPORT_POSTS, branch)
    form = WorkbookForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(preview_import, POSTS, scope=branch.slug, by=request.user)):
        return go(request, form.result)
    context = {"branch": branch, "form": form, "columns": COLUMNS, "kind": POSTS}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/post_import.html", context, status=status)
