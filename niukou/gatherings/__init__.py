"""Gatherings of every kind: who hosts them, who registers, who was there.

It does not know which programme, class or federation a gathering belongs to: they say so themselves.
See docs/reference/gatherings.md.
"""
