"""Resolve, normalize and compare addresses.

This module works on the address alone: :func:`resolve` makes a raw ``href`` absolute, :func:`canonical` returns its
canonical form, and :func:`key` is equal for all addresses of one page. What only a site's profile knows, such as the
article's number in the path, is in :mod:`newscrawl.sites.profile`.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

MAX_URL_CHARS: Final = 2083
"""Maximum length of an address in characters. Newspapers have no longer addresses, but crawler traps do."""

_MAX_CACHED_URLS: Final = 4_096
"""Number of addresses whose canonical form is cached. With addresses of maximum length the cache takes 15 MB."""

TRACKING_PARAMETERS: Final = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|zarsrc|gidzl|zalo_[a-z]+|vn_[a-z]+|"
    r"mc_[ce]id|_ga|_gl|ref|ref_src|ref_url|referrer|from|source|src|share|shared|cmpid|ocid|ito|ncid|"
    r"phpsessid|jsessionid|sid|session_?id|aspxautodetectcookiesupport|isamp|amp|print|fb_[a-z_]+|recommend|itm_[a-z_]+)",
    re.IGNORECASE,
)
"""Query parameters that name the referrer or the look of the page, and never the article."""

_STORY_NUMBER: Final = re.compile(r"sid=\d{1,9}", re.IGNORECASE)
"""The number of an article in PHP-Nuke, and no session: a session's id is longer, or has letters."""

_SAFE_PATH: Final = "/:@!$&'()*+,;=-._~%"
"""Characters of a path that need no escape."""

_SAFE_QUERY: Final = _SAFE_PATH + "?"
"""Characters of a query that need no escape."""

_BAD: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""White space and control characters."""

_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""A percent sign that begins no escape."""

_PLAIN: Final = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/[A-Za-z0-9/._~-]*")
"""Addresses without query and escapes that may be canonical as they are."""

_PLAIN_HOST: Final = re.compile(r"https?://([a-z0-9.-]+(?::[1-9]\d{0,3})?)/")
"""The start of an address whose host and port are as they are compared."""

_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}
_VARIANT_HOST: Final = re.compile(r"(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.[^.]+)")
"""Host prefixes of mobile and AMP variants."""

_VARIANT_PATH: Final = re.compile(
    r"(?:^/(?:amp|m|print|mobile)(?=/))|(?:/(?:amp|print)/?$)|(?:[.-]amp(?=\.[a-z]+$))|(?:\.amp$)", re.IGNORECASE
)
"""Parts of a path that mark an AMP, mobile or print variant."""

_SESSION: Final = re.compile(
    r";(?:[a-z]*sess(?:ion)?_?id|sid)=[^/;?]*|/\((?:[A-Za-z]\([A-Za-z0-9_-]{8,}\))+\)(?=/)", re.IGNORECASE
)
"""A session id in the path, as Java (``;jsessionid=``) and ASP.NET (``/(S(…))/``) write it."""

SECOND_LEVEL: Final = frozenset(("com", "org", "gov", "edu", "net", "co", "ac"))
"""Labels between a registered name and a country: ``thanhnien.com.vn``."""

_EXTENSION: Final = re.compile(r"\.(?:html?|aspx?|php|chn|tpo|vnp|vov|ldo|epi|amp|shtml)$", re.IGNORECASE)
"""Extensions of pages."""

_ASSET: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|atom|pdf|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|m4a|avi|mov|apk|exe|woff2?)$",
    re.IGNORECASE,
)
"""Extensions of files that are not pages."""

_NOT_ARTICLE: Final = re.compile(
    r"/(?:tags?|tu-khoa|topics?|chu-de|su-kien|events?|authors?|tac-gia|categor(?:y|ies)|chuyen-muc|search|tim-kiem|login|"
    r"dang-nhap|dang-ky|register|user|account|rss|feeds?|sitemaps?|lien-he|contact|about|gioi-thieu|quang-cao|privacy|"
    r"terms|dieu-khoan|page|trang-\d+|wp-(?:content|admin|json|login)|cart|api|static|assets|cdn-cgi|static-pages)"
    r"(?:[/.]|$)",
    re.IGNORECASE,
)
"""Path segments of tags, authors, searches and other pages that are not articles."""

_DATED_PATH: Final = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?/")
"""A path with year and month."""

