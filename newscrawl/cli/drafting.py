"""``newscrawl new-site`` and ``newscrawl save``: a profile drafted from a site's pages, and pages kept for its tests."""

from __future__ import annotations

import asyncio
import csv
import importlib.util
import keyword
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast, get_args

from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging

from newscrawl import sites, urls
from newscrawl.exporters.files import OutputError
from newscrawl.extract import NotAnArticle, Page, extract
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError, fail
from newscrawl.runner.jobs import settings
from newscrawl.runner.printing import shown
from newscrawl.scaffold import fixture, profile_source
from newscrawl.scaffold.draft import Draft, Kind, NothingToDraftError, SitePage, draft, name_of
from newscrawl.sites.profile import Site
from newscrawl.spiders.sampling import ARTICLES, SamplingSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

PROFILES: Final = Path("newscrawl/sites")
CASES: Final = Path("tests/sites")
MAX_CASES: Final = 2
"""Pages of a draft that become fixtures."""

_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WHY: Final = {
    "private_address": "is a loopback or private address; --allow-private allows it",
    "offsite": "leads to another host: give that host's address",
    "robots_forbidden": "is forbidden by robots.txt; save pages with a browser and give the files",
    "robots_unreachable": "has a robots.txt that cannot be had, so nothing is asked: check the address and the connection",
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser(
        "new-site",
        help="draft the profile of a newspaper from its pages",
        description="Look at a site's pages and draft its profile: a Python module in the words of newscrawl/sites/profile.py, "
        "with a comment on all that is unsure, and a page or two as fixtures for the tests. From an address it fetches "
        f"robots.txt, the home page, a feed, two sections and up to {ARTICLES} articles, a second apart.",
    )
    command.add_argument(
        "pages",
        nargs="+",
        metavar="URL|FILE",
        help="the site's address; or saved pages, or one table of them (.tsv with the columns file, url, page_type)",
    )
    command.add_argument("--name", metavar="NAME", help="the site's name (default: its host without the endings)")
    command.add_argument(
        "--output", metavar="PATH", help="the profile to write (default: newscrawl/sites/NAME.py, or NAME.py elsewhere)"
    )
    command.add_argument(
        "--dir", metavar="DIR", help="where the fixtures go (default: tests/sites, or fixtures elsewhere)"
    )
    command.add_argument(
        "--url",
        action="append",
        default=[],
        metavar="URL",
        help="the address that a file was saved from, once for each file (default: what the page calls itself)",
    )
    command.add_argument(
        "--articles", type=int, default=ARTICLES, metavar="N", help="articles to fetch (default: %(default)s)"
    )
    _add_shared(command)
    command.set_defaults(run=run_new_site)

    command = commands.add_parser(
        "save",
        help="keep a page and the article expected of it, for the tests",
        description="Fetch one page and write it with the article that is read from it now into the folder of a test case. "
        "Correct article.json by reading the page: the tests hold the extractor to it.",
    )
    command.add_argument("site", metavar="SITE", help="a name, or the file of a profile")
    command.add_argument("url", metavar="URL", help="the page's address")
    command.add_argument("--file", metavar="FILE", help="take the page from this file and fetch nothing")
    command.add_argument("--case", metavar="NAME", help="the case's name (default: that of the layout that reads it)")
    command.add_argument(
        "--dir", metavar="DIR", help="where the cases of all sites are (default: tests/sites, or fixtures elsewhere)"
    )
    _add_shared(command)
    command.set_defaults(run=run_save)


def _add_shared(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="overwrite what is there")
    command.add_argument(
        "--allow-private", action="store_true", help="allow loopback and private addresses, which are refused otherwise"
    )
    command.add_argument("--delay", type=float, metavar="S", help="seconds between requests (default: 1)")


# --- new-site -----------------------------------------------------------------------------------------------------------


def run_new_site(given: argparse.Namespace) -> int:
    """Draft a profile; the exit code."""
    if given.articles < 1 or (given.delay or 0) < 0:
        raise UsageError("--articles takes a number from 1 on, --delay one from 0 on")
    if given.name is not None:
        _check_name(given.name)
    sitemaps: list[str] = []
    if _is_address(given.pages[0]):
        if len(given.pages) > 1 or given.url:
            raise UsageError("new-site takes one address, or saved pages with --url for each, not both")
        address = _address(given.pages[0])
        _free(_profile_path(given, given.name or name_of(address)), force=given.force)
        spider = _sampled(address, given)
        pages, home = spider.pages, spider.home
        sitemaps = spider.sitemaps
        if not any(page.kind != "home" for page in pages):
            return _nothing_fetched(spider)
        for url, reason in spider.failed.items():
            print(f"newscrawl: {url} {_why(reason)}.", file=sys.stderr)
    else:
        pages, home = _saved(given.pages, given.url), None
    try:
        found = draft(pages, name=given.name, home_url=home, sitemaps=sitemaps)
    except NothingToDraftError as error:
        return fail(
            f"{given.pages[0]}: {error}. Give the addresses or files of article pages; "
            "`newscrawl inspect` shows how a page is read.",
            ExitCode.NOTHING_NEW,
        )
    path = _profile_path(given, found.site.name)
    _free(path, force=given.force)
    cases = _cases(found, _cases_path(given) / found.site.name, force=given.force)
    _write(path, profile_source.module(found))
    for folder, case in cases:
        _write_case(folder, case)
    _show(found, path, [folder for folder, _ in cases])
    return 0


def _is_address(text: str) -> bool:
    return "://" in text or (
        not Path(text).exists() and "." in text and Path(text).suffix not in {".html", ".htm", ".tsv"}
    )


def _address(text: str) -> str:
    try:
        return urls.canonical(text if "://" in text else f"https://{text}")
    except ValueError:
        raise UsageError(f"{text!r} is no http(s) address; give one such as https://any.site/") from None


def _check_name(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name == "profile":
        raise UsageError(f"--name {name!r} cannot be a module's name; take letters, digits and _ alone: baovidu")


def _profile_path(given: argparse.Namespace, name: str) -> Path:
    if given.output:
        return Path(given.output)
    return PROFILES / f"{name}.py" if PROFILES.is_dir() else Path(f"{name}.py")


def _cases_path(given: argparse.Namespace) -> Path:
    return Path(given.dir) if given.dir else CASES if CASES.is_dir() else Path("fixtures")


def _free(path: Path, *, force: bool) -> None:
    """Refuse to overwrite a file that somebody may have worked on."""
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists already; --force overwrites it, another place is given with --output or --case"
        )


def _sampled(url: str, given: argparse.Namespace, *, single: bool = False) -> SamplingSpider:
    """The spider after it has fetched its pages."""
    using = settings(
        LOG_LEVEL="WARNING", NEWSCRAWL_ALLOW_PRIVATE=given.allow_private or None, DOWNLOAD_DELAY=given.delay
    )
    configure_logging(using)
    runner = AsyncCrawlerRunner(using)
    crawler = runner.create_crawler(SamplingSpider)
    articles = given.articles if not single else 1

    async def fetch() -> None:
        await runner.crawl(crawler, url=url, articles=articles, single=single)

    asyncio.run(fetch())
    return cast("SamplingSpider", crawler.spider)


def _nothing_fetched(spider: SamplingSpider) -> int:
    url, reason = next(iter(spider.failed.items()), (spider.url, ""))
    if not reason:
        return fail(
            f"{url} links to no article that can be told as one. Give the address of a section or an article, "
            "or pages saved with a browser.",
            ExitCode.NOTHING_NEW,
        )
    code = ExitCode.USAGE if reason in {"private_address", "offsite"} else ExitCode.PARTIAL
    return fail(f"{url} {_why(reason)}.", code)


def _why(reason: str) -> str:
    return _WHY.get(reason, f"cannot be had ({reason}): check the address and the connection")


def _saved(files: Sequence[str], given_urls: Sequence[str]) -> list[SitePage]:
    """The saved pages with their addresses."""
    if len(files) == 1 and files[0].endswith(".tsv"):
        return _listed(Path(files[0]))
    if given_urls and len(given_urls) != len(files):
        raise UsageError(
            f"{len(files)} files and {len(given_urls)} --url: give one address for each file, in their order"
        )
    pages: list[SitePage] = []
    for number, file in enumerate(files):
        body = _bytes(Path(file))
        url = _address(given_urls[number]) if given_urls else _own_address(body)
        if url is None:
            raise UsageError(
                f"{file} names no address of its own (rel=canonical, og:url); give --url once for each file"
            )
        pages.append(SitePage(url=url, body=body))
    return pages


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Give saved pages or a site's address.") from None


def _own_address(body: bytes) -> str | None:
    """What a page calls its own address."""
    try:
        page = Page(body, url="http://saved.invalid/")
    except NotAnArticle:
        return None
    stated = [link.get("href") for link in page.by_tag("link") if (link.get("rel") or "").lower() == "canonical"]
    for href in (*stated, page.meta("og:url")):
        url = urls.resolve(href, "http://saved.invalid/") if href else None
        if url and urls.host(url) != "saved.invalid":
            return urls.canonical(url)
    return None


def _listed(table: Path) -> list[SitePage]:
    """The pages of a table such as `newscrawl replay` takes, robots.txt included."""
    rows = list(
        csv.DictReader(_bytes(table).decode("utf-8", "replace").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    if not rows or not {"file", "url", "page_type"} <= rows[0].keys():
        raise UsageError(f"{table} must name file, url and page_type in its first line, with tabs between")
    return [
        SitePage(
            url=_address(row["url"]),
            body=_bytes(table.parent / row["file"]),
            kind=cast("Kind | None", _KINDS.get(row["page_type"])),
        )
        for row in rows
    ]


def _cases(found: Draft, place: Path, *, force: bool) -> list[tuple[Path, fixture.Case]]:
    """The drafted fixtures and their folders."""
    cases: list[tuple[Path, fixture.Case]] = []
    for page in found.cases[:MAX_CASES]:
        article = extract(page.body, url=page.url, site=found.site, headers=page.headers)
        folder = place / article.extraction.layout
        _free(folder / "page.html", force=force)
        cases.append((folder, fixture.case(page.body, page.url, page.headers, article)))
    return cases


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Make room or name another place.") from None


def _write_case(folder: Path, case: fixture.Case) -> None:
    _write(folder / "page.html", case.page)
    _write(folder / "meta.json", case.meta)
    _write(folder / "article.json", case.article)


def _show(found: Draft, path: Path, folders: Sequence[Path]) -> None:
    """What was concluded from how many pages, and what a person does next."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("field", no_wrap=True)
    table.add_column("what", ratio=1, overflow="fold")
    table.add_column("pages", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    before = ""
    for fact in found.facts:
        seen = f"{fact.seen}/{fact.total}" if fact.total else ""
        table.add_row(
            fact.field if fact.field != before else "",
            shown(fact.text),
            seen,
            "sure" if fact.sure else "unsure",
        )
        before = fact.field
    console = Console()
    console.print(table)
    unsure = sum(not fact.sure for fact in found.facts)
    site = found.site
    written = ", ".join([str(path), *(f"{folder}/" for folder in folders)])
    print(f"\nWritten: {written}")
    if (known := sites.for_url(site.home)) and known.name != site.name:
        print(f"Note: the profile {known.name!r} has this host already; two sites with one host are an error.")
    print(
        f"1. Settle what is UNSURE in {path} ({unsure} lines above): look at the site, correct, take the comment out."
    )
    print(
        "2. Read each page.html beside its article.json and correct what is expected; put your own text in the place of the paper's."
    )
    print("3. Run: python docs/sites_table.py && pytest tests/sites tests/test_sites.py")


# --- save ---------------------------------------------------------------------------------------------------------------


def run_save(given: argparse.Namespace) -> int:
    """Keep one page; the exit code."""
    site = _profile(given.site)
    url = _address(given.url)
    if not site.owns(url):
        raise UsageError(f"{url} is on no host of {site.name} ({', '.join(sorted(site.all_hosts))})")
    if given.case is not None and not _NAME.fullmatch(given.case):
        raise UsageError(f"--case {given.case!r} cannot be a folder's name; take letters, digits, - and _")
    if given.case is not None:
        _free(_cases_path(given) / site.name / given.case / "page.html", force=given.force)
    if given.file:
        page = SitePage(url=url, body=_bytes(Path(given.file)), headers={"content-type": "text/html"})
    else:
        spider = _sampled(url, given, single=True)
        if not spider.pages:
            return _nothing_fetched(spider)
        page = spider.pages[0]
    try:
        article = extract(page.body, url=page.url, site=site, headers=page.headers)
    except NotAnArticle as refusal:
        return fail(
            f"{page.url} holds no article: {refusal}. `newscrawl inspect` shows what was found.", ExitCode.NOTHING_NEW
        )
    folder = _cases_path(given) / site.name / (given.case or article.extraction.layout)
    _free(folder / "page.html", force=given.force)
    _write_case(folder, fixture.case(page.body, page.url, page.headers, article))
    print(f"Written: {folder}/ (page.html, meta.json, article.json), read by the layout {article.extraction.layout}")
    print(f"Read {folder}/page.html and correct article.json; then run: pytest tests/sites -k {site.name}")
    return 0


def _profile(name: str) -> Site:
    """The profile of that name, or the one in that file."""
    if name in sites.names():
        return sites.get(name)
    path = Path(name)
    if path.suffix != ".py" or not path.is_file():
        raise UsageError(
            f"no site is called {name!r}; `newscrawl sites` lists the names, and a new profile is given by its file"
        )
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UsageError(f"{path} is no profile: {type(error).__name__}: {error}") from error
    site = getattr(module, "SITE", None)
    if not isinstance(site, Site):
        raise UsageError(f"{path} has no profile named SITE")
    return site
