"""The error for a wrong argument, setting or configuration file."""

from __future__ import annotations


class UsageError(ValueError):
    """An argument, a setting or a line of ``crawl.toml`` is wrong. The message names it and what is allowed."""
