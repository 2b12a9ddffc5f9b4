"""The claim checker: every number of a press draft, found and held against what can be proved.

It reads and says; people decide. Nothing of a draft is kept. See docs/reference/figures.md.
"""
