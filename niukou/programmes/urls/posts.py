"""Addresses of posts, the months they were filled and what a month is paid."""

from django.urls import path

from niukou.programmes.views import (
    holdings,
    post_imports,
    post_months,
    post_months_bulk,
    posts,
    subsidies,
)

urlpatterns = [
    path("posts/", posts.post_list, name="post-list"),
    path("posts/export/", posts.post_export, name="post-export"),
    path("posts/<str:number>/", posts.post_detail, name="post-detail"),
    path("posts/<str:number>/edit/", posts.post_edit, name="post-edit"),
    path("posts/<str:number>/advertise/", posts.post_advertise, name="post-advertise"),
    path("posts/<str:number>/fill/", holdings.post_fill, name="post-fill"),
    path("posts/<str:number>/vacate/", holdings.post_vacate, name="post-vacate"),
    path("posts/<str:number>/end/", posts.post_end, name="post-end"),
    path("holdings/<int:pk>/correct/", holdings.holding_correct, name="holding-correct"),
    path("sites/<str:number>/posts/", posts.site_posts, name="site-posts"),
    path("sites/<str:number>/posts/export/", posts.site_posts_export, name="site-posts-export"),
    path("sites/<str:number>/posts/approve/", posts.post_approve, name="post-approve"),
    path("branches/<slug:slug>/posts/", posts.branch_posts, name="branch-posts"),
    path("branches/<slug:slug>/posts/import/", post_imports.post_import, name="post-import"),
    path("post-months/", post_months.month_list, name="post-month-list"),
    path("post-months/export/", post_months.month_export, name="post-month-export"),
    path("post-months/<int:pk>/", post_months.month_detail, name="post-month-detail"),
    path("post-months/<int:pk>/prove/", post_months.month_prove, name="post-month-prove"),
    path("post-months/<int:pk>/check/", post_months.month_check, name="post-month-check"),
    path("post-months/<int:pk>/return/", post_months.month_return, name="post-month-return"),
    path("post-months/<int:pk>/pay/", post_months.month_pay, name="post-month-pay"),
    path("post-months/<int:pk>/settle/", post_months.month_settle, name="post-month-settle"),
    path(
        "branches/<slug:slug>/post-months/<int:year>/<int:month>/check/",
        post_months_bulk.months_check,
        name="post-months-check",
    ),
    path(
        "branches/<slug:slug>/post-months/<int:year>/<int:month>/pay/",
        post_months_bulk.months_pay,
        name="post-months-pay",
    ),
    path("programmes/<slug:slug>/subsidies/", subsidies.subsidy_list, name="subsidy-list"),
    path(
        "programmes/<slug:slug>/subsidies/export/",
        subsidies.subsidy_export,
        name="subsidy-export",
    ),
    path("programmes/<slug:slug>/subsidies/set/", subsidies.subsidy_set, name="subsidy-set"),
    path("subsidies/<int:pk>/correct/", subsidies.subsidy_correct, name="subsidy-correct"),
]
