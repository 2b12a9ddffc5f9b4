"""Input about figures, returns and duties: one module for each."""
