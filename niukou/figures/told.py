"""Figures and definitions told to machines, on a terminal and in the docs."""

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Indicator
from niukou.figures.queries.figures import Figure
from niukou.figures.queries.publications import Published


def described(indicator: Indicator) -> dict[str, Any]:
    """Return a definition as plain values, in the language now active."""
    return {
        "code": indicator.code,
        "label": str(indicator.label),
        "unit": indicator.unit.value,
        "source": str(indicator.source),
        "counts": str(indicator.counts),
        "none_means": str(indicator.none_means),
        "is_recorded": indicator.is_recorded,
    }


def as_data(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain values; ``value`` None: nothing to measure."""
    quantity, scope = figure.quantity, figure.scope
    return {
        "code": figure.indicator.code,
        "label": str(figure.indicator.label),
        "value": quantity.value if quantity else None,
        "unit": figure.indicator.unit.value,
        "qualifier": quantity.qualifier.value if quantity else None,
        "as_of": figure.as_of,
        "known_on": figure.known_on,
        "scope": {
            "programme": scope.programme.slug,
            "branch": scope.branch.slug if scope.branch else None,
            "label": str(scope),
        },
        "evidence_count": figure.evidence_count,
        "evidence_url": figure.url,
        "digest": figure.digest,
    }


def as_published(one: Published) -> dict[str, Any]:
    """Return a publication and its approved corrections as plain values."""
    publication, quantity = one.publication, one.publication.quantity
    branch = publication.branch
    return {
        "number": publication.number,
        "code": publication.indicator,
        "label": publication.label,
        "value": quantity.value if quantity else None,
        "unit": publication.unit,
        "qualifier": publication.qualifier,
        "as_of": publication.as_of,
        "scope": {
            "programme": publication.programme.slug,
            "branch": branch.slug if branch else None,
            "label": publication.scope_name,
        },
        "definition_version": publication.definition_version,
        "evidence_count": publication.evidence_count,
        "digest": publication.digest,
        "published_on": publication.published_on,
        "published_by": publication.signer,
        "verification_code": publication.code,
        "url": publication.get_absolute_url(),
        "corrections": [
            {
                "value": followed.quantity.value if followed.quantity else None,
                "evidence_count": followed.evidence_count,
                "digest": followed.digest,
                "reason": followed.reason,
                "approved_by": followed.decider,
                "approved_at": followed.decided_at,
            }
            for followed in one.corrections
        ],
    }


def in_words(figure: Figure) -> str:
    """Return a figure in a few plain lines."""
    said = {
        "label": figure.indicator.label,
        "scope": figure.scope,
        "day": date_format(figure.as_of),
        "value": figure.quantity or "—",
    }
    lines = [_("%(label)s, %(scope)s, as of %(day)s: %(value)s") % said]
    if figure.known_on:
        lines.append(_("As known on %s.") % date_format(figure.known_on))
    if figure.quantity is None:
        lines.append(str(figure.indicator.none_means))
    else:
        proof = {"count": figure.evidence_count, "digest": figure.short_digest}
        lines.append(_("Proved by %(count)d records, digest %(digest)s.") % proof)
    return "\n".join(lines)


def book_as_markdown() -> str:
    """Return every definition, in English, as a page of the docs."""
    with translation.override("en"):
        entries = [_entry(indicator) for indicator in BOOK.values()]
    head = "# Indicators\n\nWritten by `manage.py indicator_book` from `niukou/figures/definitions/`; do not edit.\n"
    return "\n".join([head, *entries])


def _entry(indicator: Indicator) -> str:
    groups = indicator.grouping.label if indicator.grouping else "none"
    return (
        f"## {indicator.label} (`{indicator.code}`)\n\n"
        f"- **Unit:** {indicator.unit.label}\n"
        f"- **Counts:** {indicator.counts}\n"
        f"- **Empty:** {indicator.none_means}\n"
        f"- **Groups:** {groups}\n"
        f"- **Source:** {indicator.source}\n"
    )
