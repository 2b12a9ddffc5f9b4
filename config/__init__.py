"""Wiring only: the environment, settings, addresses, servers. No rule of the field lives here."""
