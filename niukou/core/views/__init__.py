"""The kernel's own doors: suggestions, files of evidence, imports, the component kit, a sign of life."""

from niukou.core.views.files import file_download, kit, lookup
from niukou.core.views.imports import (
    import_confirm,
    import_detail,
    import_discard,
    import_export,
    import_refused,
    import_template,
)
from niukou.core.views.up import up

__all__ = [
    "file_download",
    "import_confirm",
    "import_detail",
    "import_discard",
    "import_export",
    "import_refused",
    "import_template",
    "kit",
    "lookup",
    "up",
]
