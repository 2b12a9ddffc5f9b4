"""The text of a draft, from bytes as people save it."""

from django.utils.translation import gettext as _

from niukou.core.errors import DomainError

MOST_CHARACTERS = 5_000
MOST_BYTES = 4 * MOST_CHARACTERS
ENCODINGS = ("utf-8-sig", "gb18030")


class DraftNotReadable(DomainError):
    """The file holds no text of a draft."""

    field = "file"


def read_draft(content: bytes) -> str:
    """Return the text in UTF-8 or, as older editors save it, in GB 18030.

    Raises:
        DraftNotReadable: it is no text, is empty or has more than 5,000 characters.
    """
    if len(content) > MOST_BYTES:
        raise DraftNotReadable(_("This file is too long. Check at most 5,000 characters at once."))
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return ensured(text)
    raise DraftNotReadable(_("This is not a text file. Save the draft as plain text (.txt)."))


def ensured(text: str) -> str:
    """Return ``text`` if it can be a draft.

    Raises:
        DraftNotReadable: it is empty, too long, or holds signs no text has.
    """
    if "\x00" in text:
        raise DraftNotReadable(_("This is not a text file. Save the draft as plain text (.txt)."))
    if not text.strip():
        raise DraftNotReadable(_("There is no text to check."))
    if len(text) > MOST_CHARACTERS:
        raise DraftNotReadable(_("This file is too long. Check at most 5,000 characters at once."))
    return text.replace("\r\n", "\n")
