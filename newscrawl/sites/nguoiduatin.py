"""Người Đưa Tin."""

from newscrawl.sites._families import MICRODATA, vouched
from newscrawl.sites.profile import Layout, Site

SITE = Site(
    name="nguoiduatin",
    publisher="Người Đưa Tin",
    home="https://nguoiduatin.vn/",
    hosts=("gocnhinphaply.nguoiduatin.vn",),
    layouts=(
        MICRODATA,
        Layout(
            name="nguoiduatin",
            body=(".dt-news__body",),
            headline=(".article-title.hdcontent",),
            confidence="low",
            sources="GP",
        ),
    ),
    confidence="low",
    evidence=vouched(medium="layouts: GP"),
)
