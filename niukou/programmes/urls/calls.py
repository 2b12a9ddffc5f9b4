"""Addresses of calls, the forms they ask and the applications that answer them."""

from django.urls import path

from niukou.programmes.views import (
    applications,
    call_forms,
    calls,
    formal_checks,
    recommendations,
    writing,
)

urlpatterns = [
    path("applications/export/", applications.application_export, name="application-export"),
    path("branches/<slug:slug>/calls/export/", calls.call_export, name="call-export"),
    path("branches/<slug:slug>/calls/", calls.call_list, name="call-list"),
    path("branches/<slug:slug>/calls/draft/", calls.call_draft, name="call-draft"),
    path("calls/<str:number>/", calls.call_detail, name="call-detail"),
    path("calls/<str:number>/edit/", calls.call_edit, name="call-edit"),
    path("calls/<str:number>/publish/", calls.call_publish, name="call-publish"),
    path("calls/<str:number>/close/", calls.call_close, name="call-close"),
    path("calls/<str:number>/cancel/", calls.call_cancel, name="call-cancel"),
    path("calls/<str:number>/form/", call_forms.form_detail, name="form-detail"),
    path("calls/<str:number>/form/preview/", call_forms.form_preview, name="form-preview"),
    path("calls/<str:number>/form/revise/", call_forms.form_revise, name="form-revise"),
    path("calls/<str:number>/form/publish/", call_forms.form_publish, name="form-publish"),
    path("calls/<str:number>/form/questions/add/", call_forms.question_add, name="question-add"),
    *(
        path(f"calls/<str:number>/form/questions/<int:pk>/{verb}/", view, name=f"question-{verb}")
        for verb, view in (
            ("edit", call_forms.question_edit),
            ("move", call_forms.question_move),
            ("remove", call_forms.question_remove),
        )
    ),
    path("calls/<str:number>/apply/", applications.application_begin, name="application-begin"),
    path("applications/", applications.application_list, name="application-list"),
    path(
        "sites/<str:number>/application/",
        applications.application_detail,
        name="application-detail",
    ),
    path(
        "sites/<str:number>/application/write/",
        writing.application_write,
        name="application-write",
    ),
    path(
        "sites/<str:number>/application/recommender/",
        writing.recommender_name,
        name="recommender-name",
    ),
    path(
        "sites/<str:number>/application/submit/",
        applications.application_submit,
        name="application-submit",
    ),
    path(
        "sites/<str:number>/application/withdraw/",
        applications.application_withdraw,
        name="application-withdraw",
    ),
    path(
        "sites/<str:number>/application/paper/",
        applications.application_paper,
        name="application-paper",
    ),
    path("sites/<str:number>/check/begin/", formal_checks.check_begin, name="check-begin"),
    path("sites/<str:number>/check/", formal_checks.check_detail, name="check-detail"),
    path("sites/<str:number>/check/pass/", formal_checks.check_pass, name="check-pass"),
    path("sites/<str:number>/check/return/", formal_checks.check_return, name="check-return"),
    path("sites/<str:number>/check/reject/", formal_checks.check_reject, name="check-reject"),
    path("recommendations/", recommendations.recommendation_list, name="recommendation-list"),
    path(
        "recommendations/export/",
        recommendations.recommendation_export,
        name="recommendation-export",
    ),
    path(
        "recommendations/<str:number>/",
        recommendations.recommendation_give,
        name="recommendation-give",
    ),
]
