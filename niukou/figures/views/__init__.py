"""The app's pages, by noun."""
