"""Lists taken in: one module for each noun; each offers its import when it is loaded."""

from niukou.programmes.imports.assets import AssetImporter
from niukou.programmes.imports.posts import POSTS, PostImporter
from niukou.programmes.imports.sites import COLUMNS, SITES, SiteImporter

__all__ = ["COLUMNS", "POSTS", "SITES", "AssetImporter", "PostImporter", "SiteImporter"]
