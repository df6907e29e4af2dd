"""The version of the rules of :mod:`newscrawl.text`. Reports need it without the rules."""

from typing import Final

VERSION: Final = "1"
"""Version of rules and data. It rises with every change that alters some text, and is part of each article's
``normalization``."""
