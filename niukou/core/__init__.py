"""The kernel: what every app needs and no app should write twice.

It knows nothing of programmes, hospitals or people. See docs/reference/core.md.
"""
