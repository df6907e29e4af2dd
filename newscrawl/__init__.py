"""newscrawl: a crawler for Vietnamese news.

What a researcher imports:

- ``from newscrawl.extract import extract`` — page bytes to an :class:`~newscrawl.items.Article`
- ``from newscrawl.text import normalize`` — Vietnamese text, right to the letter

What an operator runs: ``newscrawl crawl baokiemtoan``, or ``scrapy crawl baokiemtoan``.
"""

__version__ = "0.1.0"
