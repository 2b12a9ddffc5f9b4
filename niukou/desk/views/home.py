"""The first page after signing in, and the search over everything one may read."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from niukou.core.due import due_for
from niukou.core.htmx import SignedInRequest, page
from niukou.desk.queries.home import branches_of, search
from niukou.network.models import Organisation
from niukou.network.queries import roles_of
from niukou.programmes.models import Programme, Site
from niukou.programmes.rules import offices_of


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    own = roles_of(user).organisations()
    sites = Site.objects.visible_to(user).filter(hospital__in=own)
    context = {
        "due": due_for(user, on=today),
        "today": today,
        "programmes": Programme.objects.run_by(user).order_by("launched_on", "pk")
        if offices_of(user)
        else [],
        "branches": branches_of(user, on=today),
        "sites": sites.select_related("hospital", "branch").order_by("number"),
        "organisations": Organisation.objects.visible_to(user).filter(pk__in=own),
    }
    return page(request, "desk/home.html", context)


@require_GET
def search_page(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = search(text, user=request.user) if text else []
    context = {"text": text, "found": found}
    return page(request, "desk/search.html", context, partials={"search-results"})
