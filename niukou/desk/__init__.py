"""Home, search and navigation: it composes the apps below and owns no record.

See docs/reference/desk.md.
"""
