"""What pages show of gatherings that is in no table as such."""
