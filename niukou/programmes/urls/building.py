"""Addresses of stations: built, checked, accepted, equipped, running."""

from django.urls import path, re_path

from niukou.programmes.views import assets, checks, defects, designs, operation, photos, stations

urlpatterns = [
    path("sites/<str:number>/stations/plan/", stations.station_plan, name="station-plan"),
    path("stations/<int:pk>/open/", stations.station_open, name="station-open"),
    path("stations/<int:pk>/correct-opening/", stations.opening_correct, name="opening-correct"),
    path("stations/<int:pk>/edit/", stations.station_edit, name="station-edit"),
    path("stations/<int:pk>/plaque/", stations.plaque_edit, name="plaque-edit"),
    path("sites/<str:number>/station/", stations.site_stations, name="site-stations"),
    path("stations/<int:pk>/pause/", operation.station_pause, name="station-pause"),
    path("stations/<int:pk>/reopen/", operation.station_reopen, name="station-reopen"),
    path("stations/<int:pk>/end/", operation.station_end, name="station-end"),
    path("spells/<int:pk>/correct/", operation.spell_correct, name="spell-correct"),
    path("stations/<int:pk>/zones/", operation.station_zones, name="station-zones"),
    path("stations/<int:pk>/hours/", operation.station_hours, name="station-hours"),
    path("stations/<int:pk>/photos/", photos.photo_list, name="photo-list"),
    path("stations/<int:pk>/photos/add/", photos.photo_add, name="photo-add"),
    path("photos/<int:pk>/edit/", photos.photo_edit, name="photo-edit"),
    path("photos/<int:pk>/publish/", photos.photo_publish, name="photo-publish"),
    path("sites/<str:number>/building/", designs.site_building, name="site-building"),
    path(
        "sites/<str:number>/building/export/",
        designs.site_building_export,
        name="site-building-export",
    ),
    path("stations/<int:pk>/design/", designs.design_submit, name="design-submit"),
    path("designs/<int:pk>/", designs.design_detail, name="design-detail"),
    path("programmes/<slug:slug>/checklists/", checks.checklist_list, name="checklist-list"),
    path(
        "programmes/<slug:slug>/checklists/export/",
        checks.checklist_export,
        name="checklist-export",
    ),
    path(
        "programmes/<slug:slug>/checklists/write/", checks.checklist_write, name="checklist-write"
    ),
    path("stations/<int:pk>/self-check/", checks.self_check_record, name="self-check-record"),
    path("self-checks/<int:pk>/", checks.self_check_detail, name="self-check-detail"),
    path("stations/<int:pk>/acceptance/", checks.acceptance_record, name="acceptance-record"),
    path("acceptances/<str:number>/", checks.acceptance_detail, name="acceptance-detail"),
    path("acceptances/<str:number>/paper/", checks.acceptance_paper, name="acceptance-paper"),
    re_path(
        r"^acceptances/(?P<number>[^/]+)/sign/(?P<side>hospital|programme)/$",
        checks.acceptance_sign,
        name="acceptance-sign",
    ),
    path(
        "acceptances/<str:number>/withdraw/", checks.acceptance_withdraw, name="acceptance-withdraw"
    ),
    path("acceptances/<str:number>/scan/", checks.acceptance_scan, name="acceptance-scan"),
    path("stations/<int:pk>/defects/report/", defects.defect_report, name="defect-report"),
    path("defects/<int:pk>/mend/", defects.defect_mend, name="defect-mend"),
    path("defects/<int:pk>/confirm/", defects.defect_confirm, name="defect-confirm"),
    path("defects/<int:pk>/send-back/", defects.defect_send_back, name="defect-send-back"),
    path("assets/", assets.asset_list, name="asset-list"),
    path("assets/export/", assets.asset_export, name="asset-export"),
    path("assets/<str:number>/", assets.asset_detail, name="asset-detail"),
    path("assets/<str:number>/move/", assets.asset_move, name="asset-move"),
    path("assets/<str:number>/edit/", assets.asset_edit, name="asset-edit"),
    path("stations/<int:pk>/assets/receive/", assets.asset_receive, name="asset-receive"),
    path("sites/<str:number>/assets/import/", assets.asset_import, name="asset-import"),
]
