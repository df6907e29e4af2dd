"""A SQLite database of a corpus: its tables, and how it is kept up to date."""
