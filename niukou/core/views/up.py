"""Whether the web server answers, for whoever watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@login_not_required
@never_cache
@require_GET
def up(request: HttpRequest) -> HttpResponse:
    """Say ok without asking the database: it tells that requests are answered, no more."""
    return HttpResponse("ok", content_type="text/plain")
