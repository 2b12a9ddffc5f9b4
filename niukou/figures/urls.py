"""Addresses of the app's pages."""

from django.urls import path

from niukou.figures.views import (
    claims,
    corrections,
    dashboards,
    figures,
    giving,
    publications,
    readings,
    sites,
)

app_name = "figures"
urlpatterns = [
    path("programmes/<slug:slug>/", dashboards.programme_overview, name="programme-overview"),
    path("branches/<slug:slug>/", dashboards.branch_board, name="branch-board"),
    path("giving/", giving.giving_list, name="giving-list"),
    path("giving/<slug:slug>/", giving.giving, name="giving"),
    path("sites/<str:number>/figures/", sites.site_figures, name="site-figures"),
    path("figures/", figures.indicator_list, name="indicator-list"),
    path("claims/", claims.claim_check, name="claim-check"),
    path("figures/<slug:code>/", figures.figure_detail, name="figure-detail"),
    path("figures/<slug:code>/evidence.xlsx", figures.evidence_export, name="evidence-export"),
    path("figures/<slug:code>/readings/record/", readings.reading_record, name="reading-record"),
    path("figures/<slug:code>/publish/", publications.figure_publish, name="figure-publish"),
    path("publications/", publications.publication_list, name="publication-list"),
    path("publications/<slug:number>/", publications.publication_detail, name="publication-detail"),
    path(
        "publications/<slug:number>/paper/",
        publications.publication_paper,
        name="publication-paper",
    ),
    path(
        "publications/<slug:number>/correct/",
        corrections.correction_propose,
        name="correction-propose",
    ),
    path("corrections/<int:pk>/", corrections.correction_detail, name="correction-detail"),
    path(
        "corrections/<int:pk>/approve/", corrections.correction_approve, name="correction-approve"
    ),
    path("corrections/<int:pk>/reject/", corrections.correction_reject, name="correction-reject"),
]
