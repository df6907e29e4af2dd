"""Crawls a real WordPress of this machine and counts what was found, doubled, leaked, and how right the fields are.

    python benchmarks/wordpress.py [--directory DIR] [--themes NAMES] [--forms NAMES] [--sources NAMES]     # or: make wordpress

It needs the Debian packages wordpress, wordpress-l10n, wordpress-theme-twentytwentyone, -twentytwentytwo, -twentytwentythree,
mariadb-server, php-fpm, php-cli, php-mysql, php-gd, php-xml, php-mbstring and nginx-light. MariaDB, PHP and nginx run as children of this
process on loopback, with their data in one directory; no service of the system is started or changed, and all end with this
process. The site is filled with 160 posts of our own text (``wordpress_text.py``). The exit code is 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from servers import child, database, f1, free_port, is_open, normal, user_name, wait_for
from wordpress_text import AUTHORS, Post, as_json, posts

from newscrawl import sites
from newscrawl.dates import VIETNAM, parse
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sites.profile import Site
from newscrawl.spiders import spider_class
from newscrawl.state import Status, address_key, clock, open_existing_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newscrawl.report.manifest import SiteReport

THEMES: Final = ("twentytwentyone", "twentytwentytwo", "twentytwentythree")
"""The themes of Debian's packages: a classic one, and two of blocks."""

FORMS: Final = {"plain": "", "archives": "/archives/%post_id%", "names": "/%year%/%monthnum%/%postname%/"}
"""The forms of addresses: ``/?p=12``, ``/archives/12``, ``/2026/11/slug/``."""

SOURCES: Final = ("sitemap", "lists")
"""``sitemap`` alone; ``lists``: the home page, its feed and the pages behind it, without a sitemap."""

FIELDS: Final = ("headline", "text", "date", "author", "section", "tags", "pictures", "captions", "related")
MIN_FOUND, MIN_FIELD, MAX_REQUESTS = 0.99, 0.97, 1.2
"""Goals: share of the public posts, accuracy of each field, requests an article."""

MAX_QUIET_REQUESTS: Final = 8
"""robots.txt and the sitemaps."""

FILES: Final = Path(__file__).with_name("wordpress_files")
PROGRAMS: Final = ("mariadbd", "mariadb-install-db", "mariadb", "php", "nginx")
SIZE: Final = re.compile(r"-\d+x\d+(?=\.\w+$)|-scaled(?=\.\w+$)")
"""The mark of a smaller version in the name of a picture."""


