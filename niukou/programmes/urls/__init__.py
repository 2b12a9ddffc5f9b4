"""Addresses of the app's pages, by the stretch of a site's life they belong to.

The dashboards of a programme and a branch are in ``figures``.
"""

from niukou.programmes.urls import building, calls, money, posts, programmes, review, signing, sites

app_name = "programmes"
urlpatterns = [
    *programmes.urlpatterns,
    *calls.urlpatterns,
    *review.urlpatterns,
    *sites.urlpatterns,
    *signing.urlpatterns,
    *building.urlpatterns,
    *posts.urlpatterns,
    *money.urlpatterns,
]
