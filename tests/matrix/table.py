"""What a row of the matrix is, and how it is tried: for real, and rolled back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from niukou.core.errors import DomainError
from niukou.programmes.models import Site
from tests.factories import signed_site

Refusals = type[Exception] | tuple[type[Exception], ...]
NO = PermissionDenied  # it is not theirs, in whatever state


@dataclass(frozen=True)
class Act:
    """A verb: the permission it asks for, the states in which it happens, its refusal in others.

    ``states`` may say for each state for whom of the holders it happens there. ``inputs`` are
    given to the verb beside ``subject`` (both are asked of the record, fetched anew for each
    attempt; None: the verb has no subject). ``only`` names, for some states, who of the holders
    holds the permission there at all. ``own`` names who is refused because they took the step
    before, and by what; ``how`` tells two rows of one verb apart.
    """

    verb: Callable[..., Any]
    can: str
    states: Collection[str] | Mapping[str, Collection[str]]
    refused: Refusals = ()
    inputs: Callable[[Any], Mapping[str, Any]] = lambda record: {}
    subject: Callable[[Any], Any] | None = lambda record: record
    only: Mapping[str, Collection[str]] = field(default_factory=dict)
    own: Mapping[str, type[DomainError]] = field(default_factory=dict)
    how: str = ""

    @property
    def name(self) -> str:
        return f"{self.verb.__name__} ({self.how})" if self.how else self.verb.__name__

    def refusal(
        self, who: str, roles: Collection[str], state: str, holders: Collection[str]
    ) -> Refusals | None:
        """Return what ``who``, in these roles, is refused by in that state; None: it happens."""
        held = set(roles) & set(holders) & set(self.only.get(state, holders))
        if not held:
            return NO
        of_those = self.states[state] if self._is_for(state) else held
        if state in self.states and not held.isdisjoint(of_those):
            return self.own.get(who)
        refused = self.refused if isinstance(self.refused, tuple) else (self.refused,)
        return (*refused, self.own[who]) if who in self.own else refused

    def _is_for(self, state: str) -> bool:
        return isinstance(self.states, Mapping) and state in self.states

    def tried(self, record: Any, by: Any) -> Exception | None:
        """Return the refusal, or the crash, when ``by`` tried; nothing stays of it."""
        record = type(record)._default_manager.get(pk=record.pk)
        with transaction.atomic():
            try:
                subject = [self.subject(record)] if self.subject else []
                self.verb(*subject, **self.inputs(record), by=by)
                connection.check_constraints()  # those that are put off to the end, too
            except Exception as error:  # noqa: BLE001  # a crash is a difference, told as one
                return error
            finally:
                transaction.set_rollback(True)
        return None


@dataclass(frozen=True)
class Noun:
    """Records of one kind: their states, how one comes into a state at a site, the verbs.

    ``people`` are those whom only such a record has, beside those around every site. ``doers``
    took a step and have the roles for the next as well; None where the step was not taken.
    """

    name: str
    states: Collection[str]
    make: Callable[[str, Site], Any]
    acts: tuple[Act, ...]
    place: Callable[[], Site] = signed_site
    people: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    doers: Mapping[str, tuple[Collection[str], Callable[[Any], Any]]] = field(default_factory=dict)


def differs(error: Exception | None, expected: Refusals | None) -> bool:
    if error is None or expected is None:
        return error is not None or expected is not None
    return not isinstance(error, expected)


def said(outcome: Exception | Refusals | None) -> str:
    """Return an outcome in a word or two: yes, no, not now with the refusals, or the crash."""
    if outcome is None:
        return "yes"
    if outcome is NO or isinstance(outcome, NO):
        return "no"
    if isinstance(outcome, Exception):
        return f"{type(outcome).__name__}: {outcome}"
    refusals = outcome if isinstance(outcome, tuple) else (outcome,)
    return f"not now ({', '.join(refusal.__name__ for refusal in refusals)})"
