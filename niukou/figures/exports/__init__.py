"""Figures and returns, written out to Excel: a module for each page."""
