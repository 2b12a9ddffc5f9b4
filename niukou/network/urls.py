"""Addresses of the network's pages."""

from django.urls import path

from niukou.network.views import organisations

app_name = "network"
urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path(
        "organisations/register/", organisations.organisation_register, name="organisation-register"
    ),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/campuses/add/", organisations.campus_add, name="campus-add"),
]
