"""Báo Ninh Bình."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="baoninhbinh",
    publisher="Báo Ninh Bình",
    home="https://baoninhbinh.org.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="baoninhbinh",
            body=("#content_detail",),
            headline=(".header-title.font-serif",),
            confidence="low",
            sources="GP",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts: GP"),
)
