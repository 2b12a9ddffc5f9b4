"""What can be done on the desk, by noun."""
