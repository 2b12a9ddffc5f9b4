"""The disclosure calendar: which duties follow from which facts, and the text built from data."""
