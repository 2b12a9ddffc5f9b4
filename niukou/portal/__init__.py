"""The public pages: what may be shown to everybody, and nothing else. See docs/reference/portal.md."""
