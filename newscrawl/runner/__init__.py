"""Runs crawls: the jobs of one process, the configuration file, the schedule. No printing of results, no argument parsing."""
