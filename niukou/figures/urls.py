"""Addresses of the app's pages."""

from django.urls.resolvers import URLPattern

app_name = "figures"
urlpatterns: list[URLPattern] = []
