"""Báo Phú Thọ."""

from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="baophutho",
    publisher="Báo Phú Thọ",
    home="https://baophutho.vn/",
    soft_blocks=(r"""id=["']dcontent["'][^<>]{0,500}>\s*[A-Za-z0-9+/=]{200,}\s*<""",),
    confidence="low",
    provenance=provenance(low="soft_blocks: MISC SMB"),
    notes="Part of a text is encrypted and decoded by a script (#dcontent): such a page is refused, not stored as letters.",
)
