"""Full-text search in a database of articles. Needs no extra: SQLite alone."""
