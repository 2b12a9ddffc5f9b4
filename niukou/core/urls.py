"""Addresses of the kernel's doors."""

from django.urls import path

from niukou.core import views

app_name = "core"
urlpatterns = [
    path("lookup/<slug:name>/", views.lookup, name="lookup"),
    path("files/<uuid:pk>/", views.file_download, name="file-download"),
    path("kit/", views.kit, name="kit"),
]
