"""Addresses of the app's pages; the dashboards of a programme and a branch are in ``figures``."""

from django.urls import path

from niukou.programmes.views import (
    contacts,
    imports,
    initiators,
    moves,
    officers,
    programmes,
    signing,
    sites,
    stations,
    targets,
    templates,
)

app_name = "programmes"
urlpatterns = [
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("start-programme/", programmes.programme_start, name="programme-start"),
    path("programmes/<slug:slug>/edit/", programmes.programme_edit, name="programme-edit"),
    path("programmes/<slug:slug>/branches/open/", programmes.branch_open, name="branch-open"),
    path(
        "programmes/<slug:slug>/initiators/name/",
        initiators.initiators_name,
        name="initiators-name",
    ),
    path("programmes/<slug:slug>/officers/", officers.officer_list, name="officer-list"),
    path(
        "programmes/<slug:slug>/officers/appoint/", officers.officer_appoint, name="officer-appoint"
    ),
    path("programmes/<slug:slug>/officers/<int:pk>/end/", officers.officer_end, name="officer-end"),
    path("programmes/<slug:slug>/targets/", targets.target_list, name="target-list"),
    path("programmes/<slug:slug>/targets/set/", targets.target_set, name="target-set"),
    path(
        "programmes/<slug:slug>/targets/<int:pk>/correct/",
        targets.target_correct,
        name="target-correct",
    ),
    path("programmes/<slug:slug>/templates/", templates.template_list, name="template-list"),
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
    path("branches/<slug:slug>/signings/hold/", signing.signing_hold, name="signing-hold"),
    path("branches/<slug:slug>/signings/<int:pk>/", signing.signing_detail, name="signing-detail"),
    path(
        "branches/<slug:slug>/signings/<int:pk>/correct/",
        signing.signing_correct,
        name="signing-correct",
    ),
    path("sites/<str:number>/agreements/", signing.site_agreements, name="site-agreements"),
    path(
        "sites/<str:number>/agreements/prepare/",
        signing.agreement_prepare,
        name="agreement-prepare",
    ),
    path("sites/<str:number>/drafts/<int:pk>/edit/", signing.draft_edit, name="draft-edit"),
    path("sites/<str:number>/drafts/<int:pk>/drop/", signing.draft_drop, name="draft-drop"),
    path("sites/<str:number>/drafts/<int:pk>/paper/", signing.draft_paper, name="draft-paper"),
    path("branches/<slug:slug>/edit/", programmes.branch_edit, name="branch-edit"),
    path("branches/<slug:slug>/sites/propose/", sites.site_propose, name="site-propose"),
    path("branches/<slug:slug>/import/", imports.site_import, name="site-import"),
    path("sites/", sites.site_list, name="site-list"),
    path("sites/<str:number>/", sites.site_detail, name="site-detail"),
    path("sites/<str:number>/edit/", sites.site_edit, name="site-edit"),
    path("sites/<str:number>/move/", moves.site_move, name="site-move"),
    path("sites/<str:number>/sign/", moves.site_sign, name="site-sign"),
    path("sites/<str:number>/steps/<int:pk>/correct/", moves.step_correct, name="step-correct"),
    path("sites/<str:number>/contacts/name/", contacts.contact_name, name="contact-name"),
    path("sites/<str:number>/contacts/<int:pk>/end/", contacts.contact_end, name="contact-end"),
    path("sites/<str:number>/files/attach/", contacts.file_attach, name="file-attach"),
    path("sites/<str:number>/stations/plan/", stations.station_plan, name="station-plan"),
    path("stations/<int:pk>/open/", stations.station_open, name="station-open"),
    path("stations/<int:pk>/correct-opening/", stations.opening_correct, name="opening-correct"),
    path("stations/<int:pk>/edit/", stations.station_edit, name="station-edit"),
]
