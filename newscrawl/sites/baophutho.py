"""Báo Phú Thọ."""

from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="baophutho",
    publisher="Báo Phú Thọ",
    home="https://baophutho.vn/",
    soft_blocks=(r"""id=["']dcontent["'][^<>]{0,500}>\s*[A-Za-z0-9+/=]{200,}\s*<""",),
    confidence="low",
    provenance=provenance(low="soft_blocks: MISC SMB"),
    notes="A script decrypts part of some texts (#dcontent). Such a page is rejected, so that no encrypted text is stored.",
)
