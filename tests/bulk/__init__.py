"""Tests of reading many pages with several processes."""
