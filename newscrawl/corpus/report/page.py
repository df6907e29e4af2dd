"""The report as one HTML page, without any request to a network. Pure: facts in, HTML out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from newscrawl.corpus.report.charts import bars, columns, matrix, number, over_time, percent, table, text
from newscrawl.corpus.report.facts import FIELDS, LENGTHS, SHOWN_COPIES

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from newscrawl.corpus.report.facts import Cluster, Facts

MAX_FILL_SITES: Final = 60
"""Sites in the table of fields."""

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""The page may load nothing and send nothing, whatever is on it."""


def render(facts: Facts, *, name: str, written: str) -> str:
    """Return the page. ``name`` says what the corpus is; ``written`` is the time that the page shows."""
    parts = [(anchor, title, body) for anchor, title, body in _parts(facts) if body]
    contents = "".join(f'<li><a href="#{anchor}">{text(title)}</a></li>' for anchor, title, _ in parts)
    sections = "".join(
        f'<section id="{anchor}" aria-labelledby="h-{anchor}"><h2 id="h-{anchor}">{text(title)}</h2>{body}</section>'
        for anchor, title, body in parts
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>Corpus report: {text(name)}</title>
<style>
{_asset("report.css")}</style>
</head>
<body>
<a class="skip" href="#main">Go to the content</a>
<header>
<h1>Corpus report</h1>
<p>{text(name)} <span class="soft">· written {text(written[:16].replace("T", " "))}</span></p>
{_summary(facts)}
<nav aria-label="Contents"><ul>{contents}</ul></nav>
</header>
<main id="main">
{sections}
</main>
<p id="tip" role="status" aria-live="polite" hidden></p>
<script>
{_asset("report.js")}</script>
</body>
</html>
"""


@cache
def _asset(name: str) -> str:
    return files("newscrawl.corpus.report").joinpath(name).read_text(encoding="utf-8")


def _summary(facts: Facts) -> str:
    known = sorted(facts.days)
    boxes = [
        ("articles", number(facts.articles)),
        ("sites", number(len(facts.sites))),
        ("words", number(facts.words)),
        ("days", f"{known[0]} – {known[-1]}" if known else "no dates"),
        ("near copies", percent(sum(facts.copies.values()), facts.articles)),
        ("related links", number(sum(facts.relations.values()))),
    ]
    return f'<dl class="boxes">{"".join(f"<div><dt>{label}</dt><dd>{text(value)}</dd></div>" for label, value in boxes)}</dl>'


def _parts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, title and HTML of each part; an empty part is left out."""
    if not facts.articles:
        yield "empty", "Nothing to show", "<p>The corpus has no article.</p>"
        return
    yield "days", "Articles over time", _days(facts)
    yield "sites", "Articles by site", _sites(facts)
    yield "sections", "Articles by section", _sections(facts)
    yield "length", "Length of the texts", _lengths(facts)
    yield "languages", "Languages", _counted("Articles by language", "language", facts.languages, facts.articles)
    yield "genres", "Genres", _counted("Articles by genre", "genre", facts.genres, facts.articles)
    yield "fields", "How often each field is filled", _fields(facts)
    yield "clusters", "Near copies", _clusters(facts)
    yield "copies", "Who copies whom", _copies(facts)
    yield "links", "Related links", _links(facts)
    yield "repairs", "Repaired words", _repairs(facts)
    yield "rights", "What publishers say about use", _rights(facts)


def _days(facts: Facts) -> str:
    step, counts = over_time(facts.days)
    undated = facts.articles - sum(facts.days.values())
    note = f'<p class="soft">{number(undated)} articles have no date.</p>' if undated else ""
    rows = sorted(facts.days.items(), reverse=True) if step == "day" else counts[::-1]
    return columns(f"Articles by {step}", counts) + note + table(f"articles by {step}", (step, "articles"), rows)


def _sites(facts: Facts) -> str:
    ordered = facts.sites.most_common()
    rows = [
        (site, count, percent(count, facts.articles), facts.words_by_site[site], facts.words_by_site[site] / count)
        for site, count in ordered
    ]
    heads = ("site", "articles", "share", "words", "words per article")
    return bars("Articles by site", ordered, whole=facts.articles) + table("articles by site", heads, rows)


def _sections(facts: Facts) -> str:
    ordered = facts.sections.most_common()
    named = [(f"{section} ({site})", count) for (site, section), count in ordered]
    missing = facts.articles - sum(facts.sections.values())
    note = f'<p class="soft">{number(missing)} articles have no section.</p>' if missing else ""
    rows = [(section, site, count) for (site, section), count in ordered]
    return (
        bars("Articles by section", named) + note + table("articles by section", ("section", "site", "articles"), rows)
    )


def _lengths(facts: Facts) -> str:
    bounds = [0, *LENGTHS]
    names = [f"{low}–{high - 1}" for low, high in zip(bounds, LENGTHS, strict=False)] + [f"{LENGTHS[-1]}+"]
    counts = list(zip(names, facts.lengths, strict=True))
    mean = facts.words / facts.articles
    rows = [(name, count, percent(count, facts.articles)) for name, count in counts]
    return (
        f'<p class="soft">{number(mean)} words (syllables) on average.</p>'
        + bars("Articles by words", counts, whole=facts.articles)
        + table("articles by words", ("words", "articles", "share"), rows)
    )


def _counted(label: str, head: str, counter: Counter[str], whole: int) -> str:
    ordered = counter.most_common()
    rows = [(name, count, percent(count, whole)) for name, count in ordered]
    return bars(label, ordered, whole=whole) + table(label, (head, "articles", "share"), rows)


def _fields(facts: Facts) -> str:
    totals = {name: sum(filled[name] for filled in facts.filled.values()) for name in FIELDS}
    rows = [
        (site, *(f"{100 * facts.filled[site][name] / count:.0f} %" for name in FIELDS))
        for site, count in facts.sites.most_common(MAX_FILL_SITES)
    ]
    ordered = sorted(totals.items(), key=lambda pair: -pair[1])
    return bars("Articles that have a field", ordered, whole=facts.articles) + table(
        "share of articles that have a field, by site", ("site", *FIELDS), rows
    )


def _clusters(facts: Facts) -> str:
    if not facts.cluster_sizes:
        return "<p>No article is a near copy of another.</p>"
    sizes = sorted(facts.cluster_sizes.items())
    told = (
        f"<p>{number(facts.copied_articles)} articles ({percent(facts.copied_articles, facts.articles)}) are in "
        f"{number(sum(facts.cluster_sizes.values()))} groups of near copies.</p>"
    )
    chart = bars("Groups by size", [(f"{size} articles", count) for size, count in sizes], unit="groups")
    rows = table("groups by size", ("articles in the group", "groups"), [(str(size), count) for size, count in sizes])
    return told + chart + rows + "<h3>The largest groups</h3>" + "".join(map(_cluster, facts.biggest))


def _cluster(cluster: Cluster) -> str:
    copies = "".join(
        f'<li><span lang="vi">{text(copy.headline)}</span> <span class="soft">{text(copy.site)}, {text(copy.day or "no date")}, {text(copy.id)}</span></li>'
        for copy in cluster.copies
    )
    more = cluster.articles - SHOWN_COPIES
    note = f'<p class="soft">and {number(more)} more</p>' if more > 0 else ""
    sites = f"{number(cluster.sites)} site{'s' if cluster.sites > 1 else ''}"
    title = cluster.copies[0].headline if cluster.copies else ""
    return (
        f'<details><summary>{number(cluster.articles)} articles, {sites}: <span lang="vi">{text(title)}</span></summary>'
        f"<ol>{copies}</ol>{note}</details>"
    )


def _copies(facts: Facts) -> str:
    if not facts.copies:
        return ""
    ordered = [(original, copy, count) for (original, copy), count in facts.copies.most_common()]
    within = sum(count for original, copy, count in ordered if original == copy)
    told = (
        f"<p>{number(sum(facts.copies.values()))} near copies, {number(within)} of them of the same site. "
        "The original is the article that was crawled first.</p>"
    )
    heads = ("original", "copy", "near copies")
    return (
        told
        + matrix("near copies, by site", "original ↓ copy →", facts.copies)
        + table("near copies by site", heads, ordered)
    )


def _links(facts: Facts) -> str:
    total = sum(facts.relations.values())
    figures = [
        ("related links", total),
        ("links per article", total / facts.articles),
        ("articles without any", facts.out_degrees[0]),
        ("different targets", facts.targets),
        ("targets that are in the corpus", facts.targets_inside),
        ("articles to which no other links", facts.unlinked),
        ("pairs that link to each other", facts.mutual),
    ]
    linked = [
        (copy.headline, f"{copy.site}, {copy.day or 'no date'}", copy.id, links) for copy, links in facts.most_linked
    ]
    degrees = [(f"{count} links", articles) for count, articles in sorted(facts.out_degrees.items())]
    return (
        bars("Related links by relation", facts.relations.most_common(), unit="links", whole=total)
        + table("the graph in numbers", ("figure", "value"), figures, is_open=True)
        + table("articles by number of links", ("links", "articles"), degrees)
        + table("articles that most others link to", ("headline", "site and day", "id", "links"), linked)
    )


def _repairs(facts: Facts) -> str:
    glued, edits = sum(facts.glued.values()), sum(facts.edits.values())
    per_site = sorted(facts.sites, key=lambda site: (-facts.glued[site] / max(facts.words_by_site[site], 1), site))
    rates = [(site, round(1_000_000 * facts.glued[site] / max(facts.words_by_site[site], 1))) for site in per_site]
    rows = [
        (site, facts.edits[site], facts.glued[site], rate, percent(facts.repaired[site], facts.sites[site]))
        for site, rate in rates
    ]
    heads = ("site", "corrections", "lost spaces", "lost spaces per million words", "articles with one")
    return (
        f"<p>{number(edits)} corrections of the text, of which {number(glued)} restored a lost space. "
        "Many at one site are a sign that its pages are read wrongly.</p>"
        + bars("Lost spaces per million words", [pair for pair in rates if pair[1]], unit="per million words")
        + table("corrections by site", heads, rows)
    )


def _rights(facts: Facts) -> str:
    paid = facts.articles - facts.free
    parts = [f"<p>{number(paid)} articles ({percent(paid, facts.articles)}) say that they are behind a paywall.</p>"]
    for title, counter in (
        ("Robots directives", facts.robots),
        ("TDM reservation", facts.tdm),
        ("Content-Usage", facts.usage),
        ("Content-Signal", facts.signals),
        ("Licences", facts.licenses),
    ):
        parts.append(f"<h3>{title}</h3>{_counted(title, 'value', counter, facts.articles)}")
    return "".join(parts)
