"""What can be done in the network, one module per noun."""
