"""Finds patterns of the package that take more than linear time on hostile text; the attacks are derived from each pattern.

    python benchmarks/patterns.py [NAME …] [--length N]

Every compiled pattern of the package, and every one that a profile holds, is run over texts that repeat each of its parts
after each of its beginnings and then break off, by the method and up to the length that it is used with (:data:`USES`;
everything else is searched in texts of any length). A pattern is reported where twice the text takes more than three times the
CPU, with the text that did it. The exit code says whether one was: 0 or 1.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import signal
import sys
import time
from dataclasses import fields, is_dataclass
from fnmatch import fnmatchcase
from random import Random
from re import _constants as code  # type: ignore[attr-defined]  # the only way to a pattern's grammar
from re import _parser as grammar  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import newscrawl
from newscrawl import sites, urls

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS: Final = urls.MAX_URL_CHARS

USES: Final[tuple[tuple[str, str, int | None], ...]] = (
    # Pattern (as a shell would match it), method, and characters of the longest text it is given.
    ("newscrawl.archive.*", "fullmatch", ADDRESS),
    ("newscrawl.date_reading._COMPACT", "fullmatch", 400),
    ("newscrawl.date_reading._EPOCH", "fullmatch", 400),
    ("newscrawl.date_reading.*", "one line", 400),
    ("newscrawl.relative_dates.*", "one line", 400),
    ("newscrawl.time_zones.*", "one line", 400),
    ("newscrawl.discover.home._S*_LINE", "search", None),
    ("newscrawl.discover.home.*", "search", ADDRESS),
    ("newscrawl.discover.card._NOT_A_TITLE", "fullmatch", 40),
    ("newscrawl.discover.listing._ONLY_TIME", "fullmatch", 4_000),
    ("newscrawl.discover.next_page._NEXT", "fullmatch", None),
    ("newscrawl.discover.next_page._PAGE_NUMBER", "search", ADDRESS),
    ("newscrawl.discover.link.*", "fullmatch", ADDRESS),
    ("newscrawl.discover.markup._PROLOG", "match", None),
    ("newscrawl.discover.markup._DECLARED", "search", 2_048),
    ("newscrawl.discover.markup._CHARSET", "search", 4_096),
    ("newscrawl.discover.timestamps.*", "fullmatch", None),
    ("newscrawl.discover.paging._EXTENSION", "search", ADDRESS),
    ("newscrawl.discover.next_page._PAGE_PATH", "search", ADDRESS),
    ("newscrawl.discover.sitemap_dates.*", "search", ADDRESS),
    ("newscrawl.discover.sitemap._ADDRESS_LINE", "fullmatch", None),
    ("newscrawl.discover.sitemap._SITEMAP_FILE", "search", ADDRESS),
    ("newscrawl.extract.address.*", "search", ADDRESS),
    ("newscrawl.extract.body.author_links.SOCIAL_HOST", "search", ADDRESS),
    ("newscrawl.extract.body.boilerplate_boxes.*", "search", None),
    ("newscrawl.extract.body.ends.SOURCE_LINE", "one line", 90),
    ("newscrawl.extract.body.*", "match", None),
    ("newscrawl.extract.classify.SECTION_PATH", "fullmatch", ADDRESS),
    ("newscrawl.extract.fields.genre.GENRE_*", "match", None),
    ("newscrawl.extract.fields.headline.TITLE_SEPARATOR", "one line", None),
    ("newscrawl.extract.fields.videos.*", "search", ADDRESS),
    ("newscrawl.extract.headings.*", "match", 120),
    ("newscrawl.extract.link_paths.TAG_LABEL", "fullmatch", 60),
    ("newscrawl.extract.people.*", "one line", 1_000),
    ("newscrawl.extract.pictures.SRCSET_DESCRIPTOR", "match", None),
    ("newscrawl.extract.tagline.*_TAG", "match", None),
    ("newscrawl.scaffold.address_forms._*", "match", ADDRESS),
    ("newscrawl.report.*", "search", ADDRESS),
    ("newscrawl.sample.*", "search", 4_000),  # texts of the package itself
    ("newscrawl.extensions.log.*", "search", None),
    ("newscrawl.sites.*.article_url", "search", ADDRESS),
    ("newscrawl.sites.*.not_article", "search", ADDRESS),
    ("newscrawl.text.legacy._BEFORE_CAPITAL", "match", None),
    ("newscrawl.text.mojibake._LAST_WORD", "search", 16),
    ("newscrawl.text.newsroom._*_TAG", "match", None),
    ("newscrawl.text.newsroom._NAME_*", "search", 80),
    ("newscrawl.text.punctuation._FILE_OR_HOST", "search", 200),
    ("newscrawl.text.punctuation._SPACE*", "one line", None),  # blanks are collapsed before the match
    ("newscrawl.urls.*", "search", ADDRESS),
)
PARTS: Final = (
    " ",
    "\n",
    "a",
    "7",
    "ệ",
    "\u0301",
    "a ",
    "7 ",
    ", ",
    "- ",
    "7/",
    "7.",
    "a.",
    "a-",
    "A",
    "Aa ",
    "(",
    '"',
    "<",
    "<a ",
    ">",
    "/",
    "=",
    "a=",
)
CATEGORIES: Final = {
    code.CATEGORY_DIGIT: "7", code.CATEGORY_NOT_DIGIT: "a", code.CATEGORY_SPACE: " ", code.CATEGORY_NOT_SPACE: "a", code.CATEGORY_WORD: "a",
    code.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
POOL: Final = "a Z7_-.,:;/()[]{}<>\"'“”…!?%&=+#@|\n\t\u00a0ệĐă\u0301»–·*\\^~`"
REPEATS: Final = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
BREAKS: Final = ("\x00", "", "!\n")
SAMPLES: Final = 12
TRIES: Final = 3
SECONDS: Final = 0.25
"""CPU seconds after which an attack is stopped; a linear one takes a hundredth."""

QUICK: Final = 1e-6
"""CPU seconds a character below which a pattern is not slow."""

_LEAST: Final = 500
"""Characters below which a text is not an attack."""

ROUND: Final = 20_000
"""Characters between two looks at the clock, whose resolution is milliseconds."""

GROWTH: Final = 3.0


class Slow(Exception):  # noqa: N818 - a signal, not an error
    """Raised by the alarm when the time of an attack is over."""


class Attack(NamedTuple):
    """A text to try a pattern on: a start, a repeated part, and an end that breaks the match."""

    head: str
    part: str
    tail: str

    def text(self, length: int) -> str:
        """The attack with so many characters of its part."""
        return self.head + (self.part * (length // len(self.part) + 1))[:length] + self.tail


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern of the package, by its location."""
    seen: set[tuple[Any, int]] = set()
    for module in pkgutil.walk_packages(newscrawl.__path__, "newscrawl."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for place, pattern in _inside(f"{module.name}.{name}", value, 4):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    yield place, pattern
    for name, site in sites.load().items():
        said = [("article_url", url.pattern) for url in site.article_url]
        said += [("not_article", pattern) for pattern in site.not_article]
        said += [("soft_blocks", pattern) for pattern in site.soft_blocks]
        channels = [*(way.channel for way in site.paging), *(way.channel for way in site.archives)]
        said += [("channel", channel) for channel in channels if channel]
        for kind, expression in said:
            if (expression, 0) not in seen:
                seen.add((expression, 0))
                yield f"newscrawl.sites.{name}.{kind}", re.compile(expression)


def _inside(place: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, inner in enumerate(value):
            yield from _inside(f"{place}[{number}]", inner, depth - 1)
    elif depth and isinstance(value, dict):
        for key, inner in value.items():
            yield from _inside(f"{place}[{key!r}]", inner, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _inside(f"{place}.{field.name}", getattr(value, field.name), depth - 1)


class Sampler:
    """Texts that a pattern matches, and their repeatable parts."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._groups: dict[int, str] = {}

    def of(self, tree: Any) -> str:
        """A text that a part of a pattern matches, with the text of lookaheads."""
        return "".join(self._node(operation, argument) for operation, argument in tree)

    def _node(self, operation: Any, argument: Any) -> str:  # noqa: PLR0911 - one for each kind of node
        rng = self._rng
        if operation is code.LITERAL:
            return chr(argument)
        if operation is code.NOT_LITERAL:
            return rng.choice([c for c in POOL if ord(c) != argument])
        if operation is code.ANY:
            return rng.choice("a .-7")
        if operation is code.IN:
            return rng.choice(self._members(argument))
        if operation is code.BRANCH:
            return self.of(rng.choice(argument[1]))
        if operation is code.SUBPATTERN:
            found = self._groups[argument[0]] = self.of(argument[3])
            return found
        if operation in REPEATS:
            least, most, inner = argument
            count = min(int(most), max(int(least), rng.choice((least, least + 1, least + 3))))
            return "".join(self.of(inner) for _ in range(min(count, 60)))
        if operation is code.ATOMIC_GROUP:
            return self.of(argument)
        if operation is code.GROUPREF:
            return self._groups.get(argument, "")
        return self.of(argument[1]) if operation is code.ASSERT and argument[0] > 0 else ""

    def _members(self, items: Any) -> list[str]:
        """Some of the characters of a class."""
        if items[0][0] is code.NEGATE:
            return [c for c in POOL if not any(self._holds(item, c) for item in items[1:])] or ["\u4e00"]
        found: list[str] = []
        for operation, argument in items:
            if operation is code.LITERAL:
                found.append(chr(argument))
            elif operation is code.RANGE:
                found += (chr(argument[0]), chr(self._rng.randint(*argument)))
            else:
                found.append(CATEGORIES[argument])
        return found

    @staticmethod
    def _holds(item: tuple[Any, Any], character: str) -> bool:
        operation, argument = item
        if operation is code.LITERAL:
            return chr(argument) == character
        if operation is code.RANGE:
            return bool(argument[0] <= ord(character) <= argument[1])
        name = {code.CATEGORY_DIGIT: r"\d", code.CATEGORY_SPACE: r"\s", code.CATEGORY_WORD: r"\w"}
        name |= {code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_NOT_WORD: r"\W"}
        return re.fullmatch(name[argument], character) is not None

    def repeats(self, tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
        """For each repeated part of a pattern: the text before it, and the part."""
        for operation, argument in tree:
            inner: list[Any] = []
            if operation in REPEATS:
                inner = [argument[2]]
                yield before, self.of(argument[2])
            elif operation is code.BRANCH:
                inner = argument[1]
            elif operation is code.SUBPATTERN:
                inner = [argument[3]]
            elif operation is code.ATOMIC_GROUP:
                inner = [argument]
            elif operation in {code.ASSERT, code.ASSERT_NOT}:
                inner = [argument[1]]
            for part in inner:
                yield from self.repeats(part, before)
            before += self._node(operation, argument)


def attacks(pattern: re.Pattern[Any], rng: Random) -> Iterator[Attack]:
    """Attacks derived from the pattern, then common ones."""
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    tree = grammar.parse(pattern.pattern, flags)
    sampler = Sampler(rng)
    found: dict[Attack, None] = {}
    parts = dict.fromkeys(PARTS)
    for _ in range(SAMPLES):
        for head, part in sampler.repeats(tree):
            if part:
                found.update(dict.fromkeys(Attack(head, part, tail) for tail in BREAKS))
                found[Attack("", (head + part)[:200], BREAKS[0])] = None
                parts.setdefault(part)
        whole = sampler.of(tree)
        found.update(dict.fromkeys(Attack(whole[: len(whole) // 2], part, BREAKS[0]) for part in (" ", "a", "7")))
        for _ in range(4 if whole else 0):
            start, size = rng.randrange(len(whole)), rng.choice((1, 2, 3, 5, 8, 200))
            parts.setdefault(whole[start : start + size])
    found.update(dict.fromkeys(Attack("", part, tail) for part in parts if part for tail in BREAKS))
    yield from found


def clock(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """CPU seconds of a method, the lowest of several runs, or the limit of the alarm."""
    subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    best = SECONDS
    for _ in range(TRIES):
        rounds = max(1, ROUND // max(1, len(text)))
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            for _ in range(rounds):
                if method == "search":
                    for _ in pattern.finditer(subject):
                        pass
                else:
                    getattr(pattern, method)(subject)
        except Slow:
            return SECONDS
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        best = min(best, (time.process_time() - started) / rounds)
        if best < QUICK * max(len(text), _LEAST):
            break
    return best


def slow(name: str, pattern: re.Pattern[Any], length: int) -> str | None:
    """The attack that makes a pattern slow, as a line; ``None`` if there is none."""
    method, most = next(((m, n) for form, m, n in USES if fnmatchcase(name, form)), ("search", None))
    size = min(length, most or length)
    for attack in attacks(pattern, Random(name)):  # noqa: S311 - reproducible
        text = attack.text(size)
        if method == "one line":
            text = " ".join(text.split())
        kind = "search" if method == "one line" else method
        if (whole := clock(pattern, kind, text)) < QUICK * max(len(text), _LEAST):
            continue
        half = attack.text(size // 2)
        part = clock(pattern, kind, " ".join(half.split()) if method == "one line" else half)
        if whole >= SECONDS or whole > GROWTH * part:
            shown = f"{attack.head[:40]!r} + {attack.part[:40]!r} × n + {attack.tail!r}"
            return f"{name} ({method}, {size:,} characters): {1000 * part:.1f} ms, then {1000 * whole:.1f} ms: {shown}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="only patterns whose place holds one of these words")
    parser.add_argument("--length", type=int, default=20_000, help="characters of an attack (default 20,000)")
    asked = parser.parse_args()

    def ring(*_: object) -> None:
        raise Slow

    signal.signal(signal.SIGVTALRM, ring)
    tried = found = 0
    for name, pattern in patterns():
        if asked.names and not any(word in name for word in asked.names):
            continue
        tried += 1
        if line := slow(name, pattern, asked.length):
            found += 1
            print(line, flush=True)
    print(f"{tried} patterns, {found} slow")
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
