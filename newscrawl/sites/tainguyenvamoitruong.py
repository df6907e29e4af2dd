"""Tạp chí Tài nguyên và Môi trường."""

from newscrawl.sites._families import vouched
from newscrawl.sites.profile import Site

SITE = Site(
    name="tainguyenvamoitruong",
    publisher="Tài nguyên và Môi trường",
    home="https://tainguyenvamoitruong.vn/",
    confidence="low",
    evidence=vouched(medium="home: LT"),
    notes="Headline, lead and date are known (h2.headingDetail, p.descDetail, span.time.icon-time) but no body: the generic extractor reads it.",
)
