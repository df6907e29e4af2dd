"""Biên phòng, of the Border Guard."""

from newscrawl.sites._families import MICRODATA, vouched
from newscrawl.sites.profile import Layout, Site

SITE = Site(
    name="bienphong",
    publisher="Biên phòng",
    home="https://bienphong.com.vn/",
    layouts=(
        MICRODATA,
        Layout(name="bienphong", body=("#divcontent",), headline=(".title--big",), confidence="low", sources="GP"),
    ),
    confidence="low",
    evidence=vouched(medium="layouts: GP"),
)
