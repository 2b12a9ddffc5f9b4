"""Addresses of the app's pages."""

from django.urls import path

from niukou.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:slug>/", views.programme, name="programme"),
    path("p/<slug:slug>/progress/", views.progress, name="progress"),
    path("p/<slug:programme>/gatherings/<str:number>/", views.gathering, name="gathering"),
    path("p/<slug:programme>/<slug:slug>/", views.branch, name="branch"),
    path("p/<slug:programme>/<slug:branch>/stations/<int:pk>/", views.station, name="station"),
    path(
        "p/<slug:programme>/<slug:branch>/stations/<int:pk>/photos/<int:photo>/",
        views.station_photo,
        name="station-photo",
    ),
    path("p/<slug:slug>/calls/<str:number>/", views.call, name="call"),
    path("p/<slug:programme>/notices/<str:number>/", views.notice, name="notice"),
    path(
        "p/<slug:programme>/notices/<str:number>/object/", views.notice_object, name="notice-object"
    ),
    path(
        "p/<slug:programme>/notices/<str:number>/receipt/",
        views.notice_receipt,
        name="notice-receipt",
    ),
    path("verify/", views.verify, name="verify"),
]
