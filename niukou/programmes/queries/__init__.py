"""Reads that no single queryset says, by what they are about."""
