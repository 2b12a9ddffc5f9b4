"""Pages open to everybody: the same for all strangers, so that caches may keep them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse  # noqa: TID251  # how doors answer, as in htmx.py
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import cache_page

from niukou.core.htmx import page

KEPT_SECONDS = 60

# Put on a view, it keeps each worker from rendering the same stranger's page again for a minute.
# What somebody signed in gets is private and never kept; languages are kept apart.
kept_for_strangers = cache_page(KEPT_SECONDS, cache="pages")


def public_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a page that strangers may read; a cache may keep theirs for a minute.

    What a stranger gets carries no token and sets no cookie: else a cache would hand one
    visitor's to the next. What somebody signed in gets stays theirs.
    """
    if request.user.is_authenticated:
        response = page(request, template, context, partials=partials, status=status)
        patch_cache_control(response, private=True)
        return response
    without_token = {**context, "csrf_token": ""}
    response = page(request, template, without_token, partials=partials, status=status)
    if status == HttpResponse.status_code:
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
