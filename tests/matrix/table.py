"""What a row of the matrix is, and how it is tried: for real, and rolled back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from niukou.core.errors import DomainError
from niukou.programmes.models import Site
from tests.factories import signed_site

YES, NO, NOT_NOW = "yes", "no", "not now"
Refusals = type[DomainError] | tuple[type[DomainError], ...]


@dataclass(frozen=True)
class Act:
    """A verb: the permission it asks for, the states in which it happens, its refusal in others.

    ``states`` may say for each state for whom of the holders it happens there. ``inputs`` are
    given to the verb beside ``subject`` (both are asked of the record, fetched anew for each
    attempt; None: the verb has no subject). ``only`` names, for some states, who of the holders
    holds the permission there at all; ``how`` tells two rows of one verb apart.
    """

    verb: Callable[..., Any]
    can: str
    states: Collection[str] | Mapping[str, Collection[str]]
    refused: Refusals = ()
    inputs: Callable[[Any], Mapping[str, Any]] = lambda record: {}
    subject: Callable[[Any], Any] | None = lambda record: record
    only: Mapping[str, Collection[str]] = field(default_factory=dict)
    how: str = ""

    @property
    def name(self) -> str:
        return f"{self.verb.__name__} ({self.how})" if self.how else self.verb.__name__

    def expected(self, role: str, state: str, holders: Collection[str]) -> str:
        if role not in self.only.get(state, holders) or role not in holders:
            return NO
        happens = state in self.states
        if happens and isinstance(self.states, Mapping):
            happens = role in self.states[state]
        return YES if happens else NOT_NOW

    def tried(self, record: Any, by: Any) -> str:
        """Say what became of it when ``by`` tried; nothing stays of it."""
        record = type(record)._default_manager.get(pk=record.pk)
        with transaction.atomic():
            try:
                subject = [self.subject(record)] if self.subject else []
                self.verb(*subject, **self.inputs(record), by=by)
                connection.check_constraints()  # those that are put off to the end, too
            except PermissionDenied:
                outcome = NO
            except self.refused:
                outcome = NOT_NOW
            except Exception as error:  # noqa: BLE001  # a refusal for another reason, or a crash
                outcome = f"{type(error).__name__}: {error}"
            else:
                outcome = YES
            transaction.set_rollback(True)
        return outcome


@dataclass(frozen=True)
class Noun:
    """Records of one kind: their states, how one comes into a state at a site, the verbs.

    ``people`` are those whom only such a record has, beside those around every site.
    """

    name: str
    states: Collection[str]
    make: Callable[[str, Site], Any]
    acts: tuple[Act, ...]
    place: Callable[[], Site] = signed_site
    people: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
