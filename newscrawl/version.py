"""The version of newscrawl, apart from the package so that modules can import it without the public API."""

__version__ = "0.1.0"
