"""What a look at a few live pages says of a site's profile: field by field, where it was found and who else has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newscrawl.extract import NotAnArticle, Reason, inspect, open_page, pick_article, to_article
from newscrawl.report.crawl_stats import FIELDS, GENERIC
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.extract import Context
    from newscrawl.items import Article
    from newscrawl.scaffold.draft import Sample
    from newscrawl.sites import Site

_SHOWN: Final = ("headline", *FIELDS)
_REFUSED: Final = frozenset({"http_401", "http_403", "http_429", "http_503", "blocked"})
_REFUSALS: Final = frozenset({Reason.SOFT_BLOCK, Reason.LOGIN_WALL, Reason.REDIRECT_SHELL})
_UNREADABLE: Final = frozenset({Reason.NO_BODY, Reason.NO_HEADLINE})
_NO_ADDRESS: Final = (
    "its sources name no address that the profile takes for an article's: the form of its addresses has changed, or the "
    "sources are empty"
)
_LEAST: Final = 2
"""Articles from which a field that none has is missing, and not by chance."""


@dataclass(slots=True)
class Looked:
    """What is known of one field."""

    found: int = 0
    """Articles that have it."""

    sources: Counter[str] = field(default_factory=Counter)
    """What gave it."""

    others: Counter[str] = field(default_factory=Counter)
    """What else on the pages has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was seen of a site."""

    code: ExitCode
    why: str
    """What is wrong and what to do, as a sentence; empty where nothing is."""

    articles: int
    layouts: dict[str, int]
    rejected: dict[str, str]
    """Addresses that gave no article, with the reason."""

    fields: dict[str, Looked]


def probe(site: Site, articles: Sequence[Sample], *, offered: int, sources: int, failed: Mapping[str, str]) -> Probe:
    """The verdict on pages that were fetched.

    ``offered`` is how many article links the ``sources`` sources that could be had named; ``failed`` are the addresses that
    could not be had, with the reason in one word.
    """
    fields = {name: Looked() for name in _SHOWN}
    layouts: Counter[str] = Counter()
    rejected: dict[str, str] = {}
    refused = False
    for page in articles:
        try:
            context = open_page(page.body, url=page.url, site=site, headers=page.headers)
            article = to_article(pick_article(context))
        except NotAnArticle as error:
            rejected[page.url] = error.reason
            refused |= error.reason in _REFUSALS
            continue
        layouts[article.extraction.layout] += 1
        _look(fields, context, article)
    count = sum(layouts.values())
    refused |= any(reason in _REFUSED for reason in failed.values())
    code, why = (
        _changed(site, count, layouts, fields)
        if count
        else _nothing(offered, sources, failed, rejected, refused=refused)
    )
    return Probe(code=code, why=why, articles=count, layouts=dict(layouts), rejected=rejected, fields=fields)


def _look(fields: Mapping[str, Looked], context: Context, article: Article) -> None:
    """Note which fields the article has, what gave them, and what else would."""
    gave = {said.field: said.source for said in article.extraction.field_sources}
    named: dict[str, list[str]] = {}
    for candidate in inspect(context):
        named.setdefault(candidate.field, []).append(candidate.source)
    for name, looked in fields.items():
        if getattr(article, name):
            looked.found += 1
            looked.sources[gave.get(name, "page")] += 1
        looked.others.update({source for source in named.get(name, ()) if source != gave.get(name)})


def _changed(site: Site, count: int, layouts: Mapping[str, int], fields: Mapping[str, Looked]) -> tuple[ExitCode, str]:
    """Whether articles were read, but not as the profile says."""
    parts = []
    if site.layouts and layouts.get(GENERIC, 0) == count:
        known = ", ".join(layout.name for layout in site.layouts)
        parts.append(f"no layout of the profile ({known}) matches; `{GENERIC}` read all {count} articles")
    needed = [name for name in ("text", "headline", *site.health.fill) if site.family != "unknown"]
    lacking = [name for name in dict.fromkeys(needed) if count >= _LEAST and not fields[name].found]
    if lacking:
        parts.append(f"no article has {', '.join(lacking)}")
    if not parts:
        return ExitCode.FINE, ""
    return ExitCode.LAYOUT_CHANGED, "; ".join(parts)


def _nothing(
    offered: int, sources: int, failed: Mapping[str, str], rejected: Mapping[str, str], *, refused: bool
) -> tuple[ExitCode, str]:
    """Why no article was read."""
    came = ", ".join(f"{url} {reason}" for url, reason in {**failed, **rejected}.items())
    if refused:
        return ExitCode.BLOCKED, f"the site refuses us: {came}"
    if rejected and all(reason in _UNREADABLE for reason in rejected.values()):
        return ExitCode.LAYOUT_CHANGED, f"no page gives a headline and a text: {came}"
    if sources and not offered:
        return ExitCode.LAYOUT_CHANGED, _NO_ADDRESS
    return ExitCode.PARTIAL, f"nothing could be read: {came or 'no source could be had'}"
