"""The demo world and the reference tables, loaded from the command line."""
