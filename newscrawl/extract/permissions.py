"""What a publisher allows machines to do with a page, as far as it says so.

======================= ===============================================================================================
``Content-Usage``       header of a page, or rule of robots.txt (IETF AIPREF): ``train-ai=n, search=y``
``Content-Signal``      rule of robots.txt (Cloudflare): ``search=yes, ai-input=no, ai-train=no``
``License``             rule of robots.txt, ``Link`` header or ``link``/``a`` element with ``rel=license`` (RSL and others)
robots directives       ``noai`` and ``noindex`` (:mod:`newscrawl.extract.usage`)
TDMRep                  the reservation of text and data mining (:mod:`newscrawl.extract.usage`)
======================= ===============================================================================================

Nothing is decided for the publisher: what it does not say is unknown, which is neither yes nor no.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.extract.usage import AGENT, MAX_VALUE_CHARS, path_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newscrawl.extract.page import Page

Use: TypeAlias = Literal["train-ai", "ai-input", "search"]
USES: Final[tuple[Use, ...]] = get_args(Use)
"""What a page may be used for: training models, an answer of a model that reads the page, a search index."""

PERMISSION_FIELDS: Final = ("content_usage", "content_signal", "robots_directives", "tdm_reservation")
"""Fields of the record that :func:`permission` reads."""

MAX_RULES: Final = 1_000
"""Rules of one robots.txt that are kept."""

MAX_LICENSES: Final = 10
"""Addresses of licences that a record keeps."""

_USAGE_KEYS: Final[Mapping[Use, tuple[str, ...]]] = {
    "train-ai": ("train-ai", "train-genai", "bots"),
    "ai-input": ("ai-input", "ai-use", "bots"),
    "search": ("search", "bots"),
}
"""Keys of ``Content-Usage`` that speak of a use. ``bots`` is the whole of automatic processing: a narrower key comes before it."""

_SIGNAL_KEYS: Final[Mapping[Use, str]] = {"train-ai": "ai-train", "ai-input": "ai-input", "search": "search"}
"""Keys of ``Content-Signal``."""

_REFUSING_DIRECTIVES: Final[Mapping[Use, frozenset[str]]] = {
    "train-ai": frozenset({"noai"}),
    "ai-input": frozenset({"noai"}),
    "search": frozenset({"noindex"}),
}
"""Robots directives that refuse a use."""

_ANSWERS: Final = {"y": True, "yes": True, "?1": True, "n": False, "no": False, "?0": False}
"""Values of a preference; any other says nothing."""

_PREFERENCE: Final = re.compile(r"\s*([a-z][a-z0-9-]*)\s*=\s*([a-z0-9?]+)\s*(?:;.*)?", re.IGNORECASE)
"""One member of a list of preferences: ``train-ai=n``, with or without parameters."""

_LINK_VALUE: Final = re.compile(r"<([^<>]*)>([^<]*)")
"""One link of a ``Link`` header: its address and its parameters."""

_REL_LICENSE: Final = re.compile(
    r"""rel\s*=\s*(?:"[^"]*\blicense\b[^"]*"|'[^']*\blicense\b[^']*'|license\b)""", re.IGNORECASE
)
"""The relation of a link to a licence."""


@dataclass(frozen=True, slots=True)
class RobotsPermissions:
    """What a robots.txt says of the use of a host's pages."""

    usage: tuple[tuple[str, str], ...] = ()
    """Path patterns and what ``Content-Usage`` says of them."""

    signals: tuple[tuple[str, str], ...] = ()
    """Path patterns and what ``Content-Signal`` says of them."""

    licenses: tuple[str, ...] = ()
    """Addresses of licences."""

    def usage_of(self, url: str) -> str | None:
        """Return what ``Content-Usage`` says of an address; the longest pattern that matches decides."""
        return _of_path(self.usage, url)

    def signal_of(self, url: str) -> str | None:
        """Return what ``Content-Signal`` says of an address."""
        return _of_path(self.signals, url)

    def __bool__(self) -> bool:
        return bool(self.usage or self.signals or self.licenses)


def preferences(text: str) -> str | None:
    """Return preferences in one form, the last value of each key; ``None`` if there is none.

    >>> preferences("Train-AI=n , search=Y;x=1, nonsense")
    'train-ai=n, search=y'
    """
    found: dict[str, str] = {}
    for member in text[:MAX_VALUE_CHARS].split(","):
        if matched := _PREFERENCE.fullmatch(member):
            key, value = matched[1].lower(), matched[2].lower()
            if value in _ANSWERS:
                found[key] = value
    return ", ".join(f"{key}={value}" for key, value in found.items()) or None


