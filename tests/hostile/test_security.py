"""The crawler asks no foreign or private address in any spelling, and prints no control sequences."""

from __future__ import annotations

import asyncio
import socket
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from rich.console import Console
from rich.table import Table

from newscrawl import sites
from newscrawl.cli.printing import shown
from newscrawl.middlewares.connections import GuardedHandler, PublicResolver
from newscrawl.middlewares.failures import Refused
from newscrawl.state import SiteLock
from tests.helpers.hostile_server import GOOD_PATHS, HostileServer, listing_page, redirect, respond
from tests.helpers.process import run_python

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.conftest import Crawl

PUBLIC: Final = "93.184.216.34"


def found(address: str, port: int = 80, family: int = socket.AF_INET) -> ResolveResult:
    return ResolveResult(hostname="x", host=address, port=port, family=family, proto=0, flags=0)


class FakeDns(AbstractResolver):
    """Answers from a table: the addresses of each name."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self.table:
            raise OSError(f"no such name: {host}")
        return [found(address, port, family) for address in self.table[host]]

    async def close(self) -> None:
        """There is nothing to close."""


class Loopback(AbstractResolver):
    """Stands for the internet behind the check: the public address leads to this machine's loopback."""

    def __init__(self, checked: AbstractResolver) -> None:
        self.checked = checked

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = await self.checked.resolve(host, port, family)
        return [found("127.0.0.1", port) if answer["host"] == PUBLIC else answer for answer in answers]

    async def close(self) -> None:
        await self.checked.close()


class NamedHandler(GuardedHandler):
    """The real download handler with the DNS of a table."""

    dns: dict[str, list[str]] = {"bao.example": [PUBLIC]}  # noqa: RUF012 - a table for the tests below

    def resolver(self, system: AbstractResolver) -> AbstractResolver:  # noqa: ARG002 - the system is not asked
        return FakeDns(self.dns)

    def reached(self, checked: AbstractResolver) -> AbstractResolver:
        return Loopback(checked)


class RebindingHandler(NamedHandler):
    """A name that was public when it was checked and is private when the connection is made."""

    dns = {"bao.example": ["127.0.0.1"]}  # noqa: RUF012


def by_name(server: HostileServer, handler: type = NamedHandler, **fields: Any) -> dict[str, Any]:
    """Arguments for a crawl of the server under a public name, with private addresses refused."""
    return {
        "site": {"home": f"http://bao.example:{server.port}/", **fields},
        "NEWSCRAWL_ALLOW_PRIVATE": False,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{__name__}.{handler.__name__}"),
    }


def test_a_public_name_is_crawled(server: HostileServer, crawl: Crawl) -> None:
    assert crawl(**by_name(server)).is_whole()


def test_a_name_that_leads_to_loopback_is_refused_when_the_connection_is_made(
    server: HostileServer, crawl: Crawl
) -> None:
    crawled = crawl(**by_name(server, RebindingHandler))
    assert server.log == []
    assert crawled.articles == []
    assert crawled.code != 0


def test_loopback_is_refused_unless_allowed(server: HostileServer, crawl: Crawl) -> None:
    crawled = crawl(NEWSCRAWL_ALLOW_PRIVATE=False)
    assert server.log == []
    assert crawled.code != 0


def test_a_redirect_from_the_site_to_a_private_address_is_refused(server: HostileServer, crawl: Crawl) -> None:
    """It is refused even if the profile names the private host."""
    with HostileServer() as inner:
        server.trap("/bai-dan-vao-trong-300001.html", redirect(f"http://{inner.netloc}{GOOD_PATHS[0]}"))
        crawled = crawl(**by_name(server, hosts=(inner.netloc,)))
        assert crawled.is_whole()
        assert crawled.site.skipped == {"private_address": 1}
        assert inner.log == []


AWAY: Final = {
    "another site": "http://evil.example/x",
    "file": "file:///etc/passwd",
    "data": "data:text/html,<h1>x</h1>",
    "script": "javascript:alert(1)",
    "gopher": "gopher://127.0.0.1:6379/_SET",
    "loopback": "http://127.0.0.1/x",
    "a name for loopback": "http://localhost/x",
    "IPv6 loopback": "http://[::1]/x",
    "mapped": "http://[::ffff:127.0.0.1]/x",
    "mapped, in hex": "http://[::ffff:7f00:1]/x",
    "unique local": "http://[fd00::1]/x",
    "link-local": "http://[fe80::1%25eth0]/x",
    "decimal": "http://2130706433/x",
    "hex": "http://0x7f000001/x",
    "octal": "http://0177.0.0.1/x",
    "short": "http://127.1/x",
    "zero": "http://0/x",
    "cloud metadata": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.1/x",
    "user information": "http://bao.example@127.0.0.1/x",
    "password": "http://bao.example:80@127.0.0.1/x",
    "backslash": "http://127.0.0.1\\@bao.example/x",
    "dot at the end": "http://localhost./x",
    "full-width digits": "http://１２７.０.０.１/x",
    "another port": "http://bao.example:22/x",
    "broken bracket": "http://[::1/x",
    "port that is none": "http://bao.example:99999/x",
    "tab": "http://127.0.0.1\t/x",
}


