"""Addresses of the kernel's doors."""

from django.urls import path

from niukou.core import views

app_name = "core"
urlpatterns = [
    path("lookup/<slug:name>/", views.lookup, name="lookup"),
    path("files/<uuid:pk>/", views.file_download, name="file-download"),
    path("imports/template/<slug:kind>/", views.import_template, name="import-template"),
    path("imports/<uuid:pk>/", views.import_detail, name="import-detail"),
    path("imports/<uuid:pk>/export/", views.import_export, name="import-export"),
    path("imports/<uuid:pk>/confirm/", views.import_confirm, name="import-confirm"),
    path("imports/<uuid:pk>/discard/", views.import_discard, name="import-discard"),
    path("imports/<uuid:pk>/refused/", views.import_refused, name="import-refused"),
    path("up/", views.up, name="up"),
    path("kit/", views.kit, name="kit"),
]
