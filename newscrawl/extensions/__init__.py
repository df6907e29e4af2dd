"""Scrapy extensions: the run with its output and state, health, metrics, log lines, WARC."""
