"""All addresses, app by app."""

from django.urls import include, path

from config.api import api

urlpatterns = [
    path("", include("niukou.portal.urls")),
    path("", include("niukou.desk.urls")),
    path("", include("niukou.figures.urls")),
    path("", include("niukou.programmes.urls")),
    path("", include("niukou.network.urls")),
    path("", include("niukou.people.urls")),
    path("", include("niukou.core.urls")),
    path("account/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]
