"""Addresses of the desk."""

from django.urls import path

from niukou.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.home, name="home"),
    path("search/", views.search_page, name="search"),
]
