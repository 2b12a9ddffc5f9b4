"""Addresses of the app's pages."""

from django.urls import path

from niukou.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:slug>/", views.programme, name="programme"),
    path("p/<slug:programme>/<slug:slug>/", views.branch, name="branch"),
    path("verify/", views.verify, name="verify"),
]
