"""Addresses of programmes and branches: who runs them, what they aim at, when they meet."""

from django.urls import path

from niukou.programmes.views import (
    gatherings,
    initiators,
    officers,
    programmes,
    step_terms,
    targets,
)

urlpatterns = [
    path("programmes/", programmes.programme_list, name="programme-list"),
    # Below /programmes/ stand the addresses of programmes.
    path("programmes.xlsx", programmes.programmes_export, name="programmes-export"),
    path("start-programme/", programmes.programme_start, name="programme-start"),
    path("programmes/<slug:slug>/edit/", programmes.programme_edit, name="programme-edit"),
    path("programmes/<slug:slug>/branches/open/", programmes.branch_open, name="branch-open"),
    path(
        "programmes/<slug:slug>/initiators/name/",
        initiators.initiators_name,
        name="initiators-name",
    ),
    path("programmes/<slug:slug>/officers/", officers.officer_list, name="officer-list"),
    path("programmes/<slug:slug>/officers/export/", officers.officer_export, name="officer-export"),
    path(
        "programmes/<slug:slug>/officers/appoint/", officers.officer_appoint, name="officer-appoint"
    ),
    path("programmes/<slug:slug>/officers/<int:pk>/end/", officers.officer_end, name="officer-end"),
    path("programmes/<slug:slug>/targets/", targets.target_list, name="target-list"),
    path("programmes/<slug:slug>/targets/export/", targets.target_export, name="target-export"),
    path("programmes/<slug:slug>/targets/set/", targets.target_set, name="target-set"),
    path(
        "programmes/<slug:slug>/targets/<int:pk>/correct/",
        targets.target_correct,
        name="target-correct",
    ),
    path("branches/<slug:slug>/edit/", programmes.branch_edit, name="branch-edit"),
    path(
        "branches/<slug:slug>/gatherings/", gatherings.branch_gatherings, name="branch-gatherings"
    ),
    path(
        "branches/<slug:slug>/gatherings/plan/",
        gatherings.branch_gathering_plan,
        name="branch-gathering-plan",
    ),
    path(
        "programmes/<slug:slug>/gatherings/",
        gatherings.programme_gatherings,
        name="programme-gatherings",
    ),
    path(
        "programmes/<slug:slug>/gatherings/plan/",
        gatherings.programme_gathering_plan,
        name="programme-gathering-plan",
    ),
    path(
        "gatherings/<str:number>/programme/",
        gatherings.programme_gathering_edit,
        name="programme-gathering-edit",
    ),
    path("programmes/<slug:slug>/step-terms/", step_terms.term_list, name="term-list"),
    path("programmes/<slug:slug>/step-terms/export/", step_terms.term_export, name="term-export"),
    path("programmes/<slug:slug>/step-terms/set/", step_terms.term_set, name="term-set"),
]
