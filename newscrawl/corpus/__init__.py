"""A corpus that one can look at, search, sample and split."""
