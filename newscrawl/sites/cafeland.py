"""CafeLand."""

from newscrawl.sites.profile import Layout, Paging, Site, provenance

SITE = Site(
    name="cafeland",
    publisher="CafeLand",
    home="https://cafeland.vn/",
    paging=(Paging(url="{section}/page/{n}/"),),
    layouts=(
        Layout(
            name="cafeland",
            body=("#sevenBoxNewContentInfo", "div.sevenPostContent"),
            lead=("div.sevenPostDes",),
            date=("div.info-date.right", "div.info-date"),
            sources="CW",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts paging: CW"),
)
