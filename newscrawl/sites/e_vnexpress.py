"""VnExpress International, in English."""

from newscrawl.sites.families import MICRODATA, VNEXPRESS
from newscrawl.sites.profile import ArticleUrl, Site, each, extended, provenance

SITE = Site(
    name="e_vnexpress",
    publisher="VnExpress International",
    home="https://e.vnexpress.net/",
    family="vnexpress",
    language="en",
    sections=each(
        "/news/{}",
        "news news/politics business business/economy business/companies tech travel life sports world perspectives",
    ),
    sitemaps=("/sitemap.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{7})\.html\b",
            yes=(
                "https://e.vnexpress.net/news/business/companies/first-gold-atm-launched-in-uae-4988154.html",
                "https://e.vnexpress.net/infographics/traffic/ben-thanh--can-gio-metro-project-unveiled-spanning-53-km-across-hcmc-4987331.html",
            ),
            no=("https://e.vnexpress.net/sea-games-33/topic-28312.html", "https://e.vnexpress.net/news/travel/places"),
        ),
    ),
    layouts=(
        MICRODATA,
        extended(
            VNEXPRESS,
            "e-vnexpress",
            body=("div.fck_detail",),
            headline=("h1.title_post",),
            lead=("span.lead_post_detail",),
            confidence="low",
        ),
    ),
    provenance=provenance(high="article_url sections: SAVED", low="layouts sitemaps: FAM"),
    notes="A separate profile, because language and sections differ from VnExpress. Article numbers come from the same counter.",
)
