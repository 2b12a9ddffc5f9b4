"""What is typed on the desk, by noun."""
