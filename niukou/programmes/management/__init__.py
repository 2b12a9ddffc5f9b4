"""Lists of sites, taken in from the command line."""
