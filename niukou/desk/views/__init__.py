"""The doors of the desk, by what they show."""
