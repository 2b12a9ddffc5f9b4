"""Facts about regions that change by decree: read from a data file, kept in tables."""

from niukou.network.reference.regions import is_known_region, load_regions

__all__ = ["is_known_region", "load_regions"]
