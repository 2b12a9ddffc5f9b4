"""Lists of the app, narrowed: one module for each noun."""

from niukou.programmes.filters.assets import AssetFilter
from niukou.programmes.filters.posts import BranchPostFilter, MonthFilter, PostFilter
from niukou.programmes.filters.sites import SiteFilter

__all__ = ["AssetFilter", "BranchPostFilter", "MonthFilter", "PostFilter", "SiteFilter"]
