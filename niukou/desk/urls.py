"""Addresses of the desk."""

from django.urls import path

from niukou.desk.views import home, reminders

app_name = "desk"
urlpatterns = [
    path("desk/", home.home, name="home"),
    path("me/reminders/", reminders.reminders, name="reminders"),
    path("me/reminders/<slug:channel>/", reminders.reminders_change, name="reminders-change"),
    path(
        "me/reminders/<slug:channel>/switch/", reminders.reminders_switch, name="reminders-switch"
    ),
    path("me/reminders/<slug:channel>/test/", reminders.reminders_test, name="reminders-test"),
    path("reminders/stop/<str:key>/", reminders.reminders_stop, name="reminders-stop"),
    path("search/", home.search_page, name="search"),
]
