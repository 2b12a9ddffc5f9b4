"""Templates lose the indentation of their writers, and no word of what they say."""

import re
from pathlib import Path

from django.template import engines
from django.template.loader import get_template

BASE = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*(BASE / "templates").rglob("*.html"), *(BASE / "niukou").rglob("templates/**/*.html")]
)
SPOKEN = re.compile(r"{%\s*blocktranslate\b([^%]*)%}(.*?){%\s*endblocktranslate", re.DOTALL)


def test_a_template_loses_its_indentation_and_none_of_its_words() -> None:
    written = (BASE / "templates/403_csrf.html").read_text(encoding="utf-8")
    read = get_template("403_csrf.html").template.source

    assert re.search(r"(?m)^[ \t]+\S", written)
    assert not re.search(r"(?m)^[ \t]", read)
    assert len(read.split()) >= len(written.split())


def test_what_a_person_typed_keeps_its_lines() -> None:
    template = engines["django"].from_string("{{ text|linebreaksbr }}")

    assert template.render({"text": "一\n    二"}) == "一<br>    二"


def test_no_sentence_depends_on_the_indentation_of_its_template() -> None:
    """The catalogue holds what the file says; what is rendered has lost its indentation."""
    loose = [
        f"{path.relative_to(BASE)}: {text.strip()[:40]}"
        for path in PAGES
        for options, text in SPOKEN.findall(path.read_text(encoding="utf-8"))
        if "\n" in text and "trimmed" not in options
    ]

    assert loose == []


def test_no_template_writes_text_whose_blanks_are_shown() -> None:
    kept = [str(path.relative_to(BASE)) for path in PAGES if "<pre" in path.read_text("utf-8")]

    assert kept == []
