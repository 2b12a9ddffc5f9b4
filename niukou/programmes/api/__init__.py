"""Programmes spoken in JSON: one router for each noun."""

from ninja import Router

from niukou.programmes.api.awards import router as awards
from niukou.programmes.api.calls import router as calls
from niukou.programmes.api.notices import router as notices
from niukou.programmes.api.panels import router as panels
from niukou.programmes.api.posts import router as posts
from niukou.programmes.api.sites import router as sites

router = Router(tags=["programmes"])
router.add_router("", sites)
router.add_router("", posts)
router.add_router("", awards)
router.add_router("", calls)
router.add_router("", panels)
router.add_router("", notices)
