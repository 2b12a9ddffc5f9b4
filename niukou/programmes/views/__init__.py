"""The pages of programmes, one module per noun."""
