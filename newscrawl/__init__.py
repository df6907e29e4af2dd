"""newscrawl: a crawler for Vietnamese news.

The public API is what ``__all__`` names; everything else is private and may change in any version.

>>> import newscrawl
>>> for article in newscrawl.crawl("baokiemtoan", max_articles=10):  # doctest: +SKIP
...     print(article.headline)

Nothing heavy is imported before one of these names is used, so that the command line starts fast.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from newscrawl.version import __version__

if TYPE_CHECKING:
    from newscrawl.corpus.corpus import Corpus, Split, open_corpus
    from newscrawl.corpus.splits import BorderCheck
    from newscrawl.corpus.stats import CorpusStats
    from newscrawl.exporters.files import OutputError
    from newscrawl.extract import NotAnArticle, extract
    from newscrawl.items import Article
    from newscrawl.report.manifest import ExitCode
    from newscrawl.runner.crawl import Crawl, crawl
    from newscrawl.runner.result import CrawlResult
    from newscrawl.runner.stored import SiteCounts, StoredCrawl, open_store
    from newscrawl.state import SiteLockedError, StateError
    from newscrawl.text import normalize

__all__ = [
    "Article",
    "BorderCheck",
    "Corpus",
    "CorpusStats",
    "Crawl",
    "CrawlResult",
    "ExitCode",
    "NotAnArticle",
    "OutputError",
    "SiteCounts",
    "SiteLockedError",
    "Split",
    "StateError",
    "StoredCrawl",
    "__version__",
    "crawl",
    "extract",
    "normalize",
    "open_corpus",
    "open_store",
]

_MODULES: Final = {
    "Article": "newscrawl.items",
    "BorderCheck": "newscrawl.corpus.splits",
    "Corpus": "newscrawl.corpus.corpus",
    "CorpusStats": "newscrawl.corpus.stats",
    "Crawl": "newscrawl.runner.crawl",
    "CrawlResult": "newscrawl.runner.result",
    "ExitCode": "newscrawl.report.manifest",
    "SiteLockedError": "newscrawl.state",
    "NotAnArticle": "newscrawl.extract",
    "OutputError": "newscrawl.exporters.files",
    "Split": "newscrawl.corpus.corpus",
    "SiteCounts": "newscrawl.runner.stored",
    "StateError": "newscrawl.state",
    "StoredCrawl": "newscrawl.runner.stored",
    "crawl": "newscrawl.runner.crawl",
    "extract": "newscrawl.extract",
    "normalize": "newscrawl.text",
    "open_corpus": "newscrawl.corpus.corpus",
    "open_store": "newscrawl.runner.stored",
}
"""The module that defines each public name."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module 'newscrawl' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps public functions from being hidden by modules of the same name.

    Python binds every imported submodule to its package: after ``import newscrawl.extract`` the name ``newscrawl.extract``
    would be that module. It stays the public function; ``from newscrawl.extract import …`` works as usual.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
