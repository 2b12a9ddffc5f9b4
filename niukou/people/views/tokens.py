"""Pages of one's own API tokens."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.actions.tokens import make_token, revoke_token
from niukou.people.forms import MakeTokenForm
from niukou.people.models import ApiToken


@require_GET
def token_list(request: SignedInRequest) -> HttpResponse:
    tokens = ApiToken.objects.visible_to(request.user).order_by("revoked_at", "-created_at")
    return page(request, "people/token_list.html", {"tokens": tokens})


@never_cache
@require_http_methods(["GET", "POST"])
def token_make(request: SignedInRequest) -> HttpResponse:
    """Make a token; its secret stands on this one answer only."""
    form = MakeTokenForm(request.POST or None, by=request.user)
    if form.submit(partial(make_token, request.user, by=request.user)):
        context = {"fresh": form.result, "header": f"Authorization: Bearer {form.result.secret}"}
        return page(request, "people/token_made.html", context)
    status = 422 if form.is_bound else 200
    return page(request, "people/token_make.html", {"form": form}, status=status)


@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token, by=request.user)
    messages.success(
        request, _("The token is revoked: scripts that use it are refused from now on.")
    )
    return go(request, "people:token-list")
