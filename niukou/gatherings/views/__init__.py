"""Pages of gatherings, one module for each noun."""
