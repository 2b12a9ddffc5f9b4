"""Lists of the app, written out to Excel: one module for each noun."""
