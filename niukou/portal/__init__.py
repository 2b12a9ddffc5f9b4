"""The public pages: what may be shown to everybody, and nothing else; it owns no record.

See docs/reference/portal.md.
"""
