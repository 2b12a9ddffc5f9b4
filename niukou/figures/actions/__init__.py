"""What can be done about figures, by noun."""
