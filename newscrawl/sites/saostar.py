"""Saostar."""

from newscrawl.sites._families import MICRODATA
from newscrawl.sites.profile import Evidence, Layout, Site

SITE = Site(
    name="saostar",
    publisher="Saostar",
    home="https://saostar.vn/",
    layouts=(
        MICRODATA,
        Layout(name="saostar", body=(".art-content",), headline=(".art-title",), confidence="low", sources="GP"),
    ),
    confidence="low",
    evidence=(Evidence(facts="layouts", confidence="medium", sources="GP"),),
)
