"""Input of programmes, cleaned: one module per noun."""
