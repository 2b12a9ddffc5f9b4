"""Addresses of the network's pages."""

from django.urls import path

from niukou.network.views import agreements, holidays, organisations, roles

app_name = "network"
urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/export/", organisations.organisation_export, name="organisation-export"),
    path(
        "organisations/register/", organisations.organisation_register, name="organisation-register"
    ),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/campuses/add/", organisations.campus_add, name="campus-add"),
    path("organisations/<int:pk>/people/add/", roles.person_bring_in, name="person-bring-in"),
    path("campuses/<int:pk>/edit/", organisations.campus_edit, name="campus-edit"),
    path("accounts/<int:pk>/roles/grant/", roles.role_grant, name="role-grant"),
    path("roles/<int:pk>/end/", roles.role_end, name="role-end"),
    path("people/<uuid:pk>/offices/appoint/", roles.office_appoint, name="office-appoint"),
    path("offices/<int:pk>/end/", roles.office_end, name="office-end"),
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/export/", agreements.agreement_export, name="agreement-export"),
    path("agreements/record/", agreements.agreement_record, name="agreement-record"),
    # Numbers come as they are printed, some with slashes: what follows them is looked for first.
    path("agreements/<path:number>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path("agreements/<path:number>/scan/", agreements.agreement_scan, name="agreement-scan"),
    path("agreements/<path:number>/paper/", agreements.agreement_paper, name="agreement-paper"),
    path("agreements/<path:number>/", agreements.agreement_detail, name="agreement-detail"),
    path("holidays/", holidays.holiday_list, name="holiday-list"),
    path("holidays/add/", holidays.holiday_add, name="holiday-add"),
    path("holidays/year/<int:year>/", holidays.holiday_list, name="holiday-year"),
    path("holidays/year/<int:year>/export/", holidays.holiday_export, name="holiday-export"),
    path("holidays/<int:pk>/edit/", holidays.holiday_edit, name="holiday-edit"),
    path("holidays/<int:pk>/remove/", holidays.holiday_remove, name="holiday-remove"),
]
