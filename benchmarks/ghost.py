"""Fills a real Ghost of this machine, and compares what is read from its posts with what was written.

    python benchmarks/ghost.py [--directory DIR] [--themes NAMES] [--verbose]     # or: make ghost

It needs Node.js 20 with npm, and the Debian package mariadb-server. Ghost is installed from the npm registry into the directory
(430 MB; ``--directory`` keeps it). MariaDB and Ghost run as children of this process on loopback, with their data in the
directory, and end with this process. The site is filled with posts of our own text (``ghost_text.py``), in each card of Ghost's editor.
The posts' pages are read without a profile. The exit code is 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import json
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ghost_text import OFFERS, SECRET, SECTIONS, Post, lexical, picture_url, posts
from servers import child, database, f1, free_port, normal, wait_for
from wordpress_text import AUTHORS, TAGS

from newscrawl.dates import parse
from newscrawl.extract import NotAnArticle, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION: Final = "5.130.5"
"""The last Ghost that runs with Node.js 20."""

YARN: Final = "yarn@1.22.22"
"""The installer whose lock file Ghost's package holds."""

THEMES: Final = ("casper", "source")
LANGUAGES: Final = ("vi", "en")
FIELDS: Final = (
    "headline", "description", "text", "date", "modified", "authors", "section", "tags", "pictures", "captions", "credits", "videos", "related", "more", "free",
)  # fmt: skip
MIN_FIELD: Final = 0.97
"""The goal of each field."""

PASSWORD: Final = "mo-cua-cho-gio-vao-9"  # noqa: S105 - of a site of this machine
OWNER: Final = "ban-bien-tap@example.org"
PROGRAMS: Final = ("node", "npm", "npx", "mariadbd", "mariadb-install-db", "mariadb")
CARDS: Final = {"casper": 3, "source": 4}
"""The latest posts that a theme offers below a post."""


