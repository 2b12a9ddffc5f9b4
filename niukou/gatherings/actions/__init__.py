"""What can be done to gatherings, one module for each noun."""
