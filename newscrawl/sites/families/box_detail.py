"""The system of Công an Nhân dân and Nhân Dân around 2021."""

from __future__ import annotations

from typing import Final

from newscrawl.sites.profile import Layout

BOX_DETAIL: Final = Layout(
    name="box-detail",
    body=("div.detail-content-body",),
    headline=("h1.box-title-detail",),
    lead=("div.box-des-detail p", "div.box-des-detail"),
    date=("div.box-date",),
    author=("div.box-author strong", "div.box-author"),
    section=("ul.uk-breadcrumb li.bc-item:first-child a",),
    breadcrumbs=("ul.uk-breadcrumb li.bc-item a",),
    drop=("div.box-des-detail",),
    figure=("div.box-detail-thumb",),
    caption=("em", "span"),
    lead_image=("div.box-detail-thumb",),
    confidence="high",
    sources="LT GP PUB",
)
"""The layout of both newspapers."""