def main() -> int:
    """Set the site up, read its posts in every theme, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--directory", type=Path, help="keep the site here, and use it again (default: a temporary one)"
    )
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--pages", type=Path, help="write the pages and what is true of them to this directory")
    parser.add_argument("--serve", action="store_true", help="only serve the site, until Enter is pressed")
    parser.add_argument("--verbose", action="store_true", help="print each field that is wrong")
    options = parser.parse_args()
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        print(f"not found: {', '.join(missing)}; --help says what is needed", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the children end, too
    with ExitStack() as stack:
        directory = options.directory or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ghost-")))
        server = stack.enter_context(serving(directory.absolute()))
        if options.serve:
            input(f"{server.home}  press Enter to end")
            return 0
        results = []
        print("| theme | language | read | refused | leaked | " + " | ".join(FIELDS) + " |")
        print("|---|---|" + "---:|" * (3 + len(FIELDS)))
        for theme in options.themes.split(","):
            for language in options.languages.split(","):
                server.switch(theme, language)
                results.append(measure(server, theme, language, options.pages, verbose=options.verbose))
                print(results[-1].row(), flush=True)
    return 0 if all(result.is_good for result in results) else 1


# -- the site ----------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A Ghost that answers."""

    home: str
    posts: list[Post]
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
    )

    def ask(self, method: str, path: str, data: Any = None, *, kind: str = "application/json") -> Any:
        """Call the Admin API and return its answer."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode() if data is not None else None
        headers = {"Content-Type": kind, "Origin": self.home, "Accept-Version": "v5.0"}
        request = urllib.request.Request(f"{self.home}/ghost/api/admin/{path}", body, headers, method=method)
        try:
            with self.opener.open(request, timeout=120) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"Ghost refuses {method} {path}: {error.read()[:2000]!r}") from None
        return json.loads(text) if text.startswith((b"{", b"[")) else None

    def sign_in(self) -> None:
        """Begin a session of the owner."""
        self.ask("POST", "session/", {"username": OWNER, "password": PASSWORD})

    def switch(self, theme: str, language: str) -> None:
        """Change the theme and the language of the site."""
        self.ask("PUT", f"themes/{theme}/activate/")
        settings = [{"key": "locale", "value": language}, {"key": "timezone", "value": "Asia/Ho_Chi_Minh"}]
        self.ask("PUT", "settings/", {"settings": settings})

    def page(self, post: Post) -> bytes:
        """Return the page of a post, as a visitor without a subscription gets it."""
        with urllib.request.urlopen(f"{self.home}/{post.slug}/", timeout=60) as answer:
            found: bytes = answer.read()
        return found


@contextmanager
def serving(directory: Path) -> Iterator[Server]:
    """Serve a Ghost from a directory until the block ends. A new directory is filled first."""
    directory.mkdir(parents=True, exist_ok=True)
    ghost, filled, port_file = directory / "ghost", directory / "filled", directory / "port"
    install(ghost)
    port = int(port_file.read_text(encoding="ascii")) if port_file.exists() else free_port()
    port_file.write_text(str(port), encoding="ascii")
    home = f"http://127.0.0.1:{port}"
    content = directory / "content"
    if not content.exists():
        shutil.copytree(ghost / "content", content)
    (ghost / "config.production.json").write_text(json.dumps(config(directory, home, port)), encoding="utf-8")
    now = datetime.fromisoformat(filled.read_text(encoding="ascii")) if filled.exists() else None
    server = Server(home, posts(now or datetime.now(UTC).replace(microsecond=0)))
    with ExitStack() as stack:
        stack.enter_context(database(directory, "ghost"))
        stack.enter_context(
            child(["node", "index.js"], directory / "ghost.log", cwd=ghost, environment={"NODE_ENV": "production"})
        )
        wait_for(lambda: answers(f"{home}/ghost/api/admin/site/"))
        if now is None:
            fill(server, content)
            filled.write_text((server.posts[-1].date + timedelta(hours=4)).isoformat(), encoding="ascii")
        else:
            server.sign_in()
        yield server


def install(ghost: Path) -> None:
    """Install Ghost without its tools for developers, some of which come from GitHub. No script of a package is run."""
    if (ghost / "node_modules" / "sharp").exists():
        return
    ghost.mkdir(exist_ok=True)
    packed = subprocess.run(
        ["npm", "pack", f"ghost@{VERSION}", "--silent"], cwd=ghost, check=True, capture_output=True, text=True
    )
    subprocess.run(["tar", "xzf", packed.stdout.split()[-1], "--strip-components=1"], cwd=ghost, check=True)
    about = json.loads((ghost / "package.json").read_text(encoding="utf-8"))
    del about["devDependencies"]
    (ghost / "package.json").write_text(json.dumps(about), encoding="utf-8")
    command = [
        "npx",
        "-y",
        YARN,
        "install",
        "--production",
        "--ignore-scripts",
        "--non-interactive",
        "--network-timeout",
        "120000",
    ]
    done = subprocess.run(command, cwd=ghost, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Ghost cannot be installed: {done.stderr[-2000:]}")


def config(directory: Path, home: str, port: int) -> dict[str, Any]:
    """Return the configuration of Ghost: no mail, no call to another host."""
    connection = {
        "socketPath": f"{directory}/db.sock",
        "user": "root",
        "password": "",
        "database": "ghost",
        "charset": "utf8mb4",
    }
    return {
        "url": home,
        "server": {"host": "127.0.0.1", "port": port},
        "database": {"client": "mysql", "connection": connection},
        "mail": {"transport": "stub"},
        "security": {"staffDeviceVerification": False},
        "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False},
        "paths": {"contentPath": str(directory / "content")},
        "logging": {"transports": ["stdout"]},
        "process": "local",
    }


def answers(address: str) -> bool:
    """Return whether an address is answered."""
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return int(answer.status) == 200
    return False


def fill(server: Server, content: Path) -> None:
    """Set the owner up, import authors, tags and posts, and write the pictures."""
    owner = {"name": "Ban biên tập", "email": OWNER, "password": PASSWORD, "blogTitle": "Bản tin ba xã"}
    server.ask("POST", "authentication/setup/", {"setup": [owner]})
    server.sign_in()
    folder = content / "images" / "2026" / "11"
    folder.mkdir(parents=True, exist_ok=True)
    picture = png(1200, 800)
    for name in {
        "bieu-tuong",
        "the-lien-ket",
        *(name for post in server.posts for name, *_ in post.pictures),
        *AUTHORS,
    }:
        (folder / f"{name}.png").write_bytes(picture)
    for kind in ("posts", "pages"):  # the examples of a new site
        for example in server.ask("GET", f"{kind}/?limit=all")[kind]:
            server.ask("DELETE", f"{kind}/{example['id']}/")
    border = uuid.uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="importfile"; filename="posts.json"\r\nContent-Type: application/json\r\n\r\n'
    body = head.encode() + json.dumps(export(server)).encode() + f"\r\n--{border}--\r\n".encode()
    server.ask("POST", "db/", body, kind=f"multipart/form-data; boundary={border}")
    wait_for(
        lambda: server.ask("GET", "posts/?limit=1&filter=tag:-none")["meta"]["pagination"]["total"] >= len(server.posts)
    )
    wait_for(lambda: answers(f"{server.home}/{server.posts[-1].slug}/"))


def png(width: int, height: int) -> bytes:
    """Return a grey picture."""
    pixels = zlib.compress((b"\0" + b"\x90" * width) * height)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", pixels), (b"IEND", b""))
    found = b"\x89PNG\r\n\x1a\n"
    for name, data in parts:
        found += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return found


def export(server: Server) -> dict[str, Any]:
    """Return authors, tags and posts in the form of Ghost's own export."""
    users = {
        key: {
            "id": f"{number + 1:024x}", "name": name, "slug": key, "email": f"{key}@example.org", "status": "active", "bio": f"{name} viết về ba xã.",
            "profile_image": picture_url(server.home, key) if number % 2 else None,
        }
        for number, (key, name) in enumerate(AUTHORS.items())
    }  # fmt: skip
    names = [*SECTIONS, *TAGS, *sorted({tag for post in server.posts for tag in post.tags if tag.startswith("#")})]
    tags = {
        name: {
            "id": f"{number + 100:024x}",
            "name": name,
            "slug": f"chu-de-{number}",
            "visibility": "internal" if name.startswith("#") else "public",
        }
        for number, name in enumerate(names)
    }
    found, meta, tagged, written = [], [], [], []
    for number, post in enumerate(server.posts):
        key = f"{number + 1000:024x}"
        found.append(
            {
                "id": key, "title": post.title, "slug": post.slug, "lexical": json.dumps(lexical(post, server.home)), "status": "published", "type": "post",
                "visibility": post.visibility, "custom_excerpt": post.excerpt or None, "featured": post.is_marked,
                "feature_image": picture_url(server.home, post.featured) if post.featured else None,
                "created_at": stamp(post.date), "published_at": stamp(post.date), "updated_at": stamp(post.changed),
            }
        )  # fmt: skip
        meta.append(
            {
                "post_id": key, "feature_image_caption": post.featured_caption or None, "meta_title": post.meta_title or None,
                "meta_description": post.meta_description or None,
            }
        )  # fmt: skip
        inner = [tag for tag in post.tags if tag.startswith("#")]
        order = [*([post.section] if post.section else []), *inner, *(tag for tag in post.tags if tag not in inner)]
        tagged += [{"post_id": key, "tag_id": tags[tag]["id"], "sort_order": place} for place, tag in enumerate(order)]
        written += [
            {"post_id": key, "author_id": users[name]["id"], "sort_order": place}
            for place, name in enumerate(post.authors)
        ]
    data = {
        "posts": found, "posts_meta": meta, "tags": list(tags.values()), "posts_tags": tagged, "users": list(users.values()), "posts_authors": written,
    }  # fmt: skip
    return {"db": [{"meta": {"exported_on": 1, "version": VERSION}, "data": data}]}


