"""The kernel's own doors: suggestions, files of evidence, imports, the component kit."""

from niukou.core.views.files import file_download, kit, lookup

__all__ = ["file_download", "kit", "lookup"]
