"""The demo world: what is public, with its sources, and what is plainly invented, never mixed.

Invented records carry 演示 in their name. Source of the facts: DOMAIN.md A1, D5, E1.
"""
