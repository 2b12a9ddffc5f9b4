"""The two questions of access: may they do it, and which rows may they read."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

if TYPE_CHECKING:
    from niukou.people.models import Account

Viewer: TypeAlias = Union["Account", AnonymousUser]  # `|` needs the class at run time
Sight: TypeAlias = Callable[[Any], Q]

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # an empty Q would vanish beside another: own | Q() is own

_sights: dict[type[Model], list[Sight]] = defaultdict(list)


def authorize(by: Viewer, permission: str, subject: Model | type[Model]) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` on ``subject``.

    ``subject`` is the record acted on, or its class where none exists yet.
    """
    if not by.has_perm(permission, subject):  # type: ignore[arg-type]  # ours takes classes too
        raise PermissionDenied(permission)


def allow(policy: dict[Any, rules.Predicate]) -> None:
    """Let whoever fulfils a predicate hold its permission, besides those who hold it already.

    An app states its own policy with it, and what it adds to the policy of an app below.
    """
    for permission, holders in policy.items():
        known = rules.permissions.permissions.get(permission)
        rules.set_perm(permission, known | holders if known else holders)


def widen_sight(model: type[Model], sight: Sight) -> None:
    """Let ``sight(user)`` add rows to what ``model.objects.visible_to(user)`` returns.

    A lower app cannot know why a higher one lets somebody see its rows (an officer
    of a branch sees the people of its hospitals). The higher app says so in ``ready()``.
    """
    _sights[model].append(sight)


def sight_of(model: type[Model], user: Viewer, *, own: Q = NOTHING) -> Q:
    """Return the rows of ``model`` that higher apps let ``user`` see, and their ``own``.

    Several reasons become a union of keys: joined by "or", PostgreSQL would walk the whole
    table and try each reason on every row. They are put together once and kept with the
    account object, as its roles are: a page asks several times who may be seen.
    """
    if not user.is_authenticated:
        return _sight_of(model, user, own)
    if not hasattr(user, "_sights"):
        user._sights = {}  # type: ignore[attr-defined]  # noqa: SLF001  # our own memo
    kept: dict[Any, tuple[Q, Q]] = user._sights  # type: ignore[attr-defined]  # noqa: SLF001
    if model not in kept or kept[model][0] != own:
        kept[model] = own, _sight_of(model, user, own)
    return kept[model][1]


def _sight_of(model: type[Model], user: Viewer, own: Q) -> Q:
    reasons = [own] if own != NOTHING else []
    for sight in _sights[model]:
        added = sight(user)
        if added == EVERYTHING:
            return EVERYTHING
        if added != NOTHING:
            reasons.append(added)
    if len(reasons) < 2:  # noqa: PLR2004  # one reason needs no union
        return reasons[0] if reasons else NOTHING
    first, *rest = (model._default_manager.filter(reason).values("pk") for reason in reasons)
    return Q(pk__in=first.union(*rest, all=True))
