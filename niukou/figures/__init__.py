"""What may be counted, how, and the records behind each number; dashboards built on them.

It reads the apps below and never writes to them. See docs/reference/figures.md.
"""
