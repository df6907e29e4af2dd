"""The run that owns the output files and its commit protocol; WARC, CDXJ and WACZ archives; replay and verification."""
