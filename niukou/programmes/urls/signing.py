"""Addresses of the wording of agreements, their drafts and the day they are signed."""

from django.urls import path

from niukou.programmes.views import signing, templates

urlpatterns = [
    path("programmes/<slug:slug>/templates/", templates.template_list, name="template-list"),
    path(
        "programmes/<slug:slug>/templates/export/",
        templates.template_export,
        name="template-export",
    ),
    path(
        "programmes/<slug:slug>/templates/draft/", templates.template_draft, name="template-draft"
    ),
    path(
        "programmes/<slug:slug>/templates/<int:pk>/",
        templates.template_detail,
        name="template-detail",
    ),
    *(
        path(f"programmes/<slug:slug>/templates/<int:pk>/{verb}/", view, name=f"template-{verb}")
        for verb, view in (
            ("edit", templates.template_edit),
            ("publish", templates.template_publish),
            ("revise", templates.template_revise),
            ("retire", templates.template_retire),
        )
    ),
    path("branches/<slug:slug>/signings/", signing.signing_list, name="signing-list"),
    path("branches/<slug:slug>/signings/export/", signing.signings_export, name="signings-export"),
    path("branches/<slug:slug>/signings/hold/", signing.signing_hold, name="signing-hold"),
    path("branches/<slug:slug>/signings/<int:pk>/", signing.signing_detail, name="signing-detail"),
    path(
        "branches/<slug:slug>/signings/<int:pk>/export/",
        signing.signing_export,
        name="signing-export",
    ),
    path(
        "branches/<slug:slug>/signings/<int:pk>/correct/",
        signing.signing_correct,
        name="signing-correct",
    ),
    path("sites/<str:number>/agreements/", signing.site_agreements, name="site-agreements"),
    path(
        "sites/<str:number>/agreements/export/",
        signing.site_agreements_export,
        name="site-agreements-export",
    ),
    path(
        "sites/<str:number>/agreements/prepare/",
        signing.agreement_prepare,
        name="agreement-prepare",
    ),
    path("sites/<str:number>/drafts/<int:pk>/edit/", signing.draft_edit, name="draft-edit"),
    path("sites/<str:number>/drafts/<int:pk>/drop/", signing.draft_drop, name="draft-drop"),
    path("sites/<str:number>/drafts/<int:pk>/paper/", signing.draft_paper, name="draft-paper"),
]
