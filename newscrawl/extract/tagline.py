"""The newsroom tag at the head of a lead: ``(Dân trí) - …``, ``TTO - …``, ``BNEWS …``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.text.comparison import comparison_key
from newscrawl.text.newsroom import split_newsroom_tag

if TYPE_CHECKING:
    from newscrawl.sites.profile import Site

BARE_TAGS: Final = frozenset(
    "TTO TT TPO NLĐO NLĐ PLO NDO ND VOV VTV BKTO TNO ĐTCK BNEWS TTXVN QĐND CAND SGGP VTC ANTĐ LĐO LĐ HNMO HNM KTĐT DĐDN GDVN VNE ICTNEWS BVPL TBKTSG KTSG SKĐS ĐCSVN PLVN DNVN PNVN GDTĐ ĐĐK NTNN TBTCO TTVN VNA TGVN GĐXH CAO TCCT KTSG LĐTĐ TTTĐ NNMT PNO VHO KTMT SKCĐ GTVT TCTC TCDN BĐT".split()  # noqa: SIM905 - a list of words reads better so
)
"""Tags that newspapers print without brackets. Other capitals before a dash ("ASEAN - ") begin the lead."""


UNKNOWN_TAG: Final = re.compile(r"\s*(?:\((?P<tag>[A-ZĐ]{2,10})\)|(?P<host>\w{2,20}\.(?:vn|VN)) *[-–—]) *(?=\w)")
"""A tag of a newspaper without a profile: capitals in brackets, or its host and a dash."""


CAPITALS_TAG: Final = re.compile(r"\s*(?P<tag>[A-ZĐ][A-ZĐ&\d]{1,7})(?: *[-–—] *|[.:|] +)(?=[\w“\"])")
"""Capitals and a mark at the head of a lead."""

CAPITALS: Final = re.compile(r"[A-ZĐ][A-ZĐ&\d]{1,7}")
"""A tag in an element of its own."""

MAX_NAME_WORDS: Final = 4
"""Number of words of a newspaper's name."""

LEADING_DASH: Final = re.compile(r"^[-–—]\s+(?=[“\"'‘]?[A-ZÀ-ỸĐ\d])(?!.*\s[-–—]\s+[A-ZÀ-ỸĐ])", re.DOTALL)
"""The dash that some newspapers print before a lead, with or without a tag; a lead of several lines with dashes keeps them."""

AFTER_TAG: Final = " )-–—:|."
"""Characters between a tag and the lead."""

ONLINE_LETTER: Final = "o"
"""Online editions add it to their letters: ``NDO``, ``TPO``."""


def split(lead: str, site: Site, *, is_known: bool, first: str = "") -> tuple[str | None, str | None]:
    """The newsroom tag and the lead without it.

    ``is_known`` says that a layout reads the page, so that the site's tags are known. ``first`` are the words of the lead's first
    element: capitals in an element of their own need no mark behind them.
    """
    tag, rest = split_newsroom_tag(lead, site.newsroom_tags)
    if not is_known and (found := _tag_of_unknown_site(lead, tag, site.host)) is not None:
        return found
    if tag is None and CAPITALS.fullmatch(first) and lead.startswith(f"{first} ") and _is_tag(first, site.host):
        return first, lead[len(first) :].lstrip(AFTER_TAG)
    bracketed = lead.lstrip().startswith("(")
    if tag is not None and not bracketed and tag not in site.newsroom_tags and tag not in BARE_TAGS:
        return None, lead
    return tag, LEADING_DASH.sub("", rest.strip()) or None


def _tag_of_unknown_site(lead: str, tag: str | None, host: str) -> tuple[str, str] | None:
    """The tag of a newspaper without a profile: capitals in brackets, its letters, or its name."""
    if tag is None and (found := UNKNOWN_TAG.match(lead)):
        return found["tag"] or found["host"], lead[found.end() :]
    if (found := CAPITALS_TAG.match(lead)) and _is_tag(found["tag"], host):
        return found["tag"], lead[found.end() :]
    domain = _domain_letters(host)
    for count in range(MAX_NAME_WORDS, 0, -1) if tag is None else ():
        *words, rest = lead.split(None, count) or [""]
        name = " ".join(words)
        if len(words) == count and _letters(name) == domain:
            rest = rest.lstrip(AFTER_TAG)
            return None if rest[:1].islower() else (name.strip("(). -–"), rest)
    return None


def _is_tag(capitals: str, host: str) -> bool:
    """Whether capitals are the tag of a newspaper: a known one, or the letters of the host."""
    return capitals in BARE_TAGS or _abbreviates(capitals, host)


@lru_cache(maxsize=1024)
def _abbreviates(tag: str, host: str) -> bool:
    """Whether the letters of a tag stand in the host's name in this order, from its first: ``BHG`` for ``baohagiang.vn``."""
    letters, label = _letters(tag), _domain_letters(host)
    names = {label, label.removeprefix("bao")}
    return any(
        name[:1] == word[:1] and _is_part(word, name)
        for name in names
        for word in {letters, letters.removesuffix(ONLINE_LETTER)}
        if len(word) > 1
    )


def _is_part(word: str, name: str) -> bool:
    """Whether the letters of ``word`` stand in ``name`` in this order."""
    rest = iter(name)
    return all(letter in rest for letter in word)


def _letters(text: str) -> str:
    """The letters and digits of a text, without marks."""
    return "".join(c for c in comparison_key(text, marks=False) if c.isalnum())


@lru_cache(maxsize=1024)
def _domain_letters(host: str) -> str:
    """The letters of the registered domain of a host, without its ending."""
    return _letters(urls.registered(host).partition(".")[0])
