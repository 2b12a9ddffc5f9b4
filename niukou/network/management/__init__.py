"""What an operator does to the network from the command line."""
