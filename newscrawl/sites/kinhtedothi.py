"""Kinh tế và Đô thị."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="kinhtedothi",
    publisher="Kinh tế & Đô thị",
    home="https://kinhtedothi.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="kinhtedothi",
            body=(".content-ktdt-article", "div#cotent_detail"),
            headline=(".article-title", "h1.title_detail_news"),
            lead=("div.sapo_detail",),
            date=("div.time_detail_news",),
            keywords=("div.tag_detail a",),
            confidence="low",
            sources="GP PUB",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts: GP"),
)
