"""The sources that profiles were made from, and how sure each fact of a profile is.

Profiles were compiled in November 2026 from public code, feed lists, filter lists and saved pages. A profile names
its sources by short codes, for example ``sources="LT HBK HTG"``. :data:`SOURCES` says what each code stands for. A test
checks that every code in a profile is in that table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Confidence: TypeAlias = Literal["high", "medium", "low"]
"""How sure a fact is.

* ``high``: two independent sources agree and one of them is at most about a year old, or a whole saved page shows it.
* ``medium``: one recent source, or several older ones.
* ``low``: one old or weak source, an inference from the content system, or sources that contradict each other.
"""

SOURCES: Final[dict[str, str]] = {
    # Seen by the authors of the profile.
    "SAVED": "Read from a saved real page of this site, or of a site with the same layout",
    "NOTES": "Notes taken from a saved real page; the page itself was not kept",
    "PAGES": "Stored excerpts of tag pages of baokiemtoan.vn, with items from 2018 to 2024",
    "SAMPLE": "A saved article text of baokiemtoan.vn from April 2022",
    "TAG": "Newsroom tags at the start of leads in saved article texts of many newspapers, 2014 to 2026",
    "OLDDOM": "Image addresses on the old domain baokiemtoannhanuoc.vn, 2022 and 2023; no page of that domain is known",
    # Inferred, not seen.
    "FAM": "Inferred from other sites with the same content system; not seen on this site",
    "DRAFT": "Drafted by `newscrawl new-site` from pages; not checked by a person yet",
    "schema.org": "The schema.org vocabulary: itemprop attributes have a fixed meaning on every site",
    # Public crawlers for many sites.
    "LT": "lantuan2205/crawler_news: selectors of a crawler that ran in production, 2025",
    "TW": "twan507/dulieuchungkhoan.vn: live measurements of eight business sites, August and September 2026",
    "MC": "foxwhite25/megaCrawler and xiaoyang325/megaCrawler: production plugins, October 2025",
    "CW": "DoanTienTrung/Crawl-Web: HTML and RSS scrapers, January 2026; some fallbacks are guesses",
    "GP": "giapham123/crawl-news-python: title and body selector per site, December 2025",
    "VNJ": "abcdef54/VNNewsToJSON: a scraper with its real outputs, July 2025",
    "FUN": "flairNLP/fundus: the VnExpress parser and a whole saved page of October 2025",
    "VNE22": "lythinhsunrise/adv-video: a whole saved VnExpress article page of February 2022",
    "DDDN": "Ducnguyen3/databricks_news_ai: a scraper of diendandoanhnghiep.vn, 2026",
    "CFG54": "The configuration of a crawler for 54 sites, 2025",
    "SEL": "A map of selectors for a Scrapy crawler, 2025",
    "FF": "A football news reader: extractors and tests, September and October 2026; checked in a browser",
    "VSN": "The configuration of vnstock_news, August 2025, and vnstock-hq/vnstock-agent-guide, July 2026",
    "SRP": "The Python package serperior 0.1.3, 2025",
    "HS": "XPath rules for health news sites, 2026",
    "DOC": "hailoc12/docbao: configuration files, 2019 to 2021; old layouts only",
    "LAI": "laiviet/crawler: link scripts, March 2019; old layouts and date archives only",
    "FTR": "fivefilters/ftr-site-config: dantri.com.vn (2014), thethaovanhoa.vn (2013), vietnam.vn (June 2026)",
    "PUB": "Several public crawlers of the time used these selectors, or public code of the time holds such addresses",
    "MISC": "Several public crawlers, 2019 to 2026, that were not recorded one by one; check again before relying on it",
    # Lists of feeds, sitemaps and advertising boxes.
    "PS": "hangkrypton/press-scanning: a list of feeds that were fetched, July and August 2026",
    "DTT": "A check list of RSS feeds, each of which was fetched, July 2026",
    "SMB": "A sitemap crawler that surveyed sitemap roots, first dates and shards live, July 2026",
    "SMX": "A list of sitemaps to include and to exclude, 2026",
    "SDP": "A list of date patterns in sitemap addresses, July 2026",
    "PRE": "A list of sites that were checked before a crawl, 2026",
    "ABP": "abpvn/abpvn: filter rules for advertising boxes, August 2026",
    # Scrapers and clients for one site or one content system.
    "HBK": "A crawler of inspection news in Hanoi, 2026: addresses in use, no article parser for baokiemtoan.vn",
    "HTG": "Crawlers of the hatinh.gov.vn portal, 2025 and 2026: the same platform as the new baokiemtoan.vn",
    "ONEJS": "The front-end JavaScript of OneCMS: the older script (POST) to 2023, the newer one (GET) from 2024",
    "ONEJSON": "Clients of the OneCMS JSON interface (bbw.vn, markettimes.vn), 2024 and 2025",
    "NQS": "Scrapers of nguoiquansat.vn, 2024 to 2026",
    "HNM": "A scraper of hanoimoi.vn, 2026",
    "TTTC": "Scrapers of thitruongtaichinhtiente.vn, 2025 and 2026",
    "CLPHP": "Page sources of congly.vn and moitruong.net.vn, 2022 to 2024",
    "NEWSPLAT": "Test pages of a news platform, June 2026",
    "TNCK": "Clients of the tinnhanhchungkhoan.vn interface, 2026",
    "TPS": "A client of the tienphong.vn interface, 2024 and 2025",
    "VTVS": "Scrapers of vtv.vn, 2025 and 2026",
    "VNPT": "Tests of a VietnamPlus reader, September 2026",
    "LDC": "Handlers of the cookie script of laodong.vn in five independent crawlers, 2025 and 2026",
}
"""What each source code stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where some facts of a profile come from, and how sure they are."""

    facts: str
    """Field names of the profile, separated by blanks: ``article_url layouts.onecms-classic``."""

    confidence: Confidence
    sources: str
    """Source codes, separated by blanks. :data:`SOURCES` says what they stand for."""


def provenance(*, high: str = "", medium: str = "", low: str = "") -> tuple[Provenance, ...]:
    """Return the provenance of a profile's facts, one entry for each level of confidence.

    Each argument names facts, then a colon and a blank, then source codes: ``high="article_url layouts: LT SMB"``.
    """
    levels: tuple[tuple[Confidence, str], ...] = (("high", high), ("medium", medium), ("low", low))
    return tuple(
        Provenance(facts=text.partition(": ")[0], confidence=level, sources=text.partition(": ")[2])
        for level, text in levels
        if text
    )
