"""The nouns of the matrix: each is how its records come into a state, and what can be done there."""

from importlib import import_module
from pathlib import Path

from tests.matrix.table import Noun

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
NOUNS: list[Noun] = [
    noun for module in MODULES for noun in import_module(f"tests.matrix.nouns.{module}").NOUNS
]
