"""The first page after signing in, and the search over everything one may read."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from niukou.core.due import due_for
from niukou.core.htmx import SignedInRequest, page
from niukou.desk.queries.due import grouped
from niukou.desk.queries.own_work import (
    branches_of,
    given_to_by,
    organisations_of,
    programmes_of,
    sites_of,
    ways_of,
    ways_to_apply,
    ways_to_review,
)
from niukou.desk.queries.search import search
from niukou.network.queries import roles_of
from niukou.programmes.models import offices_of


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    sites, ways = sites_of(user), ways_of(user)
    ways += ways_to_apply(user, besides=sites, on=today) + ways_to_review(user)
    context = {
        "due": grouped(due_for(user, on=today), on=today),
        "today": today,
        "has_work": bool(roles_of(user).held or offices_of(user) or ways),
        "given": given_to_by(user),
        "programmes": programmes_of(user),
        "branches": branches_of(user, on=today),
        "sites": sites,
        "organisations": organisations_of(user, besides=sites),
        "ways": ways,
    }
    return page(request, "desk/home.html", context)


@require_GET
def search_page(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = search(text, user=request.user) if text else []
    context = {"text": text, "found": found}
    return page(request, "desk/search.html", context, partials={"search-results"})
