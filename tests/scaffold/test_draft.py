"""Drafts of profiles: of two invented newspapers, and of real pages, compared with their profiles."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from newscrawl import sites, urls
from newscrawl.discover import html_tree
from newscrawl.extract import extract
from newscrawl.scaffold import address_forms, profile_source
from newscrawl.scaffold.address_forms import Shape
from newscrawl.scaffold.draft import Draft, NothingToDraftError, draft, name_of
from newscrawl.scaffold.layout_drafts import LayoutOrigin
from newscrawl.scaffold.pages_by_kind import SitePage
from newscrawl.scaffold.reading_loss import Layouts, Reading, losses, without_losses
from newscrawl.sites.profile import Site
from tests.helpers.newspapers import (
    DELTA,
    SECTIONS,
    SONG_HAU,
    delta,
    delta_article,
    delta_url,
    pieces,
    song_hau,
    song_hau_article,
    song_hau_url,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.items import Article
    from newscrawl.scaffold.draft_facts import DraftFact
    from newscrawl.sites.profile import Layout

ROOT = Path(__file__).resolve().parents[2]
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": false}</script>'
PAGES = ROOT.parent / "shared" / "pages"


@cache
def drafted() -> Draft:
    return draft(song_hau())


def found(of: Draft, field: str) -> list[DraftFact]:
    return [fact for fact in of.facts if fact.field == field]


def loaded(source: str) -> Site:
    """The profile in the source of a module."""
    namespace: dict[str, object] = {}
    exec(compile(source, "draft.py", "exec"), namespace)  # noqa: S102 - source that the project generated
    site = namespace["SITE"]
    assert isinstance(site, Site)
    return site


# --- a newspaper whose parts have names -----------------------------------------------------------------------------------


def test_who_and_where() -> None:
    site = drafted().site
    assert (site.name, site.publisher, site.home) == ("baosonghau", "Báo Sông Hậu", f"{SONG_HAU}/")
    assert site.family == "own"
    assert set(site.sections) == {f"/{path}" for path in SECTIONS}
    assert site.feeds == ("/rss/trang-chu.rss",)
    assert site.sitemaps == ("/sitemap.xml",)
    assert [way.url for way in site.paging] == ["{section}?page={n}"]
    assert site.newsroom_tags == ("SHO",)


def test_article_addresses_are_distinguished_from_all_others() -> None:
    site = drafted().site
    (form,) = site.article_url
    assert "-sh(?P<id>" in form.pattern
    assert all(site.article_key(url) == str(p.number) for p in pieces(7) if (url := song_hau_url(p)))
    assert len(form.yes) == len(form.no) == 3
    for other in ("/", "/thoi-su", "/giao-thong-van-tai", "/tag/song-nuoc-2002", "/lien-he", *form.no):
        assert site.article_key(urljoin(site.home, other)) is None


def test_the_layout_is_spelt_with_names_that_all_pages_share() -> None:
    (layout,) = drafted().site.layouts
    assert layout.body == ("div.story-text",)
    assert layout.headline == ("h1.story-title",)
    assert layout.lead == ("p.story-sapo",)
    assert layout.date == ("span.story-time",)
    assert layout.author == ("span.story-author",)
    assert layout.breadcrumbs == ("ul.crumbs a",)
    assert layout.keywords == ("div.story-tags a",)
    assert [(block.css, block.relation) for block in layout.related] == [("div.story-more", "same_category")]


def test_a_page_that_the_draft_has_not_seen_is_read_by_it() -> None:
    *others, unseen = pieces(7)
    article = extract(song_hau_article(unseen, others[:4]), url=song_hau_url(unseen), site=drafted().site)
    assert article.extraction.layout == "baosonghau"
    assert article.id == f"baosonghau:{unseen.number}"
    assert article.headline == unseen.headline
    assert article.text == "\n\n".join(unseen.text)
    assert (article.newsroom_tag, article.description) == ("SHO", unseen.lead)
    assert article.date_published == f"2026-03-11T{unseen.time}:00+07:00"
    assert [author.name for author in article.authors] == [unseen.author]
    assert [crumb.name for crumb in article.breadcrumbs] == [SECTIONS[unseen.section]]
    assert [link.url for link in article.related_links] == [song_hau_url(p) for p in others[:4]]


def test_what_was_seen_on_all_pages_is_sure() -> None:
    for field in (
        "publisher",
        "article_url",
        "layout.body",
        "layout.headline",
        "layout.date",
        "newsroom_tags",
        "feeds",
    ):
        assert all(fact.sure for fact in found(drafted(), field)), field
    assert [(f.seen, f.total) for f in found(drafted(), "layout.body")] == [(5, 5)]


def with_pictures() -> list[SitePage]:
    """Articles whose pictures stand beside the box of the text, and whose lead is below it."""
    found = pieces()
    pictures = "".join(
        f'<figure><img src="/anh/{n}.jpg" width=800 height=600><figcaption>Ảnh {n} ở bến phà cũ</figcaption></figure>'
        for n in range(3)
    )
    pages = []
    for piece in found:
        text = song_hau_article(piece, []).decode()
        at = text.index('<div class="story-tags">')
        text = f"{text[:at]}<div class=story-gallery>{pictures}</div>{text[at:]}".replace(
            "/anh/", f"/anh/{piece.number}-"
        )
        pages.append(
            SitePage(
                url=song_hau_url(piece),
                body=text.replace("<h1", "<article><h1").replace("</body>", "</article></body>").encode(),
            )
        )
    return pages


def test_a_draft_reads_no_less_than_no_profile() -> None:
    for pages in (song_hau(), delta(), with_pictures()):
        site = draft(pages).site
        articles = [page for page in pages if page.url.count("/") > 4]
        readings = [
            Reading(extract(p.body, url=p.url, site=site), extract(p.body, url=p.url, site=sites.unknown(p.url)))
            for p in articles
        ]
        assert losses(readings, site) == {}


@pytest.mark.parametrize(
    ("is_worse", "less", "left"),
    [
        (lambda layout: layout.related, {"related_links": []}, ("baosonghau", "related")),
        (lambda layout: layout.lead, {"keywords": [], "authors": []}, ("baosonghau", "lead")),
        (lambda layout: layout.body, {"text": "Một đoạn."}, ("baosonghau", "")),
    ],
)
def test_a_part_with_which_less_is_read_is_left_out(
    is_worse: Callable[[Layout], bool], less: dict[str, Any], left: tuple[str, str]
) -> None:
    (layout,) = drafted().site.layouts
    plain = drafted_page()

    def read(tried: Site) -> list[Reading]:
        return [Reading(replace(plain, **less) if any(map(is_worse, tried.layouts)) else plain, plain)]

    parts = {name: getattr(layout, name) for name in ("body", "lead", "related")}
    draft_ = Layouts(drafted().site, {layout.name: LayoutOrigin(family=None, parts=parts)})
    found, (removed,), lost = without_losses(draft_, read)
    assert (removed.layout, removed.part) == left
    assert removed.lost
    assert lost == {}
    assert not any(map(is_worse, found.site.layouts))
    assert set(found.origins) == {known.name for known in found.site.layouts}


def drafted_page() -> Article:
    page = song_hau()[-1]
    return extract(page.body, url=page.url, site=drafted().site)


def test_one_article_alone_makes_nothing_sure() -> None:
    one = draft(song_hau(count=1))
    for field in ("publisher", "layout.body", "layout.date", "newsroom_tags"):
        assert not any(fact.sure for fact in found(one, field)), field


def test_the_module_makes_the_site_that_was_drafted() -> None:
    assert loaded(profile_source.module(drafted())) == drafted().site


def test_the_module_is_formatted_and_lints() -> None:
    for of in (drafted(), draft(delta())):
        source = profile_source.module(of)
        for command in (["format", "--check", "-"], ["check", "-"]):
            done = subprocess.run(
                [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), "--stdin-filename", "newscrawl/sites/draft.py"],
                input=source, capture_output=True, text=True, check=False, cwd=ROOT,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr + source


def test_the_draft_is_a_profile_that_the_suite_accepts() -> None:
    for of in (drafted(), draft(delta())):
        site = of.site
        spoken = {fact for said in site.provenance for fact in said.facts.split()}
        for field in ("article_url", "layouts", "feeds", "sitemaps", "sections"):
            assert (field in spoken) == bool(getattr(site, field))
        assert all(said.sources == "DRAFT" for said in site.provenance)
        for form in site.article_url:
            assert all(site.article_key(url) for url in form.yes)
            assert not any(site.article_key(url) for url in form.no)


def test_what_is_unsure_stands_in_the_module() -> None:
    source = profile_source.module(drafted())
    unsure = [fact for fact in drafted().facts if not fact.sure]
    assert unsure
    assert source.count("# UNSURE ") == len(unsure)
    assert all(fact.text in source for fact in unsure)


def test_each_layout_has_a_page_for_a_fixture() -> None:
    assert [page.url for page in drafted().cases] != []
    assert {page.url for page in drafted().cases} <= {song_hau_url(p) for p in pieces()}


def test_variants_encodings_and_walls_are_reported() -> None:
    found_ = pieces()[:3]
    amp = '<link rel="amphtml" href="{}">'
    pages = []
    for piece in found_:
        url = song_hau_url(piece)
        text = (
            song_hau_article(piece, []).decode().replace("</head>", amp.format(url.replace("//", "//amp.")) + "</head>")
        )
        text = text.replace('charset="utf-8"', 'charset="utf-16"').replace("</head>", PAID + "</head>")
        pages.append(SitePage(url=url, body=text.encode("utf-16")))
    of = draft(pages)
    assert of.site.aliases == ("amp.baosonghau.vn",)
    assert "utf-16" in of.site.notes.lower()
    assert "paywall (3 of 3)" in of.site.notes
    assert loaded(profile_source.module(of)) == of.site


# --- a newspaper without names --------------------------------------------------------------------------------------------


def test_hashes_of_style_compilers_are_no_names() -> None:
    of = draft(delta())
    assert of.site.publisher == "Delta Post"
    assert of.site.layouts == ()
    assert [(f.text, f.sure) for f in found(of, "layout.body")] == [
        ("deltapost: seen, its element has no name of its own", False)
    ]
    assert "css-" not in profile_source.module(of)


def test_addresses_without_numbers_are_known_by_their_folder() -> None:
    site = draft(delta()).site
    (form,) = site.article_url
    assert form.pattern.startswith("^/bai-viet/(?P<id>")
    unseen = pieces(7)[-1]
    assert site.article_key(delta_url(unseen))
    assert site.article_key(f"{DELTA}/chuyen-muc/thoi-su") is None
    assert extract(delta_article(unseen), url=delta_url(unseen), site=site).headline == unseen.headline


# --- pages without an article or of other sites------------------------------------------------------------------------------


def test_pages_that_are_no_articles_draft_nothing() -> None:
    with pytest.raises(NothingToDraftError, match=r"none of the 1 pages of baosonghau\.vn reads as an article"):
        draft([SitePage(url=f"{SONG_HAU}/", body=b"<html><body><p>x</p></body></html>", kind="home")])
    with pytest.raises(NothingToDraftError, match="no page"):
        draft([])


def test_pages_of_other_sites_are_left_out_and_counted() -> None:
    of = draft([*song_hau(), delta()[0]])
    assert of.site.home == f"{SONG_HAU}/"
    assert [f.text for f in found(of, "pages")] == ["1 pages of other sites were left out"]


# --- names and addresses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.baosonghau.vn/", "baosonghau"),
        ("https://deltapost.com.vn/", "deltapost"),
        ("https://e.vnexpress.net/", "e_vnexpress"),
        ("https://www.24h.com.vn/", "site_24h"),
        ("https://tap-chi.org.vn/", "tap_chi"),
        ("http://127.0.0.1:8149/", "site_127_0_0_1"),
    ],
)
def test_a_site_is_named_after_its_host(url: str, name: str) -> None:
    assert name_of(url) == name


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/thoi-su/mua-lu-den-som-5047363.html", Shape("tail", "-", ".html")),
        ("/mua-lu-den-som-post12345.html", Shape("tail", "-post", ".html")),
        ("/ban-tin/mua-lu-i712345/", Shape("tail", "-i", "")),
        ("/mua-lu_20260311081000123.chn", Shape("tail", "_", ".chn")),
        ("/12345-mua-lu-den-som.htm", Shape("head", "-", ".htm")),
        ("/tin/45678901", Shape("alone", "", "")),
        ("/giao-duc/mua-lu-den-som/a288324.html", Shape("alone", "a", ".html")),
        ("/tin/45678/mua-lu-den-som", Shape("before", "", "")),
        ("/tin/d45678/mua-lu-den-som.html", Shape("before", "d", ".html")),
        ("/2026/03/11/mua-lu-den-som/", Shape("dated", "", "")),
        ("/doc/tin.aspx?id=4567", Shape("query", "id", "tin.aspx")),
        ("/mua-lu-den-som-2026", Shape("slug", "", "")),
        ("/thoi-su", Shape("slug", "", "")),
    ],
)
def test_shapes(path: str, shape: Shape) -> None:
    assert address_forms.shape(f"https://bao.vn{path}") == shape


@pytest.mark.parametrize(
    ("articles", "never", "unseen", "key"),
    [
        (["/a-b-c-5047363.html", "/x/d-e-f-5047364.html"], ["/x", "/tag/a-737100"], "/y/g-h-4990001.html", "4990001"),
        (["/12345-mua-lu.htm", "/12399-gia-lua.htm"], ["/thoi-su.htm"], "/99999-nuoc-lon.htm", "99999"),
        (["/gd/mua-lu/a288324.html", "/gd/gia-lua/a288331.html"], ["/gd.html"], "/tt/nuoc-lon/a290001.html", "290001"),
        (["/tin/45678/mua-lu", "/tin/45679/gia-lua"], ["/tin", "/tin/thoi-su"], "/kt/45680/nuoc-lon", "45680"),
        (["/doc/tin.aspx?id=4567", "/doc/tin.aspx?id=4568"], ["/doc/muc.aspx?id=12"], "/doc/tin.aspx?id=99", "99"),
    ],
)
def test_forms_give_the_article_s_number(articles: list[str], never: list[str], unseen: str, key: str) -> None:
    base = "https://bao.vn"
    forms = address_forms.induce([base + a for a in articles], never=[base + n for n in never])
    site = Site(name="bao", publisher="Báo", home=f"{base}/", article_url=forms.forms, not_article=forms.not_article)
    assert site.article_key(base + unseen) == key
    assert [n for n in never if site.article_key(base + n)] == []
    assert (forms.matched, forms.given) == (2, 2)


def test_tags_in_an_article_s_form_are_shut_out_by_their_folder() -> None:
    base = "https://bao.vn"
    forms = address_forms.induce(
        [f"{base}/xa-hoi/mua-lu-den-som-5047363.html"], never=[f"{base}/tac-gia/le-hoa-5001028.html"]
    )
    assert forms.not_article == ("^/tac-gia/",)
    assert forms.wrong == ()


def test_slugs_alone_are_longer_than_any_section_s() -> None:
    base = "https://bao.vn"
    sections = [f"{base}/giao-thong-van-tai", f"{base}/kinh-te"]
    forms = address_forms.induce(
        [f"{base}/mua-lu-den-som-hon-moi-nam", f"{base}/kinh-te/gia-lua-tang-cao-nhat-nam"], never=sections
    )
    (form,) = forms.forms
    assert not any(re.search(form.pattern, address_forms.target(url)) for url in sections)
    assert re.search(form.pattern, "/ben-pha-cu-thanh-bao-tang-nho")


# --- real pages -----------------------------------------------------------------------------------------------------------


def saved() -> dict[str, list[SitePage]]:
    """The saved pages by name of site, for each site with a profile and at least one article page."""
    if not (PAGES / "manifest.tsv").exists():
        return {}
    with (PAGES / "manifest.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_site: dict[str, list[SitePage]] = {}
    for row in rows:
        site = sites.for_url(row["url"])
        if site is not None and html_tree.same_site(row["url"], site.home):
            by_site.setdefault(site.name, []).append(SitePage(url=row["url"], body=(PAGES / row["file"]).read_bytes()))
    return by_site


def linked(pages: list[SitePage], site: Site) -> set[str]:
    """Canonical addresses on the site's main host that its pages link to."""
    addresses: set[str] = set()
    for page in pages:
        root = html_tree.parse(page.body)
        hrefs = html_tree.hrefs(root) if root is not None else []
        resolved = (urls.resolve(href, page.url) for href in hrefs)
        addresses.update(site.canonical(url) for url in resolved if url and urls.host(url) == urls.host(site.home))
    return addresses


@pytest.mark.skipif(not (PAGES / "manifest.tsv").exists(), reason="no saved pages beside the project (../shared/pages)")
@pytest.mark.parametrize(
    "name", ["baochinhphu", "cafef", "dantri", "genk", "nld", "tuoitre", "vietnamnet", "vnexpress", "znews"]
)
def test_a_draft_of_a_known_site_knows_its_addresses(name: str) -> None:
    site, pages = sites.get(name), saved()[name]
    of = draft(pages, name=name, home_url=site.home)
    addresses = linked(pages, site)
    articles = {url for url in addresses if site.article_key(url)}
    missed = {url for url in articles if not of.site.article_key(url)}
    assert len(missed) <= 0.01 * len(articles), sorted(missed)[:5]
    assert not [path for path in site.sections if of.site.article_key(urljoin(site.home, path))]
    wrong = {url for url in addresses - articles if of.site.article_key(url)}
    assert len(wrong) <= 0.01 * len(addresses - articles) + 1, sorted(wrong)[:5]
    assert loaded(profile_source.module(of)) == of.site
    if site.family in {"vccorp", "vnexpress"}:
        assert of.site.family == site.family
