"""What is due about figures, returns and disclosure: each offers what it has on import."""

from niukou.figures.due import duties, publications, returns

__all__ = ["duties", "publications", "returns"]