@pytest.mark.parametrize("name", AWAY)
def test_a_redirect_to_another_place_is_refused(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.trap("/bai-dan-di-xa-300001.html", redirect(AWAY[name].encode().decode("latin-1")))
    crawled = crawl(**by_name(server))
    assert crawled.is_whole()
    assert sum(crawled.site.skipped.values()) + sum(crawled.site.failed.values()) == 1
    assert {a.path for a in server.log} == {"/robots.txt", "/tin", "/bai-dan-di-xa-300001.html", *GOOD_PATHS}


def test_links_feeds_and_sitemaps_to_other_places_are_ignored(server: HostileServer, crawl: Crawl) -> None:
    with HostileServer() as inner:
        away = [f"{inner.url}/bai-o-trong-300001.html", *AWAY.values()]
        server.links += [a + "-300001.html" for a in away]
        items = "".join(f"<item><title>x</title><link><![CDATA[{a}-300002.html]]></link></item>" for a in away)
        server.routes["/tin.rss"] = respond(f"<rss><channel>{items}</channel></rss>".encode())
        maps = "".join(f"<sitemap><loc><![CDATA[{a}]]></loc></sitemap>" for a in away)
        server.routes["/sitemap.xml"] = respond(f"<sitemapindex>{maps}</sitemapindex>".encode())
        server.routes["/robots.txt"] = respond(
            f"Sitemap: {inner.url}/sitemap.xml\nSitemap: file:///etc/passwd".encode()
        )
        crawled = crawl(**by_name(server, feeds=("/tin.rss",), sitemaps=("/sitemap.xml",)))
        assert crawled.is_whole()
        assert inner.log == []


def test_a_foreign_base_address_is_ignored(server: HostileServer, crawl: Crawl) -> None:
    with HostileServer() as inner:
        server.routes["/tin"] = respond(
            b"<base href='" + inner.url.encode() + b"/'>" + listing_page(["bai-o-trong-300001.html", *GOOD_PATHS])
        )
        crawl(**by_name(server))
        assert inner.log == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1"],
)
def test_one_private_address_among_public_ones_refuses_the_name(address: str) -> None:
    async def ask(*, proxy: bool) -> int:
        resolver = PublicResolver(FakeDns({"bao.example": [PUBLIC, address]}))
        if proxy:
            resolver.proxies.add("bao.example")
        return len(await resolver.resolve("bao.example"))

    with pytest.raises(Refused, match="private_address"):
        asyncio.run(ask(proxy=False))
    assert asyncio.run(ask(proxy=True)) == 2


# -- files and terminals ----------------------------------------------------------------------------------------------


def test_no_address_becomes_a_path(tmp_path: Path) -> None:
    """The name of a site without a profile is its host; only the lock file is named after it."""
    for address in ("http://[::1]:8080/", "http://a_b.example:80/../../x", "http://xn--bo-jia.example/"):
        lock = SiteLock(tmp_path, sites.of(address).name, now="2026-03-08T08:00:00+07:00")
        lock.release()
    lock = SiteLock(tmp_path, "../../../etc/passwd\x00", now="2026-03-08T08:00:00+07:00")
    lock.release()
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))


def test_printed_text_has_no_control_sequences() -> None:
    words = "[bold red]Tin[/] [link=http://evil]nóng[/link] [/nope]\x1b]0;title\x07\x1b[2J\u202egnod"
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=200, color_system="truecolor", highlight=False)
    console.print(shown(words))
    table = Table()
    table.add_column("x")
    table.add_row(shown(words))
    console.print(table)
    printed = out.getvalue()
    assert printed.count("[bold red]Tin[/] [link=http://evil]nóng[/link] [/nope]") == 2
    assert not {"\x1b]0", "\x1b[2J", "\x07", "\u202e"} & {
        printed[i : i + n] for i in range(len(printed)) for n in (1, 3, 4)
    }


def test_a_crawl_with_words_like_markup_ends_well(server: HostileServer, tmp_path: Path) -> None:
    """The whole command runs, and it opens no listening socket."""
    watch = (
        "import sys\n"
        "import urllib3.util.connection\n"  # its import binds a socket to test for IPv6
        "bound = []\n"
        "sys.addaudithook(lambda event, args: bound.append(args[1]) if event == 'socket.bind' else None)\n"
        "from newscrawl.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print('bound', bound, file=sys.stderr)\n"
        "raise SystemExit(code)"
    )

    server.routes["/"] = server.routes["/tin"]
    output = str(tmp_path / "out[red][/nope]")
    words = ("crawl", server.url, "--allow-private", "--delay", "0", "--output", output, "-L", "INFO")
    done = run_python("-c", watch, *words)
    assert done.returncode == 0, done.stderr.decode()
    assert b"out[red][/nope]" in done.stdout
    assert b"bound []" in done.stderr
