"""Niukou 纽扣: the platform that runs a social-work network from end to end."""
