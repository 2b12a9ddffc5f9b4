"""Programmes, their branches and targets, the hospitals in them and their stations.

It does not know what is counted from them: figures do that. See docs/reference/programmes.md.
"""
