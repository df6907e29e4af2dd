"""Kinh tế và Đô thị."""

from newscrawl.sites._families import MICRODATA
from newscrawl.sites.profile import Evidence, Layout, Site

SITE = Site(
    name="kinhtedothi",
    publisher="Kinh tế & Đô thị",
    home="https://kinhtedothi.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="kinhtedothi",
            body=(".content-ktdt-article",),
            headline=(".article-title",),
            confidence="low",
            sources="GP",
        ),
    ),
    confidence="low",
    evidence=(Evidence(facts="layouts", confidence="medium", sources="GP"),),
)
