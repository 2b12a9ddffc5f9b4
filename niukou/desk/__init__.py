"""Home, search, navigation and reminders: it composes the apps below.

See docs/reference/desk.md.
"""
