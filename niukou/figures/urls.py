"""Addresses of the app's pages."""

from django.urls import path

from niukou.figures.views import (
    claims,
    corrections,
    dashboards,
    duties,
    figures,
    giving,
    publications,
    readings,
    return_board,
    return_books,
    return_notes,
    returns,
    sites,
)

app_name = "figures"
urlpatterns = [
    path("programmes/<slug:slug>/", dashboards.programme_overview, name="programme-overview"),
    path("programmes/<slug:slug>/export/", dashboards.programme_export, name="programme-export"),
    path("branches/<slug:slug>/", dashboards.branch_board, name="branch-board"),
    path("branches/<slug:slug>/export/", dashboards.branch_export, name="branch-export"),
    path("giving/", giving.giving_list, name="giving-list"),
    path("giving/<slug:slug>/", giving.giving, name="giving"),
    path("giving/<slug:slug>/export/", giving.giving_export, name="giving-export"),
    path("sites/<str:number>/figures/", sites.site_figures, name="site-figures"),
    path(
        "sites/<str:number>/figures/export/", sites.site_figures_export, name="site-figures-export"
    ),
    path("figures/", figures.indicator_list, name="indicator-list"),
    path("figures/export/", figures.indicator_export, name="indicator-export"),
    path("claims/", claims.claim_check, name="claim-check"),
    path("figures/<slug:code>/", figures.figure_detail, name="figure-detail"),
    path("figures/<slug:code>/evidence.xlsx", figures.evidence_export, name="evidence-export"),
    path("figures/<slug:code>/readings/record/", readings.reading_record, name="reading-record"),
    path("figures/<slug:code>/publish/", publications.figure_publish, name="figure-publish"),
    path("publications/", publications.publication_list, name="publication-list"),
    path("publications/export/", publications.publications_export, name="publications-export"),
    path("publications/<slug:number>/", publications.publication_detail, name="publication-detail"),
    path(
        "publications/<slug:number>/export/",
        publications.publication_export,
        name="publication-export",
    ),
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
    path("sites/<str:number>/returns/", returns.site_returns, name="site-returns"),
    path(
        "sites/<str:number>/returns/export/",
        returns.site_returns_export,
        name="site-returns-export",
    ),
    path("returns/<int:pk>/", returns.return_detail, name="return-detail"),
    path("returns/<int:pk>/fill/", returns.return_fill, name="return-fill"),
    path("returns/<int:pk>/submit/", returns.return_submit, name="return-submit"),
    path("returns/<int:pk>/send-back/", returns.return_send_back, name="return-send-back"),
    path("returns/<int:pk>/accept/", returns.return_accept, name="return-accept"),
    path("returns/<int:pk>/workbook.xlsx", return_books.return_workbook, name="return-workbook"),
    path("returns/<int:pk>/import/", return_books.return_import, name="return-import"),
    path("returns/<int:pk>/lines/<slug:code>/note/", return_notes.line_note, name="line-note"),
    path("return-notes/<int:pk>/", return_notes.return_note, name="return-note"),
    path(
        "return-notes/<int:pk>/approve/",
        return_notes.return_note_approve,
        name="return-note-approve",
    ),
    path(
        "return-notes/<int:pk>/reject/", return_notes.return_note_reject, name="return-note-reject"
    ),
    path("branches/<slug:slug>/returns/", return_board.branch_returns, name="branch-returns"),
    path(
        "branches/<slug:slug>/returns/export/",
        return_board.branch_returns_export,
        name="branch-returns-export",
    ),
    path(
        "branches/<slug:slug>/returns/plan/",
        return_board.branch_return_plan,
        name="branch-return-plan",
    ),
    path("branches/<slug:slug>/returns/open/", return_board.returns_open, name="returns-open"),
    path(
        "branches/<slug:slug>/returns/accept-clean/",
        return_board.returns_accept_clean,
        name="returns-accept-clean",
    ),
    path(
        "programmes/<slug:slug>/returns/plan/",
        return_board.programme_return_plan,
        name="programme-return-plan",
    ),
    path("programmes/<slug:slug>/disclosure/", duties.disclosure, name="disclosure"),
    path(
        "programmes/<slug:slug>/disclosure/export/",
        duties.disclosure_export,
        name="disclosure-export",
    ),
    path("programmes/<slug:slug>/disclosure/keep/", duties.disclosure_keep, name="disclosure-keep"),
    path("duties/<int:pk>/", duties.duty_detail, name="duty-detail"),
    path("duties/<int:pk>/draft/", duties.duty_draft, name="duty-draft"),
    path("duties/<int:pk>/approve/", duties.duty_approve, name="duty-approve"),
    path("duties/<int:pk>/publish/", duties.duty_publish, name="duty-publish"),
    path("duties/<int:pk>/note/", duties.duty_note, name="duty-note"),
    path("duty-notes/<int:pk>/approve/", duties.duty_note_approve, name="duty-note-approve"),
    path("duty-notes/<int:pk>/reject/", duties.duty_note_reject, name="duty-note-reject"),
]
