"""What the documents say is there, is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import get_commands

BASE = Path(__file__).resolve().parents[2]
PAGES = sorted([*BASE.glob("*.md"), *(BASE / "docs").rglob("*.md")])
TOLD = [
    BASE / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md")
] + sorted((BASE / "docs" / "start").glob("*.md"))
DECISIONS = sorted((BASE / "docs" / "decisions").glob("*.md"))
APPS = sorted(path.parent for path in (BASE / "niukou").glob("*/apps.py"))

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TOP = "niukou|config|docs|scripts|tests|templates|assets|locale|requirements|benchmarks"
PATH = re.compile(rf"(?:{TOP})/[\w./-]*|[A-Z][\w.-]*\.md|\.env\.example|pyproject\.toml")


def named(path: Path) -> str:
    return str(path.relative_to(BASE))


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", prose(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_in_a_document_is_in_the_tree(page: Path) -> None:
    paths = [code for code in CODE.findall(prose(page)) if PATH.fullmatch(code)]

    assert [path for path in paths if not (BASE / path).exists()] == []


@pytest.mark.parametrize("app", APPS, ids=named)
def test_every_app_names_its_page_and_the_page_exists(app: Path) -> None:
    docstring = (app / "__init__.py").read_text(encoding="utf-8")
    pages = re.findall(r"docs/reference/\w+\.md", docstring)

    assert pages == [f"docs/reference/{app.name}.md"]
    assert (BASE / pages[0]).exists()


@pytest.mark.parametrize("page", TOLD, ids=named)
def test_every_make_target_and_command_told_of_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    spoken = "\n".join([*FENCED.findall(text), *CODE.findall(prose(page))])
    makefile = (BASE / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    asked = set(re.findall(r"(?:^|`|\n)make ([a-z]+)", spoken))
    commands = set(re.findall(r"manage\.py ([a-z]\w+)", spoken))

    assert (asked - targets, commands - get_commands().keys()) == (set(), set())


def glossary_rows() -> list[tuple[str, str, str]]:
    text = (BASE / "docs/reference/glossary.md").read_text(encoding="utf-8")
    rows = [tuple(map(str.strip, line.strip("|").split("|"))) for line in text.splitlines()]
    return [row for row in rows if len(row) == 3 and row[0] != "中文" and set(row[0]) != {"-"}]


def test_glossary_has_no_term_twice() -> None:
    for column in (0, 1):
        terms = Counter(
            term.partition(":")[0].strip()
            for row in glossary_rows()
            for term in row[column].split(" / ")
        )

        assert [term for term, times in terms.items() if times > 1] == []


def test_glossary_calls_things_as_the_code_does() -> None:
    in_use = (BASE / "docs/reference/glossary.md").read_text(encoding="utf-8").split("## ")[1]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (BASE / "niukou").rglob("*.py"))
    words = set(re.findall(r"\w+", code))
    names = [CODE.findall(row[2]) for row in glossary_rows() if f"| {row[0]} |" in in_use]

    assert len(names) > 50
    unknown = [name for found in names for name in found if set(name.split(".")) - words]
    assert unknown == []


@pytest.mark.parametrize("decision", DECISIONS, ids=named)
def test_every_decision_tells_its_context_and_its_price(decision: Path) -> None:
    said = re.findall(r"^\*\*(\w+)\.\*\*", prose(decision), re.MULTILINE)

    assert said == ["Context", "Decision", "Price"]


def test_decisions_are_numbered_one_after_the_other() -> None:
    numbers = [path.name.partition("-")[0] for path in DECISIONS]

    assert numbers == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
