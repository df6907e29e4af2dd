"""Saostar."""

from newscrawl.sites._families import MICRODATA, vouched
from newscrawl.sites.profile import Layout, Site

SITE = Site(
    name="saostar",
    publisher="Saostar",
    home="https://saostar.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="saostar",
            body=(".art-content",),
            headline=(".art-title",),
            lead=(".art-sapo",),
            confidence="medium",
            sources="GP PUB",
        ),
    ),
    confidence="low",
    evidence=vouched(medium="layouts: GP"),
)
