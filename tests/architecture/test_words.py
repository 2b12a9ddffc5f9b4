"""Every word of a page exists in both languages, and pages carry no bare words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.messages import catalogue, missing, words

BASE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    [*(BASE / "niukou").rglob("templates/**/*.html"), *(BASE / "templates").rglob("*.html")]
)
TAGS = re.compile(
    r"{%\s*(?:blocktranslate|blocktrans)\b.*?{%\s*end(?:blocktranslate|blocktrans)\s*%}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<svg.*?</svg>|<code\b.*?</code>|<[^>]*>",
    re.DOTALL,
)
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*[^{}]*\}")
BARE = re.compile(r"[A-Za-z]{2,}|[一-鿿]+")
MARK = {"Niukou", "纽扣", "English", "中文"}  # names, and each language in its own words


def test_every_message_is_translated_into_simplified_chinese() -> None:
    assert missing() == []


def test_translations_keep_the_places_where_values_go() -> None:
    broken = []
    for message in catalogue():
        if not message.id or not message.string:
            continue
        pairs = zip(*map(as_tuple, (message.id, message.string)), strict=False)
        broken += [
            source
            for source, translated in pairs
            if set(PLACES.findall(translated)) - set(PLACES.findall(as_tuple(message.id)[-1]))
        ]

    assert broken == []


def as_tuple(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(BASE)))
def test_templates_carry_no_bare_words(template: Path) -> None:
    if template.name == "kit.html":  # sample values of the internal page
        return
    left = TAGS.sub(" ", template.read_text(encoding="utf-8"))
    bare = {word for word in BARE.findall(left) if word not in MARK}

    assert bare == set()


def asked_for(source: Path) -> Iterator[str]:
    """Yield the words ``source`` asks gettext for, under whatever name it was imported."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in {"gettext", "gettext_lazy", "gettext_noop"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def test_every_word_that_code_asks_for_is_in_the_catalogue() -> None:
    """Words inside an f-string, or behind a name of one's own, are not found by themselves."""
    known = {as_tuple(message.id)[0] for message in catalogue() if message.id}

    lost = {
        f"{source.relative_to(BASE)}: {word}"
        for source in sorted((BASE / "niukou").rglob("*.py"))
        for word in asked_for(source)
        if word not in known
    }

    assert lost == set()


def test_there_are_words_to_check() -> None:
    assert sum(1 for message in words() if message.id) > 100
