"""All the HTMX there is: one page with its fragments, one redirect."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from niukou.core.filters import ListFilter

if TYPE_CHECKING:
    from niukou.people.models import Account


class SignedInRequest(HttpRequest):
    """What a view gets behind the sign-in: ``user`` is an account."""

    user: "Account"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page, or only the partial that htmx is about to swap.

    A partial bears the id of the element it replaces, so ``hx-target`` names
    it. Only those listed in ``partials`` can be asked for.

    ``filters`` in the context that are not understood make it a refusal; the line that says so
    stands in their form, and comes along with the rows.
    """
    filters = context.get("filters")
    if isinstance(filters, ListFilter) and filters.errors:
        status = 422
    _, _, target = request.headers.get("HX-Target", "").rpartition("#")
    if target in partials:
        template = f"{template}#{target}"
    response = render(request, template, dict(context), status=status)
    if target in partials and isinstance(filters, ListFilter):
        said = {"form": filters.form, "is_swapped": True}
        response.write(render_to_string("django/forms/filter_refused.html", said))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def go(request: HttpRequest, to: Any) -> HttpResponse:
    """Redirect the whole window, also when htmx would follow a 302 into a fragment."""
    url = resolve_url(to)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
