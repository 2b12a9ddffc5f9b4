"""Addresses of the app's pages."""

from django.urls import path

from niukou.figures.views import claims, dashboards, figures, readings

app_name = "figures"
urlpatterns = [
    path("programmes/<slug:slug>/", dashboards.programme_overview, name="programme-overview"),
    path("branches/<slug:slug>/", dashboards.branch_board, name="branch-board"),
    path("figures/", figures.indicator_list, name="indicator-list"),
    path("claims/", claims.claim_check, name="claim-check"),
    path("figures/<slug:code>/", figures.figure_detail, name="figure-detail"),
    path("figures/<slug:code>/evidence.xlsx", figures.evidence_export, name="evidence-export"),
    path("figures/<slug:code>/readings/record/", readings.reading_record, name="reading-record"),
]
