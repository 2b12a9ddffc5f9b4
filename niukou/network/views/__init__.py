"""The network's pages, one module per noun."""
