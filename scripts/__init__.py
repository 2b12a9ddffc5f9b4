"""The few programs that `make` calls."""
