"""Returns of sites: what they ask, what the system knows already, what does not add up."""
