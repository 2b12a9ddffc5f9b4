"""Workbooks of pages: each opens with the same arguments, to the same people, as its page."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")
PAGE_OF = {
    "programmes:review-export": "programmes:branch-review",
    "programmes:panel-export": "programmes:panel-detail",
    "programmes:notice-export": "programmes:notice-detail",
    "programmes:signings-export": "programmes:signing-list",
    "programmes:signing-export": "programmes:signing-detail",
    "programmes:recommendation-export": "programmes:recommendation-list",
    "programmes:own-reviews-export": "programmes:review-list",
    "programmes:programmes-export": "programmes:programme-list",
    **{
        f"programmes:site-{tab}-export": f"programmes:site-{tab}"
        for tab in ("agreements", "building", "posts")
    },
    "figures:publications-export": "figures:publication-list",
    "figures:publication-export": "figures:publication-detail",
    "figures:disclosure-export": "figures:disclosure",
    "network:holiday-export": "network:holiday-year",
    "people:person-export": "people:person-list",
    "people:account-export": "people:account-list",
    "core:import-export": "core:import-detail",
    **{
        f"programmes:{noun}-export": f"programmes:{noun}-list"
        for noun in ("officer", "target", "term", "template", "subsidy", "checklist")
    },
}


def of_exports(of_pages: Mapping[str, T], *, otherwise: T) -> dict[str, T]:
    """Return for each workbook what is known of its page; ``otherwise`` where nothing is."""
    return {name: of_pages.get(page, otherwise) for name, page in PAGE_OF.items()}
