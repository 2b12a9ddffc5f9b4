"""The matrix is whole: each verb, each permission, each state and each holder stands in it."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from typing import Any

import pytest
from django.apps import apps
from django.db.models import TextChoices

from niukou.desk.rules import Can as CanOnTheDesk
from niukou.figures.rules import Can as CanInFigures
from niukou.gatherings.rules import Can as CanInGatherings
from niukou.network.rules import Can as CanInNetwork
from niukou.people.rules import Can as CanInPeople
from niukou.programmes.rules import Can
from tests.matrix.elsewhere import PARTS
from tests.matrix.holders import HOLDERS, PEOPLE
from tests.matrix.nouns import NOUNS
from tests.matrix.page import BEGIN, END, PAGE, page_with, tables
from tests.matrix.table import Noun

APPS = ("people", "network", "gatherings", "programmes", "figures", "desk")
READING = {Can.SEE_MONEY, Can.SEE_LEDGER, CanInGatherings.READ_PARTICIPANTS}


def verbs() -> Iterator[Callable[..., Any]]:
    """Yield what somebody does: each function of the actions that is told ``by`` whom."""
    for app in APPS:
        package = import_module(f"niukou.{app}.actions")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for name, verb in inspect.getmembers(module, inspect.isfunction):
                is_own = verb.__module__ == found.name and not name.startswith("_")
                if is_own and "by" in inspect.signature(verb).parameters:
                    yield verb


def named(verb: Callable[..., Any]) -> str:
    return f"{verb.__module__}.{verb.__name__}"


def test_every_verb_stands_in_the_matrix_or_has_a_reason_not_to() -> None:
    all_of_them = {named(verb): verb for verb in verbs()}
    tried = {named(act.verb) for noun in NOUNS for act in noun.acts}

    assert sorted(set(all_of_them) - tried - set(PARTS)) == []
    assert sorted(set(PARTS) - set(all_of_them)) == []
    assert sorted(set(PARTS) & tried) == []
    asking = [part for part in PARTS if "authorize(" in inspect.getsource(all_of_them[part])]
    assert asking == [], "who asks for a permission is no part of another verb"


def test_every_permission_to_write_is_asked_for_and_has_its_holders() -> None:
    asked = {act.can for noun in NOUNS for act in noun.acts}
    others = (CanInPeople, CanInNetwork, CanInGatherings, CanInFigures, CanOnTheDesk)
    all_of_them = {*Can, *(can for each in others for can in each)}

    assert sorted(all_of_them - READING - asked) == []
    assert sorted(all_of_them - set(HOLDERS) - READING) == []


def test_every_status_is_that_of_a_noun() -> None:
    modules = [
        import_module(f"niukou.{app}.{part}")
        for app in APPS
        for part in ("lifecycle", "models")
        if find_spec(f"niukou.{app}.{part}")
    ]
    modules.append(import_module("niukou.programmes.post_lifecycle"))
    statuses = {
        kind
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, TextChoices) and name.endswith("Status")
    }
    fields = {
        tuple(field.choices)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if getattr(field, "choices", None) and field.name == "status"
    }

    known = [set(noun.states) for noun in NOUNS]
    missing = {kind.__name__ for kind in statuses if not any(set(kind) <= one for one in known)}
    assert missing == set()
    assert fields <= {tuple(kind.choices) for kind in statuses}


def test_every_holder_is_somebody_who_tries() -> None:
    people = {*PEOPLE, *(role for noun in NOUNS for role in noun.people)}
    also = {role for noun in NOUNS for roles, _find in noun.doers.values() for role in roles}

    assert {role for holders in HOLDERS.values() for role in holders} <= people
    assert also <= people


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_rows_speak_of_the_states_of_their_noun(noun: Noun) -> None:
    states = set(noun.states)
    names = [act.name for act in noun.acts]

    assert len(set(names)) == len(names)
    for act in noun.acts:
        assert act.states, f"{act.name} never happens"
        assert {*act.states, *act.only} <= states, act.name
        assert set(act.own) <= set(noun.doers), act.name
        says_why_not = bool(act.refused)
        assert says_why_not is (set(act.states) != states), act.name


def test_the_page_holds_the_matrix() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert (written.count(BEGIN), written.count(END)) == (1, 1)
    assert written == page_with(tables()), "run: .venv/bin/python -m tests.matrix.page --write"