def read_robots(body: bytes, *, agent: str = AGENT) -> RobotsPermissions:
    """Return what a robots.txt says to a crawler: the rules of its own group, else of ``*``, and the licences of the host."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    names: list[str] = []
    licenses: list[str] = []
    in_names = False
    for line in re.split(r"[\r\n]+", body.decode("utf-8-sig", "replace")):
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "license":
            # The address may hold a number sign; a comment would need a blank before it.
            address = line.partition(":")[2].partition(" #")[0].strip()
            if (found := _address(address)) and found not in licenses:
                licenses.append(found)
            continue
        if not colon or not value:
            continue
        if field in {"user-agent", "useragent"}:
            names = [*names, value.lower()] if in_names else [value.lower()]
            in_names = True
            continue
        in_names = False
        if field in {"content-usage", "content-signal"} and (rule := _rule(value)):
            for name in names or ["*"]:
                groups.setdefault(_product(name), []).append((field, *rule))
    rules = groups.get(agent.lower(), groups.get("*", []))[:MAX_RULES]
    return RobotsPermissions(
        tuple((path, said) for field, path, said in rules if field == "content-usage"),
        tuple((path, said) for field, path, said in rules if field == "content-signal"),
        tuple(licenses[:MAX_LICENSES]),
    )


def _product(name: str) -> str:
    """Return the name of a crawler without its version: ``newscrawl/0.1`` is ``newscrawl``."""
    return name if name == "*" else re.split(r"[^a-z_-]", name, maxsplit=1)[0]


def _rule(value: str) -> tuple[str, str] | None:
    """Return (path pattern, preferences) of a rule; the path is optional."""
    path, said = "/", value
    if value.startswith(("/", "*")):
        path, _, said = value.partition(" ")
    found = preferences(said)
    return (path[:MAX_VALUE_CHARS], found) if found else None


def _of_path(rules: Iterable[tuple[str, str]], url: str) -> str | None:
    """Return what the longest pattern that matches an address says; of two equal ones, the first."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    matching = [(len(path), said) for path, said in rules if path_matches(path, target)]
    return max(matching, key=lambda rule: rule[0])[1] if matching else None


def usage_of_page(page: Page) -> str | None:
    """Return what the ``Content-Usage`` header of a page says."""
    return preferences(page.headers.get("content-usage", ""))


def licenses_of_page(page: Page) -> list[str]:
    """Return the addresses of the licences that a page names for itself: ``Link`` header, then ``rel=license`` elements."""
    found: dict[str, None] = {}
    for address, parameters in _LINK_VALUE.findall(page.headers.get("link", "")[:MAX_VALUE_CHARS]):
        if _REL_LICENSE.search(parameters):
            _add(found, address, page.url)
    for element in (*page.with_attribute("rel", tag="link"), *page.with_attribute("rel", tag="a")):
        if "license" in (element.get("rel") or "").lower().split():
            _add(found, element.get("href") or "", page.url)
    return list(found)[:MAX_LICENSES]


def _add(found: dict[str, None], address: str, base: str) -> None:
    resolved = urls.resolve(address.strip(), base) if address.strip() else None
    if resolved and (checked := _address(resolved)):
        found[checked] = None


def _address(text: str) -> str | None:
    """Return an absolute http(s) address; ``None`` for anything else."""
    return text if text.lower().startswith(("http://", "https://")) and len(text) <= MAX_VALUE_CHARS else None


def permission(record: Mapping[str, Any], use: Use) -> bool | None:
    """Return whether the publisher allows a use of a record; ``None`` if it does not say.

    A refusal counts more than a permission: the sources are statements of one publisher, and the strictest one is kept.

    >>> permission({"content_usage": "train-ai=y", "robots_directives": ["noai"]}, "train-ai")
    False
    """
    said = list(_statements(record, use))
    return False if False in said else True if said else None


def _statements(record: Mapping[str, Any], use: Use) -> Iterator[bool]:
    """Yield what each source says."""
    asked = _parsed(record.get("content_usage"))
    key = next((key for key in _USAGE_KEYS[use] if key in asked), None)
    if key:
        yield asked[key]
    signals = _parsed(record.get("content_signal"))
    if _SIGNAL_KEYS[use] in signals:
        yield signals[_SIGNAL_KEYS[use]]
    if _REFUSING_DIRECTIVES[use].intersection(record.get("robots_directives") or ()):
        yield False
    if use == "train-ai" and record.get("tdm_reservation") is not None:
        yield not record["tdm_reservation"]


def _parsed(text: object) -> dict[str, bool]:
    """Return preferences as a dictionary."""
    members = text.split(", ") if isinstance(text, str) else []
    pairs = (member.partition("=") for member in members)
    return {key: _ANSWERS[value] for key, _, value in pairs if value in _ANSWERS}