_MIN_ID_DIGITS: Final = 4
"""Digits of a path segment that may be an article's number."""

_NOT_PUBLIC: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "::/8",
        ),
    )
)
"""Networks of special use that :mod:`ipaddress` calls global in some version of Python."""

_PRIVATE_NAMES: Final = (
    *(".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan"),
    ".home.arpa",
)
"""Ends of names that networks give their own machines (RFC 6762, appendix G)."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ENDS_IN_IPV4: Final = (ipaddress.IPv6Network("::/96"), _NAT64)
"""Networks whose addresses end in the IPv4 address that they lead to: compatible addresses, and NAT64."""

_ISATAP: Final = frozenset((0x00005EFE, 0x02005EFE))
"""The third 32 bits of an ISATAP address, which ends in an IPv4 address."""

_LETTER: Final = re.compile(r"[a-z]", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:[a-z]|[-_./])\d{4,}$|^\d{5,}$", re.IGNORECASE)
"""A slug that ends in a number."""

_QUERIED: Final = re.compile(
    r"(?:^|[&/])(?:article|news|item|tin|tintuc|bai|baiviet|content|post|story|entry)_?-?id[=/]\d+", re.IGNORECASE
)
"""An article's number in a query or a path segment of its own: ``?ItemID=12``, ``/articleid/12/``."""

_DETAIL: Final = re.compile(r"(?:detail|chi-?tiet|view|article|readnews|xem-?tin|bai-?viet)[^/]*$", re.IGNORECASE)
"""Path segments of pages that show one article: ``/NewsDetail.aspx``."""

_ID: Final = re.compile(r"(?:^|&)(?:id|nid|sid|aid)=\d+", re.IGNORECASE)
"""A number in the query of such a page: ``?id=12``."""

_NUMBER_PARAMETER: Final = re.compile(
    r"(?:^|&)(?!(?:[a-z_]*(?:cat|zone|chuyen|menu|tag|topic|author|user|page|forum|site|group|section|channel|parent|lang|session))"
    r"[a-z_]*=)[a-z_]*(?:id|no|num|number)=\d{4,}(?:&|$)",
    re.IGNORECASE,
)
"""A long number in the query of a page's file: ``/news_info.php?SerialNo=79489``."""

_PAGE_FILE: Final = re.compile(r"\.(?:php\d?|aspx?|jspx?|cfm|cgi|do|html?)$", re.IGNORECASE)
_POST_QUERY: Final = re.compile(r"(?:^|&)p=\d{1,9}(?:&|$)")
"""The number of a post in the query of the home page, as WordPress writes it without permalinks: ``/?p=12``."""

_POST_PATH: Final = re.compile(r"^(?:/[^/]+)*/archives?/\d{1,9}/?$", re.IGNORECASE)
"""The number of a post in the path: ``/archives/12``."""

_HOME_PATHS: Final = frozenset({"", "/", "/index.php"})

_FURTHER_PAGE: Final = re.compile(r"(?:^|&)(?:page|paged|trang|pageindex)=(?:[2-9]|[1-9]\d+)(?:&|$)", re.IGNORECASE)
"""A page of an article or a list, except the first, in the query."""

_ACTION: Final = re.compile(r"(?:^|&)(?:replytocom|cpage|share|preview)=", re.IGNORECASE)
"""A query that shows a page again to do something with it: to answer a comment, to share it."""

_TAG_TAIL: Final = re.compile(r"-p?tag\d+$", re.IGNORECASE)
"""The end of a tag's address."""

_PAGE_TAIL: Final = re.compile(r"(?:^|[-/_])(?:p|page|trang)[-_]?\d+$", re.IGNORECASE)
"""The end of the address of a listing's further page."""


