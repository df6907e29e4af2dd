"""``newscrawl new-site`` and ``newscrawl save``."""

from __future__ import annotations

import csv
import keyword
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast, get_args

from rich.table import Table

from newscrawl import sites, urls
from newscrawl.cli.output import say
from newscrawl.cli.printing import SafeConsole, fail, shown
from newscrawl.exporters.files import OutputError
from newscrawl.extract import NotAnArticle, Page, extract
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.single_site import sample_site
from newscrawl.scaffold import fixture, profile_source
from newscrawl.scaffold.draft import Draft, NothingToDraftError, draft, name_of
from newscrawl.scaffold.pages_by_kind import Kind, SitePage, gate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.spiders.sampling import SamplingSpider

PROFILES: Final = Path("newscrawl/sites")
CASES: Final = Path("tests/sites")
MAX_CASES: Final = 2
"""Number of pages of a draft that become fixtures."""

_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_REASONS: Final = {
    "private_address": "is a loopback or private address; --allow-private allows it",
    "offsite": "redirects to another host: give that host's address",
    "robots_forbidden": "is forbidden by robots.txt; save pages with a browser and give the files",
    "robots_unreachable": "has a robots.txt that cannot be fetched, so nothing is requested: check the address and the connection",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _FetchOptions:
    """The options that ``new-site`` and ``save`` share."""

    directory: str | None
    """Directory of the fixtures; ``None`` for the default."""

    force: bool
    """Overwrite existing files."""

    allow_private: bool
    delay: float | None
    """Seconds between two requests; ``None`` for the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite(_FetchOptions):
    """The options of ``newscrawl new-site``."""

    pages: Sequence[str]
    """One address, or files."""

    name: str | None
    output: str | None
    """The profile to write; ``None`` for the default."""

    urls: Sequence[str]
    """The addresses of the files, in their order; empty where the pages name their own."""

    articles: int
    """Number of articles to fetch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePage(_FetchOptions):
    """The options of ``newscrawl save``."""

    site: str
    """A name, or the file of a profile."""

    url: str
    file: str | None
    """Read the page from here instead of fetching it."""

    case: str | None
    """Name of the test case; ``None`` for that of the layout."""


# --- new-site -----------------------------------------------------------------------------------------------------------


def run_new_site(given: NewSite) -> int:
    """Draft a profile; return the exit code."""
    if given.name is not None:
        _check_name(given.name)
    sitemaps: list[str] = []
    if _is_address(given.pages[0]):
        if len(given.pages) > 1 or given.urls:
            raise UsageError("new-site takes one address, or saved pages with --url for each, not both")
        address = _address(given.pages[0])
        _check_free(_profile_path(given, given.name or name_of(address)), force=given.force)
        spider = sample_site(address, articles=given.articles, delay=given.delay, allow_private=given.allow_private)
        pages, home = spider.pages, spider.home
        sitemaps = spider.sitemaps
        if not any(page.kind != "home" for page in pages):
            return _nothing_fetched(spider)
        for url, reason in spider.failed.items():
            say(f"newscrawl: {url} {_why(reason)}.", error=True)
    else:
        pages, home = _saved(given.pages, given.urls), None
    try:
        found = draft(pages, name=given.name, home_url=home, sitemaps=sitemaps)
    except NothingToDraftError as error:
        return fail(
            f"{given.pages[0]}: {error}. Give the addresses or files of article pages; "
            "`newscrawl inspect` shows how a page is read.",
            ExitCode.NOTHING_NEW,
        )
    path = _profile_path(given, found.site.name)
    _check_free(path, force=given.force)
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
    address = text if "://" in text else f"https://{text}"
    parts = urls.split(address)
    if parts is None or parts.port == 0:
        raise UsageError(f"{text!r} is no http(s) address: a port is a number from 1 to 65535")
    try:
        return urls.canonical(address)
    except ValueError:
        raise UsageError(f"{text!r} is no http(s) address; give one such as https://any.site/") from None


def _check_name(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name == "profile":
        raise UsageError(f"--name {name!r} cannot be a module's name; take letters, digits and _ alone: baovidu")


def _profile_path(given: NewSite, name: str) -> Path:
    if given.output:
        return Path(given.output)
    return PROFILES / f"{name}.py" if PROFILES.is_dir() else Path(f"{name}.py")


def _cases_path(given: _FetchOptions) -> Path:
    return Path(given.directory) if given.directory else CASES if CASES.is_dir() else Path("fixtures")


def _check_free(path: Path, *, force: bool) -> None:
    """Raise :class:`UsageError` where a file exists that somebody may have edited."""
    if path.exists() and not force:
        raise UsageError(f"{path} exists already; --force overwrites it, --output or --case names another place")


def _nothing_fetched(spider: SamplingSpider) -> int:
    url, reason = next(iter(spider.failed.items()), (spider.url, ""))
    for page in spider.pages:
        if why := gate_of(page):
            return fail(
                f"{page.url} shows {why}, and no profile is drafted from that. Give article pages saved with a browser.",
                ExitCode.NOTHING_NEW,
            )
    if not reason:
        return fail(
            f"{url} links to no page that is recognised as an article. Give the address of a section or an article, "
            "or pages saved with a browser.",
            ExitCode.NOTHING_NEW,
        )
    code = ExitCode.USAGE if reason in {"private_address", "offsite"} else ExitCode.PARTIAL
    return fail(f"{url} {_why(reason)}.", code)


def _why(reason: str) -> str:
    return _REASONS.get(reason, f"cannot be fetched ({reason}): check the address and the connection")


def _saved(files: Sequence[str], given_urls: Sequence[str]) -> list[SitePage]:
    """Return the saved pages with their addresses."""
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
    """Return the address that a page names as its own, ``None`` where it names none."""
    try:
        page = Page(body, url="http://saved.invalid/")
    except NotAnArticle:
        return None
    canonical = [link.get("href") for link in page.by_tag("link") if (link.get("rel") or "").lower() == "canonical"]
    for href in (*canonical, page.meta("og:url")):
        url = urls.resolve(href, "http://saved.invalid/") if href else None
        if url and urls.host(url) != "saved.invalid":
            return urls.canonical(url)
    return None


def _listed(table: Path) -> list[SitePage]:
    """Return the pages of a table such as ``newscrawl replay`` takes, robots.txt included."""
    rows = list(
        csv.DictReader(_bytes(table).decode("utf-8", "replace").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    if not rows or not {"file", "url", "page_type"} <= rows[0].keys():
        raise UsageError(f"{table} must have file, url and page_type in its first line, separated by tabs")
    return [
        SitePage(
            url=_address(row["url"]),
            body=_bytes(table.parent / row["file"]),
            kind=cast("Kind | None", _KINDS.get(row["page_type"])),
        )
        for row in rows
    ]


def _cases(found: Draft, directory: Path, *, force: bool) -> list[tuple[Path, fixture.Case]]:
    """Return the folder and the content of each drafted fixture."""
    cases: list[tuple[Path, fixture.Case]] = []
    for page in found.cases[:MAX_CASES]:
        article = extract(page.body, url=page.url, site=found.site, headers=page.headers)
        folder = directory / article.extraction.layout
        _check_free(folder / "page.html", force=force)
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
    """Print the drafted facts, the number of pages behind each, and the next steps."""
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
    console = SafeConsole()
    console.print(table)
    unsure = sum(not fact.sure for fact in found.facts)
    site = found.site
    written = ", ".join([str(path), *(f"{folder}/" for folder in folders)])
    say(f"\nWritten: {written}")
    if (known := sites.for_url(site.home)) and known.name != site.name:
        say(f"Note: the profile {known.name!r} has this host, too; in newscrawl itself a host has one profile.")
    say(f"1. Check what is UNSURE in {path} ({unsure} lines above) on the site, correct it, and remove the comment.")
    say(
        "2. Compare each page.html with its article.json and correct article.json; replace the newspaper's text by your own."
    )
    if PROFILES.is_dir():
        say("3. Run: python docs/sites_table.py && pytest tests/sites tests/test_sites.py")
    else:
        file = path if path.is_absolute() else f"./{path}"
        say(f"3. Run: newscrawl check {file} && newscrawl crawl {file} --max-articles 20")


# --- save ---------------------------------------------------------------------------------------------------------------


def run_save(given: SavePage) -> int:
    """Keep one page as a test case; return the exit code."""
    site = profiles.find(given.site)
    url = _address(given.url)
    if not site.owns(url):
        raise UsageError(f"{url} is on no host of {site.name} ({', '.join(sorted(site.all_hosts))})")
    if given.case is not None and not _NAME.fullmatch(given.case):
        raise UsageError(f"--case {given.case!r} cannot be a folder's name; take letters, digits, - and _")
    if given.case is not None:
        _check_free(_cases_path(given) / site.name / given.case / "page.html", force=given.force)
    if given.file:
        page = SitePage(url=url, body=_bytes(Path(given.file)), headers={"content-type": "text/html"})
    else:
        spider = sample_site(url, articles=1, single=True, delay=given.delay, allow_private=given.allow_private)
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
    _check_free(folder / "page.html", force=given.force)
    _write_case(folder, fixture.case(page.body, page.url, page.headers, article))
    say(f"Written: {folder}/ (page.html, meta.json, article.json), read by the layout {article.extraction.layout}")
    say(f"Read {folder}/page.html and correct article.json; then run: pytest tests/sites -k {site.name}")
    return 0
