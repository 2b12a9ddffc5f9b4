"""Regions, organisations and their campuses, who may do what where, offices, agreements.

It does not know programmes, federations or academies: they build on it.
See docs/reference/network.md.
"""
