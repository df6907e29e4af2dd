"""CafeLand."""

from newscrawl.sites.profile import Evidence, Layout, Paging, Site

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
    evidence=(
        Evidence(facts="layouts", confidence="medium", sources="CW"),
        Evidence(facts="paging", confidence="medium", sources="CW"),
    ),
)
