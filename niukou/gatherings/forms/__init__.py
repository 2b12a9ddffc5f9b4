"""Input about gatherings, cleaned: one module for each noun."""