def split(url: str) -> SplitResult | None:
    """Split an address; ``None`` if it cannot be parsed (an unclosed bracket, a port that is not a number)."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - urllib checks the port only when it is read
    except ValueError:
        return None
    return parts


def _escape_white_space(href: str) -> str:
    """Treat white space and control characters as browsers do: remove line ends and tabs, escape blanks."""
    return _BAD.sub(lambda m: "" if set(m[0]) & set("\t\r\n") else "%20" if m[0].isascii() else quote(m[0]), href)


def resolve(href: str, base: str) -> str | None:
    """Return the absolute http(s) address of a raw ``href`` on the page ``base``, without its fragment.

    The result is ``None`` for everything that is not a page: ``javascript:``, ``mailto:``, ``data:``, ``file:``, an
    empty link, a bare fragment, an address that cannot be parsed or that is longer than :data:`MAX_URL_CHARS`.
    """
    href = href.strip()
    # Do not parse an address that cannot become short enough: urllib caches what it parses, however long.
    if not href or href[0] == "#" or len(href) > 2 * MAX_URL_CHARS:
        return None
    try:
        joined = urljoin(base, _escape_white_space(href))
    except ValueError:
        return None
    parts = split(joined)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or len(joined) > MAX_URL_CHARS:
        return None
    return joined.partition("#")[0]


@lru_cache(maxsize=_MAX_CACHED_URLS)
def canonical(url: str) -> str:
    """Return the canonical form of an absolute address.

    The canonical form has scheme and host in lower case (IDN as punycode), no default port, no credentials, no
    fragment, no tracking parameters and no session id. Percent-escapes are in capitals and only where needed, dot
    segments are resolved, an empty path is ``/``. The order of query parameters is kept, because some servers depend on
    it. The function is idempotent.

    Raises ``ValueError`` if ``url`` is not an http(s) address.
    """
    if (
        _PLAIN.fullmatch(url)
        and "/." not in url
        and "//" not in url[8:]
        and not url.split("/", 3)[2].endswith((":80", ":443"))
    ):
        return url
    parts = split(_escape_white_space(url.strip()))
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an http(s) address: {url!r}")
    host = parts.hostname.rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"not a host name: {host!r}") from error
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port is None else f":{parts.port}"
    if port == _DEFAULT_PORT[parts.scheme]:
        port = ""
    path = (
        urlsplit(
            urljoin(
                "http://x/", _percent_encode(re.sub(r"/{2,}", "/", _SESSION.sub("", parts.path)) or "/", _SAFE_PATH)
            )
        ).path
        or "/"
    )
    query = "&".join(
        item
        for item in parts.query.split("&")
        if item and (not TRACKING_PARAMETERS.fullmatch(item.partition("=")[0]) or _STORY_NUMBER.fullmatch(item))
    )
    return urlunsplit((parts.scheme, host + port, path, _percent_encode(query, _SAFE_QUERY), ""))


def _percent_encode(text: str, safe: str) -> str:
    """Percent-encode what needs it, in capitals, and decode what does not."""
    text = _ESCAPE.sub("%25", text)
    if "%" in text:
        # Unreserved characters need no escape. Reserved ones must keep theirs, or the address would change its meaning.
        text = re.sub(
            r"%[0-9A-Fa-f]{2}",
            lambda m: c if (c := unquote(m[0])).isascii() and (c.isalnum() or c in "-._~") else m[0].upper(),
            text,
        )
    return quote(text, safe=safe)


def plain_path(path: str) -> str:
    """Return a path without the marks of AMP, mobile and print variants: ``/amp/x.html``, ``/x-amp.html``."""
    return _VARIANT_PATH.sub("", path) or "/"


def canonical_parts(url: str) -> tuple[str, str, str]:
    """Return scheme and host, path, and query of an address's canonical form: ``https://bao.vn``, ``/tin``, ``p=2``.

    The form is cut by its first slash and question mark, which costs half of a call of urllib: each link of each page comes here.
    """
    found = canonical(url)
    start = found.index("/", len("https://"))  # right for http, too: no host is empty
    path, _, query_ = found[start:].partition("?")
    return found[:start], path, query_


@lru_cache(maxsize=_MAX_CACHED_URLS)
def key(url: str) -> str:
    """Return a key that is equal for the http, https, www, mobile, AMP, print and tracking variants of an address.

    The key is not an address: it has no scheme and no trailing slash.
    """
    origin, path, query_ = canonical_parts(url)
    host = _VARIANT_HOST.sub("", origin.partition("://")[2], count=1)
    path = plain_path(path).rstrip("/")
    return f"{host}{path}?{query_}" if query_ else f"{host}{path}"


@lru_cache(maxsize=1_024)
def host(url: str) -> str:
    """Return host and port in lower case, without ``www.``; empty if there is no host."""
    # Nearly all addresses begin plainly, and to split one takes ten times as long.
    if plain := _PLAIN_HOST.match(url):
        return plain[1].removeprefix("www.")
    parts = split(url)
    return parts.netloc.rpartition("@")[2].lower().removeprefix("www.") if parts else ""


def registered(name: str) -> str:
    """Return the registered domain of a host name: ``thanhnien.com.vn`` for ``m.thanhnien.com.vn``."""
    parts = name.partition(":")[0].split(".")
    is_deep = len(parts) > 2 and parts[-2] in SECOND_LEVEL  # noqa: PLR2004 - a name under a second level has three parts
    return ".".join(parts[-3:] if is_deep else parts[-2:])


def is_private(name: str) -> bool:
    """Return whether a host name or literal address is loopback, private, link-local or otherwise not public.

    Names are judged by their spelling alone (``localhost``, ``.local``, ``.internal``). The caller must check what a
    name resolves to.
    """
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(_PRIVATE_NAMES):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        # Many resolvers accept 0x7f.1, 2130706433 and 127.1 as loopback, so a host of digits alone is not a public
        # name.
        return "." not in name or bool(re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*", name))
    return not all(_is_public(found) for found in (address, *_embedded(address)))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or address in _NAT64:
            return True  # judged by the address in it
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    )


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to: mapped, compatible, 6to4, Teredo, ISATAP, and through NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    number = int(address)
    last = ipaddress.IPv4Address(number & 0xFFFFFFFF)
    is_isatap = (number >> 32) & 0xFFFFFFFF in _ISATAP
    if is_isatap or any(address in network for network in _ENDS_IN_IPV4):
        found.append(last)
    return [inner for inner in found if inner is not None]


def is_asset(url: str) -> bool:
    """Return whether the path names a file that is not a page: an image, a style sheet, a feed, an archive."""
    return bool(_ASSET.search(urlsplit(url).path))


def looks_like_article(url: str) -> bool:
    """Return whether an address of a site without a profile looks like an article's.

    True for a long slug, a number of four digits or more at the end, or a date in the path. False for the home page,
    sections, tags, authors, searches, further pages of a list, and files.
    """
    _, _, path, query_, _ = urlsplit(url)
    if query_ and (_FURTHER_PAGE.search(query_) or _ACTION.search(query_)):
        return False
    if is_numbered_post(url):
        return True
    if path in {"", "/"} or _NOT_ARTICLE.search(path) or _ASSET.search(path):
        return False
    return bool(_QUERIED.search(path) or (query_ and _names_article(path, query_))) or _is_article_path(path)


def _is_article_path(path: str) -> bool:
    """Return whether a path looks like an article's by its last part, or by a date."""
    stem = _EXTENSION.sub("", path.rstrip("/"))
    slug = stem.rpartition("/")[2]
    if _TAG_TAIL.search(slug):
        return False
    if _PAGE_TAIL.search(stem) and slug.count("-") < 5:  # noqa: PLR2004 - "section-p2", but "...-trang-12" may end a headline
        return False
    if slug.isdecimal() and len(slug) < _MIN_ID_DIGITS:
        return False  # a page of the article whose address stands before the number
    dated = _DATED_PATH.search(path)
    if (dated and _LETTER.search(path, dated.end())) or _NUMBERED.search(slug):
        return True
    words = slug.count("-") + slug.count("_") + 1
    return words >= (4 if stem != path.rstrip("/") else 5)


def _names_article(path: str, query_: str) -> bool:
    """Return whether the query of a page names an article by its number."""
    if _QUERIED.search(query_) or (_DETAIL.search(path) and _ID.search(query_)):
        return True
    return bool(_PAGE_FILE.search(path) and _NUMBER_PARAMETER.search(query_))


def is_numbered_post(url: str) -> bool:
    """Return whether an address is a post's by its number alone: ``/?p=12``, ``/archives/12``."""
    _, _, path, query_, _ = urlsplit(url)
    if query_:
        return (
            path in _HOME_PATHS
            and bool(_POST_QUERY.search(query_))
            and not (_FURTHER_PAGE.search(query_) or _ACTION.search(query_))
        )
    return _POST_PATH.match(path) is not None


def query(url: str) -> dict[str, str]:
    """Return the query parameters of an address. The last value of each name wins."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
