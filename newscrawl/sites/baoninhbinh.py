"""Báo Ninh Bình."""

from newscrawl.sites._families import MICRODATA, vouched
from newscrawl.sites.profile import Layout, Site

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
    evidence=vouched(medium="layouts: GP"),
)
