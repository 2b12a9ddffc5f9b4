"""A figure told to machines and on a terminal: the same facts as its page."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.figures.indicators import Indicator
from niukou.figures.queries.figures import Figure


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
        "scope": {
            "programme": scope.programme.slug,
            "branch": scope.branch.slug if scope.branch else None,
            "label": str(scope),
        },
        "evidence_count": figure.evidence_count,
        "evidence_url": figure.url,
        "digest": figure.digest,
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
    if figure.quantity is None:
        lines.append(str(figure.indicator.none_means))
    else:
        proof = {"count": figure.evidence_count, "digest": figure.short_digest}
        lines.append(_("Proved by %(count)d records, digest %(digest)s.") % proof)
    return "\n".join(lines)
