"""The newsroom's tag at the head of a lead: ``(Dân trí) - …``, ``TTO - …``, ``BNEWS …``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.text.comparison import comparison_key
from newscrawl.text.newsroom import split_newsroom_tag

if TYPE_CHECKING:
    from newscrawl.sites.profile import Site

_BARE: Final = frozenset(
    "TTO TT TPO NLĐO NLĐ PLO NDO ND VOV VTV BKTO TNO ĐTCK BNEWS TTXVN QĐND CAND SGGP VTC ANTĐ LĐO LĐ HNMO HNM KTĐT DĐDN GDVN VNE ICTNEWS BVPL TBKTSG KTSG SKĐS ĐCSVN PLVN DNVN PNVN GDTĐ ĐĐK NTNN TBTCO TTVN VNA TGVN".split()  # noqa: SIM905 - a list of words reads better so
)
"""Tags that newspapers print without brackets; other capitals before a dash ("ASEAN - ") are the lead's first word."""

_UNKNOWN: Final = re.compile(r"\s*(?:\((?P<tag>[A-ZĐ]{2,10})\)|(?P<host>\w{2,20}\.(?:vn|VN)) *[-–—]) *(?=\w)")
"""A tag of a newspaper without a profile: capitals in brackets, or its address and a dash."""

_CAPITALS: Final = re.compile(r"\s*(?P<tag>[A-ZĐ][A-ZĐ&]{1,7})(?: *[-–—] *|[.:|] +)(?=[\w“\"])")
_WORDS: Final = 4
_BEHIND: Final = " )-–—:|."
_ONLINE: Final = "o"
"""Online editions add it to their letters: ``NDO``, ``TPO``."""


def split(lead: str, site: Site, *, is_known: bool) -> tuple[str | None, str | None]:
    """The tag and the lead without it; ``is_known`` says that a layout reads the page, and so the site's own tags are known."""
    tag, rest = split_newsroom_tag(lead, site.newsroom_tags)
    if not is_known and (found := _of_unknown(lead, tag, site.host)) is not None:
        return found
    bracketed = lead.lstrip().startswith("(")
    if tag is not None and not bracketed and tag not in site.newsroom_tags and tag not in _BARE:
        return None, lead
    return tag, rest.strip() or None


def _of_unknown(lead: str, tag: str | None, host: str) -> tuple[str, str] | None:
    """The tag of a newspaper without a profile: in capitals in brackets, its letters or its name."""
    if tag is None and (found := _UNKNOWN.match(lead)):
        return found["tag"] or found["host"], lead[found.end() :]
    if (found := _CAPITALS.match(lead)) and (found["tag"] in _BARE or _abbreviates(found["tag"], host)):
        return found["tag"], lead[found.end() :]
    for count in range(_WORDS, 0, -1) if tag is None else ():
        *words, rest = lead.split(None, count) or [""]
        name = " ".join(words)
        if len(words) == count and _letters(name) == _label(host):
            rest = rest.lstrip(_BEHIND)
            return None if rest[:1].islower() else (name.strip("(). -–"), rest)
    return None


@lru_cache(maxsize=1024)
def _abbreviates(tag: str, host: str) -> bool:
    """Whether a tag's letters stand in the host's name in their order, from its first: ``BHG`` for ``baohagiang.vn``."""
    letters, label = _letters(tag), _label(host)
    names = {label, label.removeprefix("bao")}
    return any(
        name[:1] == word[:1] and _is_part(word, name)
        for name in names
        for word in {letters, letters.removesuffix(_ONLINE)}
        if len(word) > 1
    )


def _is_part(word: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in word)


def _letters(text: str) -> str:
    return "".join(c for c in comparison_key(text, marks=False) if c.isalnum())


def _label(host: str) -> str:
    """The letters of the name that a host is registered under, without its ending."""
    return _letters(urls.registered(host).partition(".")[0])
