"""The report on a corpus: one HTML page of charts and tables."""
