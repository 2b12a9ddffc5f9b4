"""Pages of posts: at a site, in a branch, all of them, one; approved, edited, advertised, ended."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export, export_tables
from niukou.core.pages import paged
from niukou.core.tabs import tabs_of
from niukou.people.queries import names_of
from niukou.programmes.actions.posts import advertise_post, approve_post, edit_post, end_post
from niukou.programmes.exports.posts import POSTS, posts_tables
from niukou.programmes.filters import BranchPostFilter, PostFilter
from niukou.programmes.forms.posts import (
    AdvertisePostForm,
    ApprovePostForm,
    EditPostForm,
    EndPostForm,
)
from niukou.programmes.models import Branch, Post, PostMonth, Site
from niukou.programmes.queries import posts as queries
from niukou.programmes.queries.post_months import listed as listed_months
from niukou.programmes.rules import Can, reads_posts_of_branch, reads_posts_of_site

NARROW_MONTHS = 6  # as many fit on a telephone


def find_post(request: SignedInRequest, number: str) -> Post:
    """Return the post of that number with what its pages name, or 404."""
    posts = Post.objects.visible_to(request.user).select_related(
        "site__hospital", "site__branch__programme", "employer", "supervisor"
    )
    return get_object_or_404(posts, number=number)


@require_GET
def site_posts(request: SignedInRequest, number: str) -> HttpResponse:
    site, today = _site(request, number), timezone.localdate()
    posts = Post.objects.visible_to(request.user).filter(site=site).order_by("position")
    months = queries.months_before(today)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "posts"),
        "months": months,
        "earlier": months[:-NARROW_MONTHS],
        "strips": queries.strips(list(queries.with_today(posts, on=today)), months, on=today),
        "legend": queries.legend(),
        "today": today,
    }
    return page(request, "programmes/site_posts.html", context)


@require_GET
def site_posts_export(request: SignedInRequest, number: str) -> FileResponse:
    """Hand out the posts of a hospital with every month they were held, not the last twelve."""
    site = _site(request, number)
    posts = _listed(Post.objects.visible_to(request.user).filter(site=site))
    months = PostMonth.objects.visible_to(request.user).held().filter(post__site=site)
    tables = posts_tables(posts, listed_months(months))
    return export_tables(tables, filename=f"{_('Posts')}-{site.number}-{timezone.localdate()}")


@require_GET
def branch_posts(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    if not reads_posts_of_branch(request.user, branch):
        raise Http404
    own = Post.objects.visible_to(request.user).filter(site__branch=branch)
    today = timezone.localdate()
    filters = BranchPostFilter(request.GET, _listed(own), by=request.user, on=today)
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "posts"),
        "filters": filters,
        "rows": paged(filters.qs, request.GET.get("page")),
        "counts": queries.counts_of(own, on=today),
        "today": today,
    }
    return page(request, "programmes/branch_posts.html", context, partials={"post-rows"})


@require_GET
def post_list(request: SignedInRequest) -> HttpResponse:
    posts, today = Post.objects.visible_to(request.user), timezone.localdate()
    filters = PostFilter(request.GET, _listed(posts), by=request.user, on=today)
    context = {
        "filters": filters,
        "rows": paged(filters.qs, request.GET.get("page")),
        "today": today,
    }
    return page(request, "programmes/post_list.html", context, partials={"post-rows"})


@require_GET
def post_export(request: SignedInRequest) -> FileResponse:
    posts = _listed(Post.objects.visible_to(request.user))
    filters = PostFilter(request.GET, posts, by=request.user, on=timezone.localdate())
    return export(request, filters.qs, POSTS, filename=_("Posts"))


@require_GET
def post_detail(request: SignedInRequest, number: str) -> HttpResponse:
    post, today = find_post(request, number), timezone.localdate()
    context: dict[str, Any] = queries.dossier(post, on=today)
    context |= {
        "post": post,
        "site": post.site,
        "today": today,
        "reads_site": reads_posts_of_site(request.user, post.site),
    }
    return page(request, "programmes/post_detail.html", context)


@require_http_methods(["GET", "POST"])
def post_approve(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.APPROVE_POST, site)
    form = ApprovePostForm(request.POST or None, site=site, by=request.user)
    if form.submit(partial(approve_post, site, by=request.user)):
        messages.success(request, _("The post is approved. Next, somebody fills it."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(
        request, "programmes/post_approve.html", {"site": site, "form": form}, status=status
    )


@require_http_methods(["GET", "POST"])
def post_edit(request: SignedInRequest, number: str) -> HttpResponse:
    post = find_post(request, number)
    authorize(request.user, Can.EDIT_POST, post)
    form = EditPostForm(request.POST or None, subject=post, by=request.user)
    if form.submit(partial(edit_post, post, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, post)
    status = 422 if form.is_bound else 200
    changes = changes_of(post, names=names_of)
    context = {"post": post, "form": form, "changes": changes}
    return page(request, "programmes/post_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def post_advertise(request: SignedInRequest, number: str) -> HttpResponse:
    post = find_post(request, number)
    authorize(request.user, Can.ADVERTISE_POST, post)
    form = AdvertisePostForm(request.POST or None, by=request.user)
    if form.submit(partial(advertise_post, post, by=request.user)):
        messages.success(request, _("The post is advertised."))
        return go(request, post)
    status = 422 if form.is_bound else 200
    return page(
        request, "programmes/post_advertise.html", {"post": post, "form": form}, status=status
    )


@require_http_methods(["GET", "POST"])
def post_end(request: SignedInRequest, number: str) -> HttpResponse:
    post = find_post(request, number)
    authorize(request.user, Can.END_POST, post)
    form = EndPostForm(request.POST or None, by=request.user)
    if form.submit(partial(end_post, post, by=request.user)):
        messages.success(request, _("The post is ended."))
        return go(request, post)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/post_end.html", {"post": post, "form": form}, status=status)


def _site(request: SignedInRequest, number: str) -> Site:
    """Return the site, whose posts its reader may see."""
    sites = Site.objects.visible_to(request.user).select_related("hospital", "branch__programme")
    site = get_object_or_404(sites, number=number)
    if not reads_posts_of_site(request.user, site):
        raise Http404
    return site


def _listed(posts: QuerySet[Post]) -> QuerySet[Post]:
    rows = posts.select_related("site__hospital", "site__branch", "employer")
    return queries.with_today(rows, on=timezone.localdate()).order_by("number")
