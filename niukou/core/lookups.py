"""Pick one record among many by typing part of it; works with and without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer

OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Lookup:
    """How records of ``model`` are found by what somebody types.

    ``label`` is what stands in the input once one is picked; ``exact`` narrows to the
    records a typed text names exactly; ``finds`` to those it may mean.
    """

    model: type[Model]
    label: Callable[[Any], str]
    exact: Callable[[QuerySet[Any], str], QuerySet[Any]]
    finds: Callable[[QuerySet[Any], str], QuerySet[Any]]

    def options(self, text: str, *, user: Viewer) -> list[str]:
        """Return at most a dozen labels for what was typed so far."""
        rows = self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]  # every model has it
        return [self.label(record) for record in self.finds(rows, text)[:OPTIONS]]


_lookups: dict[str, Lookup] = {}


def offer_lookup(name: str, lookup: Lookup) -> None:
    """Make ``lookup`` available to fields and to the suggestions' address."""
    _lookups[name] = lookup


def find_lookup(name: str) -> Lookup | None:
    return _lookups.get(name)


class RecordField(forms.CharField):
    """A text input that cleans to one record, suggested while typing.

    ``by`` (set by ``ActionForm``) is who looks: only visible records can be named.
    """

    by: Viewer | None = None
    default_error_messages = {
        "unknown": _("Nothing is known by “%(text)s”. Pick one of the suggestions."),
        "several": _("Several are known by “%(text)s”. Pick one of the suggestions."),
    }

    def __init__(self, lookup: str, **options: Any) -> None:
        self.lookup_name = lookup
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            **super().widget_attrs(widget),
            "data-lookup": self.lookup_name,
            "autocomplete": "off",
        }

    def prepare_value(self, value: Any) -> Any:
        return _lookups[self.lookup_name].label(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or isinstance(text, Model):
            return text or None
        lookup = _lookups[self.lookup_name]
        visible = lookup.model._default_manager.visible_to(self.by)  # type: ignore[attr-defined]  # every model has it
        found = list(lookup.exact(visible, text)[:2]) or list(lookup.finds(visible, text)[:2])
        if len(found) != 1:
            code = "several" if found else "unknown"
            raise ValidationError(self.error_messages[code], code=code, params={"text": text})
        return found[0]
