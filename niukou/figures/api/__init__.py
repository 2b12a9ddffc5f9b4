"""Figures, returns and progress entries spoken in JSON: one router for each."""

from ninja import Router

from niukou.figures.api.figures import router as figures
from niukou.figures.api.progress import router as progress
from niukou.figures.api.returns import router as returns

router = Router(tags=["figures"])
router.add_router("", figures)
router.add_router("", returns)
router.add_router("", progress)
