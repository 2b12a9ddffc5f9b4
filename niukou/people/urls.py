"""Addresses of the app's pages."""

from django.urls import path
from django.views.generic import RedirectView

from niukou.people.views import accounts, licences, persons, tokens

app_name = "people"
urlpatterns = [
    path("people/", persons.person_list, name="person-list"),
    path("people/export/", persons.person_export, name="person-export"),
    path("people/register/", persons.person_register, name="person-register"),
    path("people/<uuid:pk>/", persons.person_detail, name="person-detail"),
    path("people/<uuid:pk>/edit/", persons.person_edit, name="person-edit"),
    path("people/<uuid:pk>/reveal/", persons.person_reveal, name="person-reveal"),
    path("people/<uuid:pk>/licences/add/", licences.licence_add, name="licence-add"),
    path("licences/<int:pk>/edit/", licences.licence_edit, name="licence-edit"),
    path("people/<uuid:pk>/account/open/", accounts.account_open, name="account-open"),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/export/", accounts.account_export, name="account-export"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account-detail"),
    path("accounts/<int:pk>/invite/", accounts.account_invite, name="account-invite"),
    path("accounts/<int:pk>/close/", accounts.account_close, name="account-close"),
    path("accounts/<int:pk>/reopen/", accounts.account_reopen, name="account-reopen"),
    path(
        "accounts/<int:pk>/change-email/",
        accounts.account_change_email,
        name="account-change-email",
    ),
    path(
        "accounts/<int:pk>/reset-factors/",
        accounts.account_reset_factors,
        name="account-reset-factors",
    ),
    path("me/", accounts.my_account, name="my-account"),
    path("me/sessions/end/", accounts.sessions_end, name="sessions-end"),
    path("me/tokens/", tokens.token_list, name="token-list"),
    path("me/tokens/make/", tokens.token_make, name="token-make"),
    path("me/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    # Stands before allauth's page of this address: the address one signs in with was given
    # by an administrator, and nobody adds another one to it.
    path("account/email/", RedirectView.as_view(pattern_name="people:my-account")),
]