def stamp(when: datetime) -> str:
    """Return a time as Ghost stores it."""
    return f"{when:%Y-%m-%dT%H:%M:%S.000Z}"


# -- the comparison ----------------------------------------------------------------------------------------------------


@dataclass
class Result:
    """The figures of one theme in one language."""

    way: tuple[str, str]
    read: int
    refused: int
    leaked: int
    fields: dict[str, float]

    @property
    def is_good(self) -> bool:
        """Whether all goals are met."""
        return not self.refused and not self.leaked and min(self.fields.values()) >= MIN_FIELD

    def row(self) -> str:
        """Return the row of the table."""
        return "| " + " | ".join(map(str, [*self.way, self.read, self.refused, self.leaked, *(f"{self.fields[name]:.3f}" for name in FIELDS)])) + " |"  # fmt: skip


def measure(server: Server, theme: str, language: str, pages: Path | None, *, verbose: bool) -> Result:
    """Read every post once, and compare."""
    scores: dict[str, list[float]] = {name: [] for name in FIELDS}
    read = refused = leaked = 0
    for number, post in enumerate(server.posts):
        html = server.page(post)
        if pages:
            (pages / f"{theme}-{language}").mkdir(parents=True, exist_ok=True)
            (pages / f"{theme}-{language}" / f"{number}.html").write_bytes(html)
        try:
            article = extract(html, url=f"{server.home}/{post.slug}/").to_dict()
        except NotAnArticle as error:
            if is_readable(post):
                refused += 1
                if verbose:
                    print(f"  refused: {number} {error}", file=sys.stderr)
            continue
        read += 1
        whole = json.dumps(article, ensure_ascii=False)
        leaked += SECRET in whole or any(tag in whole for tag in post.tags if tag.startswith("#"))
        leaked += any(offer in article["text"] for offer in OFFERS)
        for name, score in compare(server, post, article, theme).items():
            scores[name].append(score)
            if verbose and score < 1:
                print(f"  {name} {score:.2f}: {number} {shown(name, article)}", file=sys.stderr)
    return Result(
        (theme, language),
        read,
        refused,
        leaked,
        {name: sum(found) / len(found) if found else 1.0 for name, found in scores.items()},
    )


