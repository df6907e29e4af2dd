"""Compare a few live pages of a site with its profile.

For each field, a probe reports which source gave it and which other sources have it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newscrawl.extract import NotAnArticle, Reason, inspect, open_page, pick_article, to_article
from newscrawl.report.crawl_stats import GENERIC_LAYOUT, WATCHED_FIELDS
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.extract import Context
    from newscrawl.items import Article
    from newscrawl.scaffold.pages_by_kind import SitePage
    from newscrawl.sites import Site

_REPORTED_FIELDS: Final = ("headline", *WATCHED_FIELDS)
"""Fields that a probe reports."""

_REFUSED_FAILURES: Final = frozenset({"http_401", "http_403", "http_429", "http_503", "blocked"})
"""Failures that mean that the site refused the request."""

_REFUSED_REASONS: Final = frozenset({Reason.SOFT_BLOCK, Reason.LOGIN_WALL, Reason.REDIRECT_SHELL})
"""Reasons that mean that a page is a refusal."""

_UNREADABLE_REASONS: Final = frozenset({Reason.NO_BODY, Reason.NO_HEADLINE})
"""Reasons that mean that the page has no headline or no text."""

_NO_ARTICLE_ADDRESS: Final = (
    "no address in its sources matches the article addresses of the profile: the form of its addresses has changed, or the "
    "sources are empty"
)
_MIN_ARTICLES: Final = 2
"""Minimum number of articles before a field that none has counts as missing."""


@dataclass(slots=True)
class ProbedField:
    """The result for one field."""

    found: int = 0
    """Number of articles that have the field."""

    sources: Counter[str] = field(default_factory=Counter)
    """Number of articles by the source that gave the field."""

    others: Counter[str] = field(default_factory=Counter)
    """Number of articles by each other source that has the field as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The result for a site."""

    code: ExitCode
    why: str
    """What is wrong and what to do, as a sentence; empty if nothing is wrong."""

    articles: int
    layouts: dict[str, int]
    """Number of articles by the layout that read them."""

    rejected: dict[str, str]
    """Reasons why addresses gave no article, by address."""

    fields: dict[str, ProbedField]


def probe(site: Site, articles: Sequence[SitePage], *, offered: int, sources: int, failed: Mapping[str, str]) -> Probe:
    """Judge the pages that were fetched.

    ``offered`` is the number of article links in the ``sources`` sources that could be fetched. ``failed`` maps the
    addresses that could not be fetched to a reason of one word.
    """
    fields = {name: ProbedField() for name in _REPORTED_FIELDS}
    layouts: Counter[str] = Counter()
    rejected: dict[str, str] = {}
    refused = False
    for page in articles:
        try:
            context = open_page(page.body, url=page.url, site=site, headers=page.headers)
            article = to_article(pick_article(context))
        except NotAnArticle as error:
            rejected[page.url] = error.reason
            refused |= error.reason in _REFUSED_REASONS
            continue
        layouts[article.extraction.layout] += 1
        _count_fields(fields, context, article)
    count = sum(layouts.values())
    refused |= any(reason in _REFUSED_FAILURES for reason in failed.values())
    code, why = (
        _judge_articles(site, count, layouts, fields)
        if count
        else _judge_failure(offered, sources, failed, rejected, refused=refused)
    )
    return Probe(code=code, why=why, articles=count, layouts=dict(layouts), rejected=rejected, fields=fields)


def _count_fields(fields: Mapping[str, ProbedField], context: Context, article: Article) -> None:
    """Count which fields the article has, which source gave each, and which other sources have it."""
    gave = {item.field: item.source for item in article.extraction.field_sources}
    named: dict[str, list[str]] = {}
    for candidate in inspect(context):
        named.setdefault(candidate.field, []).append(candidate.source)
    for name, probed in fields.items():
        if getattr(article, name):
            probed.found += 1
            probed.sources[gave.get(name, "page")] += 1
        probed.others.update({source for source in named.get(name, ()) if source != gave.get(name)})


def _judge_articles(
    site: Site, count: int, layouts: Mapping[str, int], fields: Mapping[str, ProbedField]
) -> tuple[ExitCode, str]:
    """Judge pages that read as articles: whether they read as the profile says."""
    problems = []
    if site.layouts and layouts.get(GENERIC_LAYOUT, 0) == count:
        known = ", ".join(layout.name for layout in site.layouts)
        problems.append(f"no layout of the profile ({known}) matches; `{GENERIC_LAYOUT}` read all {count} articles")
    needed = [name for name in ("text", "headline", *site.health.fill) if site.family != "unknown"]
    missing = [name for name in dict.fromkeys(needed) if count >= _MIN_ARTICLES and not fields[name].found]
    if missing:
        problems.append(f"no article has {', '.join(missing)}")
    if not problems:
        return ExitCode.FINE, ""
    return ExitCode.LAYOUT_CHANGED, "; ".join(problems)


def _judge_failure(
    offered: int, sources: int, failed: Mapping[str, str], rejected: Mapping[str, str], *, refused: bool
) -> tuple[ExitCode, str]:
    """Say why no article could be read."""
    came = ", ".join(f"{url} {reason}" for url, reason in {**failed, **rejected}.items())
    if refused:
        return ExitCode.BLOCKED, f"the site refuses us: {came}"
    if rejected and all(reason in _UNREADABLE_REASONS for reason in rejected.values()):
        return ExitCode.LAYOUT_CHANGED, f"no page has a headline and a text: {came}"
    if sources and not offered:
        return ExitCode.LAYOUT_CHANGED, _NO_ARTICLE_ADDRESS
    return ExitCode.PARTIAL, f"nothing could be read: {came or 'no source could be fetched'}"
