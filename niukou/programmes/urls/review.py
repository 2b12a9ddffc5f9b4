"""Addresses of what decides about an application: panels, reviews, public notices."""

from django.urls import path

from niukou.programmes.views import determinations, notices, objections, panelists, panels, reviews

urlpatterns = [
    path("branches/<slug:slug>/review/", notices.branch_review, name="branch-review"),
    path("branches/<slug:slug>/review/export/", notices.review_export, name="review-export"),
    path("branches/<slug:slug>/panels/prepare/", panels.panel_prepare, name="panel-prepare"),
    path("branches/<slug:slug>/notices/draft/", notices.notice_draft, name="notice-draft"),
    path("panels/<str:number>/", panels.panel_detail, name="panel-detail"),
    path("panels/<str:number>/export/", panels.panel_export, name="panel-export"),
    path("panels/<str:number>/edit/", panels.panel_edit, name="panel-edit"),
    path("panels/<str:number>/open/", panels.panel_open, name="panel-open"),
    path("panels/<str:number>/close/", panels.panel_close, name="panel-close"),
    path("panels/<str:number>/criteria/add/", panels.criterion_add, name="criterion-add"),
    path(
        "panels/<str:number>/criteria/<int:pk>/remove/",
        panelists.criterion_remove,
        name="criterion-remove",
    ),
    path(
        "panels/<str:number>/reviewers/invite/", panelists.panelist_invite, name="panelist-invite"
    ),
    path(
        "panels/<str:number>/reviewers/<int:pk>/remove/",
        panelists.panelist_remove,
        name="panelist-remove",
    ),
    path("panels/<str:number>/sites/add/", panels.sites_add, name="panel-sites-add"),
    path(
        "panels/<str:number>/sites/<int:pk>/remove/",
        panelists.panel_site_remove,
        name="panel-site-remove",
    ),
    path(
        "panels/<str:number>/sites/<int:pk>/determine/",
        determinations.site_determine,
        name="site-determine",
    ),
    path("panels/<str:number>/sheets/<int:pk>/", determinations.sheet_detail, name="sheet-detail"),
    path(
        "determinations/<str:number>/letter/",
        determinations.determination_letter,
        name="determination-letter",
    ),
    path("sites/<str:number>/review/", determinations.site_review, name="site-review"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/export/", reviews.own_reviews_export, name="own-reviews-export"),
    path("reviews/<int:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:pk>/files/<int:field_id>/", reviews.review_file, name="review-file"),
    path("reviews/<int:pk>/declare/", reviews.review_declare, name="review-declare"),
    path("reviews/<int:pk>/recuse/", reviews.review_recuse, name="review-recuse"),
    path("notices/<str:number>/", notices.notice_detail, name="notice-detail"),
    path("notices/<str:number>/export/", notices.notice_export, name="notice-export"),
    path("notices/<str:number>/edit/", notices.notice_edit, name="notice-edit"),
    path("notices/<str:number>/publish/", notices.notice_publish, name="notice-publish"),
    path("notices/<str:number>/extend/", notices.notice_extend, name="notice-extend"),
    path("notices/<str:number>/end/", notices.notice_end, name="notice-end"),
    path(
        "notices/<str:number>/objections/record/",
        objections.objection_record,
        name="objection-record",
    ),
    path("objections/<str:number>/", objections.objection_detail, name="objection-detail"),
    path("objections/<str:number>/who/", objections.objector_reveal, name="objector-reveal"),
]
