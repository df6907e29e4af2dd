"""Kinh tế và Đô thị."""

from newscrawl.sites._families import MICRODATA, vouched
from newscrawl.sites.profile import Layout, Site

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
    evidence=vouched(medium="layouts: GP"),
)
