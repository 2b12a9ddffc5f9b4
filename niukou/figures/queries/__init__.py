"""Reads that no single queryset says: figures with their proof, and what dashboards show."""
