"""Input of the network, cleaned: one module per noun."""
