"""All addresses, app by app."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.api import api

operations, app_name, namespace = api.urls
for operation in operations:
    # It asks for a token or a session itself, and answers 401 where a page would redirect.
    if isinstance(operation, URLPattern):
        login_not_required(operation.callback)

urlpatterns = [
    path("", include("niukou.portal.urls")),
    path("", include("niukou.desk.urls")),
    path("", include("niukou.figures.urls")),
    path("", include("niukou.programmes.urls")),
    path("", include("niukou.gatherings.urls")),
    path("", include("niukou.network.urls")),
    path("", include("niukou.people.urls")),
    path("", include("niukou.core.urls")),
    path("account/", include("allauth.urls")),
    # Public pages are cached for all strangers alike, so their switch can carry no token.
    path("language/", csrf_exempt(login_not_required(set_language)), name="set_language"),
    path("api/v1/", (operations, app_name, namespace)),
]
