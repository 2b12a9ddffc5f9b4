"""The committed policy table is the one the code has."""

from scripts.policy import BEGIN, END, PAGE, page_with, tables


def test_roles_page_holds_the_policy_of_the_code() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert (written.count(BEGIN), written.count(END)) == (1, 1)
    assert written == page_with(tables()), "run: .venv/bin/python -m scripts.policy --write"
