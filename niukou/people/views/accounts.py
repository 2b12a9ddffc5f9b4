"""Pages of accounts: one's own, and those an administrator looks after."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.pages import paged
from niukou.core.sections import sections_of
from niukou.people.actions.accounts import (
    change_email,
    close_account,
    end_sessions,
    invite_again,
    open_account,
    reopen_account,
    reset_second_factors,
)
from niukou.people.exports import ACCOUNTS
from niukou.people.filters import AccountFilter
from niukou.people.forms import ChangeEmailForm, OpenAccountForm, WhyForm
from niukou.people.invitations import password_link
from niukou.people.models import Account, ApiToken, Person
from niukou.people.queries import changes_of_account, second_factors
from niukou.people.rules import Can


@require_GET
def my_account(request: SignedInRequest) -> HttpResponse:
    tokens = ApiToken.objects.visible_to(request.user).in_force()
    context = {
        "person": Person.objects.visible_to(request.user).filter(account=request.user).first(),
        "factors": second_factors(request.user),
        "tokens": tokens.order_by("-created_at"),
        "sections": sections_of(request.user, request.user),
    }
    return page(request, "people/my_account.html", context)


@require_POST
def sessions_end(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    account = end_sessions(request.user, by=request.user)
    update_session_auth_hash(request, account)
    messages.success(request, _("You are signed out everywhere else."))
    return go(request, "people:my-account")


@require_GET
def account_list(request: SignedInRequest) -> HttpResponse:
    filters = _listed(request)
    rows = paged(filters.qs, request.GET.get("page"))
    context = {"filters": filters, "rows": rows}
    return page(request, "people/account_list.html", context, partials={"account-rows"})


@require_GET
def account_export(request: SignedInRequest) -> FileResponse:
    return export(request, _listed(request).qs, ACCOUNTS, filename=_("Accounts"))


@require_GET
def account_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(
        Account.objects.visible_to(request.user).select_related("person"), pk=pk
    )
    context = {
        "account": account,
        "subject": account.person or Person,
        "person": Person.objects.visible_to(request.user).filter(account=account).first(),
        "factors": second_factors(account),
        "sections": sections_of(account, request.user),
        "changes": changes_of_account(account),
        "is_own": account.pk == request.user.pk,
    }
    return page(request, "people/account_detail.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def account_open(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open an account; the link to choose a password stands on this one answer only."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.OPEN_ACCOUNT, person)
    form = OpenAccountForm(request.POST or None, by=request.user, initial={"email": person.email})
    if form.submit(partial(open_account, person, by=request.user)):
        context = {"person": person, "account": form.result, "link": password_link(form.result)}
        return page(request, "people/account_opened.html", context)
    status = 422 if form.is_bound else 200
    context = {"person": person, "form": form}
    return page(request, "people/account_open.html", context, status=status)


@require_POST
def account_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    try:
        invite_again(account, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("A new link is on its way to %s.") % account.email)
    return go(request, account)


@require_http_methods(["GET", "POST"])
def account_close(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.CLOSE_ACCOUNT, account)
    form = WhyForm(request.POST or None, by=request.user)
    if form.submit(partial(close_account, account, by=request.user)):
        messages.success(request, _("%s may no longer sign in.") % account.email)
        return go(request, account)
    status = 422 if form.is_bound else 200
    context = {"account": account, "form": form}
    return page(request, "people/account_close.html", context, status=status)


@require_http_methods(["GET", "POST"])
def account_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.CLOSE_ACCOUNT, account)
    form = WhyForm(request.POST or None, by=request.user)
    if form.submit(partial(reopen_account, account, by=request.user)):
        messages.success(request, _("%s may sign in again.") % account.email)
        return go(request, account)
    status = 422 if form.is_bound else 200
    context = {"account": account, "form": form}
    return page(request, "people/account_reopen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def account_change_email(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.CHANGE_EMAIL, account)
    form = ChangeEmailForm(request.POST or None, by=request.user)
    if form.submit(partial(change_email, account, by=request.user)):
        messages.success(request, _("From now on they sign in with %s.") % form.result.email)
        return go(request, account)
    status = 422 if form.is_bound else 200
    context = {"account": account, "form": form}
    return page(request, "people/account_change_email.html", context, status=status)


@require_http_methods(["GET", "POST"])
def account_reset_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.RESET_SECOND_FACTORS, account)
    form = WhyForm(request.POST or None, by=request.user)
    if form.submit(partial(reset_second_factors, account, by=request.user)):
        messages.success(request, _("The second factors are removed."))
        return go(request, account)
    status = 422 if form.is_bound else 200
    context = {"account": account, "form": form, "factors": second_factors(account)}
    return page(request, "people/account_reset_factors.html", context, status=status)


def _listed(request: SignedInRequest) -> AccountFilter:
    accounts = Account.objects.visible_to(request.user).select_related("person")
    return AccountFilter(request.GET, accounts.order_by("email"))
