"""Addresses of the app's pages."""

from django.urls import path

from niukou.gatherings.views import (
    agenda,
    attendance,
    check_in,
    gatherings,
    moves,
    participants,
)

app_name = "gatherings"
urlpatterns = [
    path("gatherings/", gatherings.gathering_list, name="gathering-list"),
    path("gatherings/export/", gatherings.gathering_export, name="gathering-export"),
    path("plan-gathering/", gatherings.gathering_plan, name="gathering-plan"),
    path("gatherings/<str:number>/", gatherings.gathering_detail, name="gathering-detail"),
    path("gatherings/<str:number>/edit/", gatherings.gathering_edit, name="gathering-edit"),
    path("gatherings/<str:number>/hosts/", agenda.hosts_name, name="hosts-name"),
    path("gatherings/<str:number>/agenda/", agenda.agenda_set, name="agenda-set"),
    path("gatherings/<str:number>/open/", moves.registration_open, name="registration-open"),
    path("gatherings/<str:number>/close/", moves.registration_close, name="registration-close"),
    path("gatherings/<str:number>/held/", moves.gathering_held, name="gathering-held"),
    path("gatherings/<str:number>/reopen/", moves.gathering_reopen, name="gathering-reopen"),
    path("gatherings/<str:number>/cancel/", moves.gathering_cancel, name="gathering-cancel"),
    path("gatherings/<str:number>/register/", participants.register_oneself, name="register"),
    path("gatherings/<str:number>/withdraw/", participants.withdraw_oneself, name="withdraw"),
    path(
        "gatherings/<str:number>/participants/", participants.participant_list, name="participants"
    ),
    path(
        "gatherings/<str:number>/participants/add/",
        participants.participant_add,
        name="participant-add",
    ),
    path(
        "gatherings/<str:number>/participants/export/",
        participants.participant_export,
        name="participant-export",
    ),
    path(
        "gatherings/<str:number>/participants/sheet/",
        participants.sign_in_paper,
        name="sign-in-sheet",
    ),
    path(
        "gatherings/<str:number>/participants/import/",
        participants.attendance_import,
        name="attendance-import",
    ),
    path(
        "registrations/<int:pk>/withdraw/",
        participants.registration_withdraw,
        name="registration-withdraw",
    ),
    path(
        "registrations/<int:pk>/check-in/",
        participants.registration_check_in,
        name="registration-check-in",
    ),
    path("attendances/<int:pk>/correct/", attendance.attendance_correct, name="attendance-correct"),
    path("attendances/<int:pk>/strike/", attendance.attendance_strike, name="attendance-strike"),
    path("gatherings/<str:number>/heads/", attendance.head_count_record, name="head-count-record"),
    path("head-counts/<int:pk>/correct/", attendance.head_count_correct, name="head-count-correct"),
    path("gatherings/<str:number>/screen/", check_in.screen, name="check-in-screen"),
    path("check-in/<str:number>/", check_in.telephone, name="check-in"),
]
