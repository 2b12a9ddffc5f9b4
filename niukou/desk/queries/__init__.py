"""What the desk reads, by what it shows."""
