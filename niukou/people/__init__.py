"""Persons, their accounts and licences: who somebody is and how they sign in.

It does not know where a person works or what they may do there: that is the network's.
See docs/reference/people.md.
"""
