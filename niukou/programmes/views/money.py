"""The money of a programme: what it amounts to, what waits, the file of awards."""

import json
from functools import partial
from itertools import chain

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.programmes.exports.grants import grant_tables, picture_tables
from niukou.programmes.models import Donation, Grant, offices_of
from niukou.programmes.queries.awards import awards_of
from niukou.programmes.queries.grants import shown_grants
from niukou.programmes.queries.money import given_to, picture_of, programmes_with_money
from niukou.programmes.queries.money_waiting import waiting_for
from niukou.programmes.rules import Can
from niukou.programmes.rules.money_holders import programmes_financed_by


@require_GET
def programme_money(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_MONEY, programme)
    donations = Donation.objects.visible_to(request.user).filter(programme=programme)
    context = {
        "programme": programme,
        "tabs": tabs_of(programme, request.user, "money"),
        "picture": picture_of(programme, request.user),
        "given": given_to(donations.standing()),
        "waiting": waiting_for(
            request.user,
            programme,
            runs=bool(offices_of(request.user)),
            keeps=programme.pk in programmes_financed_by(request.user),
        ),
    }
    return page(request, "programmes/programme_money.html", context)


@require_GET
def money_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out the sums of the page, and the grants and tranches they are sums of."""
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_MONEY, programme)
    donations = Donation.objects.visible_to(request.user).filter(programme=programme)
    sums = picture_tables(picture_of(programme, request.user), given_to(donations.standing()))
    grants = Grant.objects.visible_to(request.user).filter(site__branch__programme=programme)
    in_order = grants.order_by("site__number", "-pk")
    tables = chain(sums, grant_tables(partial(shown_grants, in_order)))
    name = f"{_('Money')}-{programme.slug}-{timezone.localdate()}"
    return export_tables(tables, filename=name)


@require_GET
def award_file(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_MONEY, programme)
    told = {"grants": awards_of(request.user, programme=programme)}
    text = json.dumps(told, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{programme.slug}-awards.json"'
    response["Cache-Control"] = "private, no-store"
    return response
