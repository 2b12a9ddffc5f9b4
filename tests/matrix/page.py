"""The matrix as docs/reference/states.md prints it: ``python -m tests.matrix.page``.

With ``--write`` the tables go straight into the page.
"""

import argparse
import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.matrix.table import Act, Noun

BASE = Path(__file__).resolve().parents[2]
PAGE = BASE / "docs" / "reference" / "states.md"
BEGIN, END = "<!-- matrix begins -->", "<!-- matrix ends -->"
# Those who mostly act together are one word.
TOGETHER = {
    "every officer": {"branch", "neighbour", "whole", "foreign"},
    "officers of the branch": {"branch", "whole"},
    "the hospital": {"coordinator", "hospital"},
}
WHO = {
    "branch": "officer of the branch alone",
    "whole": "officer of the programme",
    "platform": "platform administrator",
    "coordinator": "coordinator of the hospital",
    "hospital": "administrator of the hospital",
    "agency": "administrator of the agency",
    "initiator": "administrator of an initiator",
    "recommender": "administrator of who recommends it",
    "host": "administrator of a host",
    "finance": "finance officer of an initiator",
    "reviewer": "its reviewer",
    "participant": "whose registration it is",
    "themselves": "themselves",
}


def tables() -> str:
    """Return a table for each noun. Django must be set up."""
    from django.utils.translation import override

    from tests.matrix.nouns import NOUNS

    with override("en"):
        return "\n\n".join(_table(noun) for noun in sorted(NOUNS, key=lambda noun: noun.name))


def _table(noun: "Noun") -> str:
    title = [f"## {noun.name.capitalize()}", ""]
    if len(noun.states) < 2:  # with one state there is nothing to tell of
        rows = [f"| {_named(act)} | {_whom(act, noun)} |" for act in noun.acts]
        return "\n".join([*title, "| Verb | By |", "|---|---|", *rows])
    states = ", ".join(_label(state) for state in noun.states)
    rows = [f"| {_named(act)} | {_when(act, noun)} | {_whom(act, noun)} |" for act in noun.acts]
    head = ["| Verb | While it is | By |", "|---|---|---|"]
    return "\n".join([*title, f"{states}.", "", *head, *rows])


def _named(act: "Act") -> str:
    return f"`{act.verb.__name__}`, {act.how}" if act.how else f"`{act.verb.__name__}`"


def _when(act: "Act", noun: "Noun") -> str:
    """Return the states in which it happens, or those few in which it does not."""
    if isinstance(act.states, Mapping):
        return "; ".join(f"{_label(state)} ({_roles(who)})" for state, who in act.states.items())
    happens = [state for state in noun.states if state in act.states]
    others = [state for state in noun.states if state not in act.states]
    if not others:
        return "whatever it is"
    if len(others) < len(happens) and len(happens) > 3:  # long lists, told by the rest
        return f"anything but {', '.join(map(_label, others))}"
    return ", ".join(map(_label, happens))


def _whom(act: "Act", noun: "Noun") -> str:
    from tests.matrix.holders import HOLDERS

    holders = set(HOLDERS[act.can])
    held = {state: holders & set(act.only.get(state, holders)) for state in noun.states}
    always = set.intersection(*held.values())
    sometimes = set.union(*held.values()) - always
    said = [_roles(always)] if always else []
    if sometimes:
        states = [_label(state) for state, roles in held.items() if not roles & sometimes]
        said.append(f"{_roles(sometimes)}, unless it is {', '.join(states)}")
    said += [f"not {who}" for who in act.own]
    return "; ".join(said)


def _roles(roles: Collection[str]) -> str:
    from tests.matrix.holders import SIGNED_IN

    if set(roles) >= {*SIGNED_IN, "nobody"}:
        return "anybody"
    if set(roles) >= SIGNED_IN - {"participant"}:
        return "whoever is signed in"
    left, said = set(roles), []
    for words, together in TOGETHER.items():
        if together <= left:
            left -= together
            said.append(words)
    in_order = sorted(left, key=list(WHO).index)  # who is not in WHO has no words yet
    return ", ".join([*said, *(WHO[role] for role in in_order)])


def _label(state: Any) -> str:
    return f"“{getattr(state, 'label', str(state).capitalize())}”"


def page_with(matrix: str) -> str:
    """Return the page with ``matrix`` between its two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{matrix}\n\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.matrix.page", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if arguments.write:
        PAGE.write_text(page_with(tables()), encoding="utf-8")
    else:
        print(tables())
    return 0


if __name__ == "__main__":
    sys.exit(main())
