"""Saostar."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Layout, Site, provenance

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
    provenance=provenance(medium="layouts: GP"),
)
