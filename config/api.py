"""The JSON API: one version, its doors in each app's ``api.py``."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from ninja.security import SessionAuth

from niukou.core.errors import DomainError
from niukou.figures.api import router as figures
from niukou.gatherings.api import router as gatherings
from niukou.network.api import router as network
from niukou.people.api import router as people
from niukou.people.tokens import TokenAuth
from niukou.programmes.api import router as programmes


class PlainJson(JSONRenderer):
    """JSON in which Chinese stays readable."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Niukou",
    version="1",
    urls_namespace="api-1",
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,
    renderer=PlainJson(),
)

api.add_router("", figures)
api.add_router("", gatherings)
api.add_router("", network)
api.add_router("", people)
api.add_router("", programmes)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Say a refusal as 409 with the words a page would show."""
    return api.create_response(
        request, {"detail": refusal.message, "field": refusal.field}, status=409
    )


@api.exception_handler(PermissionDenied)
def forbid(request: HttpRequest, refusal: PermissionDenied) -> HttpResponse:
    """Say in JSON that this is not theirs to do."""
    return api.create_response(request, {"detail": _("You may not do this.")}, status=403)
