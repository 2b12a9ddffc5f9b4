"""Words that are written into records: in one language, whoever acts and whoever reads."""

from django.conf import settings
from django.utils import translation


def in_working_language() -> translation.override:
    """Return a block in which words are those of the house, not of the page somebody acts on."""
    return translation.override(settings.LANGUAGE_CODE)