def main() -> int:
    """Set the site up, crawl it in every way, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--directory", type=Path, help="keep the site here, and use it again (default: a temporary one)"
    )
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--sources", default=",".join(SOURCES))
    parser.add_argument(
        "--half", action="store_true", help="nine ways: each theme with each form of addresses, by one of the sources"
    )
    parser.add_argument("--serve", action="store_true", help="only serve the site, until Enter is pressed")
    parser.add_argument("--verbose", action="store_true", help="print each post that is missed or wrong")
    options = parser.parse_args()
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        print(f"not found: {', '.join(missing)}; install the Debian packages that --help names", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the children end, too
    with ExitStack() as stack:
        directory = options.directory or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wordpress-")))
        server = stack.enter_context(serving(directory.absolute()))
        if options.serve:
            server.switch(options.themes.split(",")[0], options.forms.split(",")[0], sitemaps=True)
            input(f"{server.home}  press Enter to end")
            return 0
        ways = [
            (theme, form, source)
            for theme in options.themes.split(",")
            for form in options.forms.split(",")
            for source in options.sources.split(",")
        ]
        if options.half:
            ways = [
                way for way in ways if not sum(map(list.index, (list(THEMES), list(FORMS), list(SOURCES)), way)) % 2
            ]
        results, changes = [], dict[str, bool]()
        for way in ways:
            with tempfile.TemporaryDirectory() as output:
                results.append(measure(server, *way, Path(output), verbose=options.verbose))
                print(results[-1].row(), flush=True)
                if way[2] == "sitemap" and not changes:
                    changes = changed(server, Path(output))
                    print(changes, flush=True)
    print_tables(results, changes)
    return 0 if all(result.is_good for result in results) and all(changes.values()) else 1


# -- the site ----------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A WordPress that answers."""

    www: Path
    home: str
    posts: list[Post]
    addresses: dict[str, str] = field(default_factory=dict)
    """The public posts by slug."""

    numbers: dict[str, int] = field(default_factory=dict)
    """The numbers of all posts by slug."""

    sitemap: str = "/wp-sitemap.xml"
    """The path of the index of the sitemaps. Without permalinks WordPress answers ``/wp-sitemap.xml`` with the home page."""

    def php(self, action: str, data: Any) -> Any:
        """Run an action of ``fill.php`` and return what it prints."""
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
            file.flush()
            host = self.home.removeprefix("http://")
            done = subprocess.run(
                ["php", "-d", "memory_limit=512M", FILES / "fill.php", self.www, action, file.name],
                env={**os.environ, "BENCH_HOST": host}, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"PHP cannot {action}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
        try:
            return json.loads(done.stdout.rpartition("@@@")[2])
        except ValueError:
            raise SystemExit(f"PHP cannot {action}: {done.stdout[-2000:]} {done.stderr[-2000:]}") from None

    def switch(self, theme: str, form: str, *, sitemaps: bool) -> None:
        """Change theme, form of addresses and sitemaps."""
        self.sitemap = "/wp-sitemap.xml" if FORMS[form] else "/?sitemap=index"
        self.addresses = self.php("mode", {"theme": theme, "form": FORMS[form], "sitemaps": sitemaps})


@contextmanager
def serving(directory: Path) -> Iterator[Server]:
    """Serve a WordPress from a directory until the block ends. A new directory is filled first."""
    directory.mkdir(parents=True, exist_ok=True)
    filled = directory / "filled"
    is_new = not filled.exists()
    port_file = directory / "port"
    port = free_port() if is_new else int(port_file.read_text(encoding="ascii"))
    port_file.write_text(str(port), encoding="ascii")
    www = directory / "www"
    if not www.exists():
        shutil.copytree("/usr/share/wordpress", www, ignore=shutil.ignore_patterns("wp-config.php", "akismet"))
        plugins = www / "wp-content" / "mu-plugins"
        plugins.mkdir(exist_ok=True)
        shutil.copy(FILES / "bench.php", plugins)
        (www / "wp-content" / "uploads").mkdir(exist_ok=True)
    home = f"http://127.0.0.1:{port}"
    (www / "wp-config.php").write_text(wp_config(directory, home), encoding="utf-8")
    with ExitStack() as stack:
        stack.enter_context(database(directory, "wordpress"))
        stack.enter_context(web_server(directory, www, port))
        if is_new:
            now = datetime.now(VIETNAM).replace(microsecond=0, tzinfo=None)
            server = Server(www, home, posts(now))
            server.php("install", {"name": "Bản tin ba xã"})
            server.numbers = server.php("fill", {"authors": AUTHORS, "posts": as_json(server.posts)})
            filled.write_text(json.dumps({"now": now.isoformat(), "numbers": server.numbers}), encoding="utf-8")
        else:
            known = json.loads(filled.read_text(encoding="utf-8"))
            server = Server(www, home, posts(datetime.fromisoformat(known["now"])), numbers=known["numbers"])
        yield server


def wp_config(directory: Path, home: str) -> str:
    """Return the configuration of WordPress."""
    keys = "".join(f"define('{name}', '{secrets.token_hex(24)}');\n" for name in ("AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY"))  # fmt: skip
    return f"""<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{directory}/db.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
{keys}define('WP_HOME', '{home}'); define('WP_SITEURL', '{home}'); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_DEBUG', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


@contextmanager
def web_server(directory: Path, www: Path, port: int) -> Iterator[None]:
    """Run PHP and nginx on a port of loopback."""
    (directory / "php.conf").write_text(
        f"[global]\nerror_log={directory}/php.log\ndaemonize=no\n[www]\nlisten={directory}/php.sock\npm=static\npm.max_children=2\n"
        f"user={user_name()}\ngroup={user_name()}\n",
        encoding="utf-8",
    )
    (directory / "nginx.conf").write_text(
        f"{f'user {user_name()};' if os.geteuid() == 0 else ''} daemon off; worker_processes 1; pid {directory}/nginx.pid;\n"
        f"error_log {directory}/nginx.log; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log {directory}/access.log; client_body_temp_path {directory}/body;\n"
        f"fastcgi_temp_path {directory}/fcgi; proxy_temp_path {directory}/proxy; scgi_temp_path {directory}/scgi; uwsgi_temp_path {directory}/uwsgi;\n"
        f"server {{ listen 127.0.0.1:{port}; root {www}; index index.php;\n"
        "location / { try_files $uri $uri/ /index.php?$args; }\n"
        f"location ~ \\.php$ {{ include /etc/nginx/fastcgi.conf; fastcgi_pass unix:{directory}/php.sock; }} }} }}\n",
        encoding="utf-8",
    )
    fpm = next(filter(None, map(shutil.which, ("php-fpm", "php-fpm8.2", "php-fpm8.4", "php-fpm8.3"))), "php-fpm")
    root = ["-R"] if os.geteuid() == 0 else []
    with (
        child([fpm, "-y", f"{directory}/php.conf", "-F", *root], directory / "fpm.log"),
        child(
            ["nginx", "-p", str(directory), "-c", f"{directory}/nginx.conf", "-e", f"{directory}/nginx.log"],
            directory / "nginx.out",
        ),
    ):
        wait_for(lambda: is_open(port) and (directory / "php.sock").exists())
        yield


# -- a crawl -----------------------------------------------------------------------------------------------------------


def crawl(server: Server, output: Path, source: str, **using: Any) -> SiteReport:
    """Crawl the site by one kind of source, and return the report."""
    site: Site = sites.unknown(f"{server.home}/")
    arguments: dict[str, Any] = {"url": f"{server.home}/"}
    if source == "sitemap":
        site = Site(
            name=site.name, publisher=site.publisher, home=site.home, hosts=site.hosts, sitemaps=(server.sitemap,)
        )
        arguments = {}
    settings = build_settings(
        LOG_LEVEL="CRITICAL",
        NEWSCRAWL_OUTPUT=str(output),
        NEWSCRAWL_ALLOW_PRIVATE=True,
        NEWSCRAWL_CONTACT="bench@example.org",
        DOWNLOAD_DELAY=0.0,
        **using,
    )
    result = run_jobs([Job(spider_class(site), arguments)], settings)
    if result.manifest is None:
        raise SystemExit(f"the crawl failed: {result}")
    (report,) = result.manifest.sites.values()
    return report


def read(output: Path) -> list[dict[str, Any]]:
    """Return all records of an output directory, in the order of their runs."""
    files = sorted(output.glob("articles*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass
class Result:
    """The figures of one crawl."""

    way: tuple[str, str, str]
    public: int
    found: int
    doubled: int
    leaked: int
    others: int
    """Records that are no post."""

    requests: float
    fields: Mapping[str, float]

    @property
    def is_good(self) -> bool:
        """Whether all goals are met."""
        return (
            self.found >= MIN_FOUND * self.public
            and not self.doubled
            and not self.leaked
            and self.requests <= MAX_REQUESTS
            and min(self.fields.values()) >= MIN_FIELD
        )

    def row(self) -> str:
        """Return the row of the table."""
        theme, form, source = self.way
        cells = [theme, form, source, f"{self.found} of {self.public}", self.public - self.found, self.doubled, self.leaked, self.others, f"{self.requests:.2f}"]  # fmt: skip
        return "| " + " | ".join(map(str, [*cells, *(f"{self.fields[name]:.3f}" for name in FIELDS)])) + " |"


def measure(server: Server, theme: str, form: str, source: str, output: Path, *, verbose: bool) -> Result:
    """Crawl once, and compare what was found with what was written."""
    server.switch(theme, form, sitemaps=source == "sitemap")
    report = crawl(server, output, source)
    articles = read(output)
    public = {normal(post.title): post for post in server.posts if post.is_public}
    by_title: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        by_title.setdefault(normal(article["headline"]), []).append(article)
    scores: dict[str, list[float]] = {name: [] for name in FIELDS}
    for title, post in public.items():
        for article in by_title.get(title, [])[:1]:
            for name, score in compare(server, post, article).items():
                scores[name].append(score)
                if verbose and score < 1:
                    print(f"  {name} {score:.2f}: {article['url']} {shown(name, article)}", file=sys.stderr)
    if verbose:
        for title in public.keys() - by_title.keys():
            print(f"  missed: {title} {server.addresses[public[title].slug]}", file=sys.stderr)
        print(f"  {report.accounts}\n  {report.rejected} {report.failed} {report.limits}", file=sys.stderr)
    hidden = [post for post in server.posts if not post.is_public]
    return Result(
        way=(theme, form, source),
        public=len(public),
        found=sum(title in by_title for title in public),
        doubled=sum(len(by_title[title]) - 1 for title in public if title in by_title),
        leaked=sum("Mật thư số" in json.dumps(article, ensure_ascii=False) for article in articles)
        + sum(normal(post.title) in by_title for post in hidden),
        others=sum(title not in public for title in by_title),
        requests=report.requests / max(len(articles), 1),
        fields={name: sum(found) / len(found) if found else 1.0 for name, found in scores.items()},
    )


def shown(name: str, article: dict[str, Any]) -> Any:
    """Return what a record holds for a field of the table."""
    names = {"date": "date_published", "author": "authors", "section": "article_section", "tags": "keywords", "pictures": "images", "captions": "images", "related": "related_links"}  # fmt: skip
    return json.dumps(article[names.get(name, name)], ensure_ascii=False)[:700]


def compare(server: Server, post: Post, article: dict[str, Any]) -> dict[str, float]:
    """Return the accuracy of each field of a record, 0 to 1."""
    date = parse(f"{post.date.replace(' ', 'T')}+07:00")
    pictures = [name for name, _ in post.pictures]
    shown_pictures = [SIZE.sub("", image["url"].rpartition("/")[2]).removesuffix(".jpg") for image in article["images"]]
    captions = {name: caption.partition(" Ảnh: ")[0] for name, caption in post.pictures if caption}
    got = dict(zip(shown_pictures, ((image["caption"] or "").rstrip(".") for image in article["images"]), strict=True))
    scores = {
        "headline": float(normal(article["headline"]) == normal(post.title)),
        "text": f1(list(map(normal, post.lines)), [normal(line) for line in article["text"].split("\n\n") if line]),
        "date": float(bool(date and article["date_published"] and parse(article["date_published"]) == date)),
        "author": float([author["name"] for author in article["authors"]] == [AUTHORS[post.author]]),
        "section": float(
            article["article_section"] in (post.categories if post.all_categories else post.categories[-1:])
        ),
        "tags": f1(post.tags, article["keywords"]),
        "pictures": f1(pictures, shown_pictures),
    }
    if captions:
        scores["captions"] = sum(
            normal(captions[name]).rstrip(".") == normal(got.get(name, "")) for name in captions
        ) / len(captions)
    if post.related:
        urls = {link["url"] for link in article["related_links"]} | {
            link["url_raw"] for link in article["related_links"]
        }
        scores["related"] = sum(
            bool({server.addresses[slug], f"{server.home}/?p={server.numbers[slug]}"} & urls) for slug in post.related
        ) / len(post.related)
    return scores


def changed(server: Server, output: Path) -> dict[str, bool]:
    """Crawl again by the sitemap, edit and delete posts, and crawl two hours later with ``--revisit``; return what these runs saw."""
    recent = [post for post in server.posts if post.is_public][-4:]  # of the last days, which alone are visited again
    edited, deleted = [post.slug for post in recent[:2]], [post.slug for post in recent[2:]]
    before = len(read(output))
    second, third = (crawl(server, output, "sitemap").requests for _ in range(2))
    # A page without an article may have been at fault for a moment, so one more run looks at it.
    walls = sum(bool(post.password) for post in server.posts)
    seen = {
        "two later runs write nothing": len(read(output)) == before,
        "the second asks for the sitemaps, and once more for the posts behind a password": second
        <= MAX_QUIET_REQUESTS + walls,
        "the third asks for the sitemaps alone": third <= MAX_QUIET_REQUESTS,
    }
    line = "Bổ sung: bà con đã nhận đủ phần việc của đợt này."
    server.php("change", {"edit": dict.fromkeys(edited, line), "delete": deleted})
    later = timedelta(hours=2)
    with clock.overridden_by(lambda: datetime.now(UTC) + later):
        crawl(server, output, "sitemap", NEWSCRAWL_REVISIT=True)
    revised = {article["url"] for article in read(output) if article["revision"] == 2}
    seen["edited posts, and no others, are revised"] = revised == {server.addresses[slug] for slug in edited}
    with open_existing_store(output / ".state") as store:
        keys = [address_key(server.addresses[slug]) for slug in deleted]
        seen["deleted posts are gone"] = all(found.status is Status.GONE for found in store.known(keys).values())
    numbers = {"edit": [server.numbers[slug] for slug in edited], "delete": [server.numbers[slug] for slug in deleted]}
    server.php("restore", numbers)
    return seen


def print_tables(results: Sequence[Result], changes: Mapping[str, bool]) -> None:
    """Print the tables of wordpress.md."""
    print("\n| theme | addresses | source | found of public | missed | doubled | leaked | other pages | requests an article | " + " | ".join(FIELDS) + " |")  # fmt: skip
    print("|---|---|---|" + "---:|" * (6 + len(FIELDS)))
    for result in results:
        print(result.row())
    for what, is_seen in changes.items():
        print(f"\n{what}: {'yes' if is_seen else 'NO'}")


if __name__ == "__main__":
    sys.exit(main())
