"""Tạp chí Tài nguyên và Môi trường."""

from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="tainguyenvamoitruong",
    publisher="Tài nguyên và Môi trường",
    home="https://tainguyenvamoitruong.vn/",
    confidence="low",
    evidence=(Evidence(facts="home", confidence="medium", sources="LT"),),
    notes="Headline, lead and date are known (h2.headingDetail, p.descDetail, span.time.icon-time) but no body: the generic extractor reads it.",
)