def is_readable(post: Post) -> bool:
    """Return whether a visitor sees some of the text."""
    return bool(post.open_blocks)


def shown(name: str, article: dict[str, Any]) -> str:
    """Return what a record holds for a field of the table."""
    names = {
        "date": "date_published", "modified": "date_modified", "section": "article_section", "tags": "keywords", "pictures": "images", "captions": "images",
        "credits": "images", "related": "related_links", "more": "related_links", "free": "is_accessible_for_free",
    }  # fmt: skip
    return json.dumps(article[names.get(name, name)], ensure_ascii=False)[:900]


def is_at(found: str | None, when: datetime) -> float:
    """Return 1.0 if a time of the record is the given one."""
    return float(bool(found) and parse(found or "") == when)


def compare(server: Server, post: Post, article: dict[str, Any], theme: str) -> dict[str, float]:
    """Return the accuracy of each field of a record, 0 to 1."""
    shown_pictures = [image["url"].rpartition("/")[2].removesuffix(".png") for image in article["images"]]
    found = dict(zip(shown_pictures, article["images"], strict=True))
    captions = {name: caption for name, caption, _ in post.pictures if caption}
    credited = {name: credit for name, _, credit in post.pictures if credit}
    links = {link["url"]: link["relation"] for link in article["related_links"]}
    latest = [other.slug for other in reversed(server.posts) if other is not post][: CARDS[theme]]
    scores = {
        "headline": float(normal(article["headline"]) == normal(post.title)),
        "text": f1(list(map(normal, post.lines)), [normal(line) for line in article["text"].split("\n\n") if line]),
        "date": is_at(article["date_published"], post.date),
        "modified": is_at(article["date_modified"], post.changed),
        "authors": float([author["name"] for author in article["authors"]] == [AUTHORS[name] for name in post.authors]),
        "section": float(article["article_section"] == post.section),
        "tags": float(article["keywords"] == []),  # the themes show no tag but the section
        "pictures": f1([name for name, *_ in post.pictures], shown_pictures),
        "videos": float(len(article["videos"]) == sum(block["kind"] == "embed" for block in post.open_blocks)),
        "more": f1(
            [f"{server.home}/{slug}/" for slug in latest], [url for url, kind in links.items() if kind != "see_also"]
        ),
        "free": float(article["is_accessible_for_free"] == (post.visibility == "public")),
    }
    if post.excerpt:
        scores["description"] = float(normal(article["description"] or "") == normal(post.excerpt))
    if captions:
        scores["captions"] = sum(normal((found.get(name) or {}).get("caption") or "").rstrip(".") == normal(words) for name, words in captions.items()) / len(captions)  # fmt: skip
    if credited:
        scores["credits"] = sum(
            (found.get(name) or {}).get("credit") == words for name, words in credited.items()
        ) / len(credited)
    if post.offered or any(kind == "see_also" for kind in links.values()):
        scores["related"] = f1(
            [f"{server.home}/{slug}/" for slug in post.offered],
            [url for url, kind in links.items() if kind == "see_also"],
        )
    return scores


if __name__ == "__main__":
    sys.exit(main())
