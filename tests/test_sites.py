"""Rules for every profile: addresses, selectors, size and provenance."""

from __future__ import annotations

import ast
import csv
import re
import textwrap
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from urllib.parse import urljoin, urlsplit

import pytest

from newscrawl import sites, urls
from newscrawl.discover.date_archive import DateArchive
from newscrawl.extract.selectors import compiled
from newscrawl.sites.profile import Layout, Site
from newscrawl.sites.provenance import SOURCES

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT.parent / "shared" / "pages"
ALL = list(sites.load().values())
each_site = pytest.mark.parametrize("site", ALL, ids=lambda site: site.name)

FAMILY_LINES = 25
"""Largest number of lines of a profile, without its own layouts and address forms."""

SELECTOR_FIELDS = [field.name for field in fields(Layout) if str(field.type) == "Selectors"]


def selectors(layout: Layout) -> list[str]:
    found = [css for field in SELECTOR_FIELDS for css in getattr(layout, field)]
    found += [css for block in layout.related for css in (block.css, block.heading) if css]
    return found + ([layout.scope] if layout.scope else [])


@cache
def parameters(name: str) -> dict[str, ast.expr]:
    """The arguments of the one ``Site(…)`` call of a profile."""
    tree = ast.parse((ROOT / "newscrawl" / "sites" / f"{name}.py").read_text())
    (call,) = (n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "SITE")
    assert isinstance(call, ast.Call)
    return {str(keyword.arg): keyword.value for keyword in call.keywords} | {"": call}


def lines(node: ast.expr) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


# --- names and hosts --------------------------------------------------------------------------------------------------


def test_the_newspapers_the_project_began_with_have_profiles() -> None:
    began = ("baokiemtoan", "vnexpress", "tuoitre", "thanhnien", "dantri", "vietnamnet", "znews", "cafef", "nld")
    joined = ("baochinhphu", "congly", "genk", "soha", "nhandan", "tienphong", "vietnamplus")
    assert {*began, *joined} <= set(sites.names())


@each_site
def test_module_and_site_have_one_name(site: Site) -> None:
    assert site is sites.get(site.name)
    assert site.name.isidentifier()


def test_no_host_belongs_to_two_sites() -> None:
    owners = Counter(host for site in ALL for host in site.all_hosts)
    assert [host for host, count in owners.items() if count > 1] == []


@each_site
def test_hosts_are_bare_host_names(site: Site) -> None:
    for host in site.all_hosts:
        assert re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host), host


def test_a_site_without_a_profile_is_not_guessed() -> None:
    assert sites.for_url("https://bao-khong-co.vn/bai-123456.html") is None
    assert sites.unknown("https://bao-khong-co.vn/bai-123456.html").family == "unknown"
    with pytest.raises(KeyError):
        sites.get("bao_khong_co")


# --- addresses --------------------------------------------------------------------------------------------------------


@each_site
def test_article_addresses_match_and_others_do_not(site: Site) -> None:
    for form in site.article_url:
        assert form.yes, f"{form.pattern} shows no address"
        for address in form.yes:
            target = urlsplit(site.canonical(address))
            assert re.search(form.pattern, f"{target.path}?{target.query}" if target.query else target.path), address
            assert site.article_key(address) is not None, address
            assert sites.for_url(address) is site, address
        for address in form.no:
            assert site.article_key(address) is None, address


@each_site
def test_sections_feeds_and_sitemaps_are_addresses_and_no_articles(site: Site) -> None:
    for place in (*site.sections, *site.feeds, *site.sitemaps):
        address = urljoin(site.home, place)
        assert urls.canonical(address) == address
        assert site.article_key(address) is None, address
    for kind in (site.sections, site.feeds, site.sitemaps):
        assert len(set(kind)) == len(kind)


@each_site
def test_one_article_has_one_id_under_all_its_addresses(site: Site) -> None:
    for address in (address for form in site.article_url for address in form.yes):
        parts = urlsplit(address)
        bare = parts.netloc.removeprefix("www.")
        same = {
            f"{scheme}://{host}{parts.path}{tail}"
            for scheme in ("http", "https")
            for host in (bare, f"www.{bare}", f"m.{bare}")
            for tail in ("", "?utm_source=facebook", "#binh-luan")
        }
        assert {site.article_id(variant) for variant in same} == {site.article_id(address)}


def test_a_slug_may_change_where_the_path_has_a_number() -> None:
    site = sites.get("vnexpress")
    before = "https://vnexpress.net/cau-moi-thong-xe-5047363.html"
    after = "https://vnexpress.net/thoi-su/cau-moi-da-thong-xe-5047363.html"
    assert site.article_id(before) == site.article_id(after) == "vnexpress:5047363"


def test_the_portal_s_language_is_no_part_of_the_article() -> None:
    site = sites.get("baokiemtoan")
    assert site.article_id("https://baokiemtoan.vn/bai-viet/ket-qua-kiem-toan") == site.article_id(
        "http://www.baokiemtoan.vn/vi/bai-viet/ket-qua-kiem-toan/"
    )


def test_the_old_domain_keeps_its_own_keys() -> None:
    site = sites.get("baokiemtoan")
    old = "http://baokiemtoannhanuoc.vn/thoi-su/kiem-toan-nha-nuoc-trien-khai-ke-hoach"
    assert sites.for_url(old) is site
    assert site.article_key(old) is not None
    assert site.article_id(old) != site.article_id(
        "https://baokiemtoan.vn/thoi-su/kiem-toan-nha-nuoc-trien-khai-ke-hoach"
    )


@each_site
def test_paging_templates_can_be_filled(site: Site) -> None:
    for paging in site.paging:
        names = {name for _, name, _, _ in Formatter().parse(paging.url) if name}
        assert names <= {"section", "stem", "n", "last", "channel"}
        assert names & {"n", "last"}
        assert ("channel" in names) == (paging.channel is not None)
        if paging.channel is not None:
            assert re.compile(paging.channel).groups == 1


@each_site
def test_archives_give_a_page_a_day(site: Site) -> None:
    for archive in site.archives:
        section = urljoin(site.home, site.sections[0])
        shelf = DateArchive(archive, section, "1001005" if archive.channel else None)
        pages = [shelf.page_url(date(2026, 3, day)) for day in (8, 9)]
        assert None not in pages
        assert len({*pages}) == 2
        assert all(site.owns(page) and site.article_key(page) is None for page in pages if page)
        assert ("{channel}" in archive.url) == (archive.channel is not None)
        if archive.channel is not None:
            assert re.compile(archive.channel).groups == 1
        further = shelf.page_url(date(2026, 3, 8), 2)
        assert further is None or further not in pages


# --- selectors --------------------------------------------------------------------------------------------------------


@each_site
def test_every_selector_compiles(site: Site) -> None:
    for layout in site.layouts:
        assert layout.body
        for css in selectors(layout):
            compiled(css)


@each_site
def test_layouts_have_names_of_their_own(site: Site) -> None:
    names = [layout.name for layout in site.layouts]
    assert len(set(names)) == len(names)


@each_site
def test_what_one_weak_source_says_comes_after_something_safer(site: Site) -> None:
    for position, layout in enumerate(site.layouts):
        if layout.confidence == "low":
            assert any(earlier.confidence != "low" for earlier in site.layouts[:position]), layout.name


@each_site
def test_no_selector_is_listed_twice(site: Site) -> None:
    for layout in site.layouts:
        for field in SELECTOR_FIELDS:
            values = getattr(layout, field)
            assert len(set(values)) == len(values), f"{layout.name}.{field}"


@each_site
def test_patterns_of_refusals_compile(site: Site) -> None:
    for pattern in (*site.soft_blocks, *site.not_article):
        re.compile(pattern)


def test_lao_dong_s_cookie_script_is_a_refusal_and_an_article_is_none() -> None:
    (pattern,) = sites.get("laodong").soft_blocks
    assert re.search(pattern, '<script>document.cookie="D1N=3f2a"+"; path=/";window.location.reload(true);</script>')
    assert not re.search(pattern, "<html><body><p>Bài báo</p><script>document.cookie='a=1'</script></body></html>")


# --- provenance -------------------------------------------------------------------------------------------------------


@each_site
def test_every_fact_has_a_provenance(site: Site) -> None:
    assert site.provenance
    known = {field.name for field in fields(Site)} | {f"layouts.{layout.name}" for layout in site.layouts}
    for said in site.provenance:
        assert said.sources.split(), said.facts
        assert set(said.facts.split()) <= known, said.facts
    spoken = {fact.partition(".")[0] for said in site.provenance for fact in said.facts.split()}
    for field in ("article_url", "layouts", "feeds", "sitemaps", "sections"):
        if getattr(site, field):
            assert field in spoken, field


def source_codes(site: Site) -> set[str]:
    """The source codes that a profile uses."""
    named = [entry.sources for entry in site.provenance]
    named += [layout.sources for layout in site.layouts] + [archive.sources for archive in site.archives]
    return {code for codes in named for code in codes.split()}


@each_site
def test_every_source_code_is_explained(site: Site) -> None:
    assert source_codes(site) <= set(SOURCES), "explain new codes in newscrawl/sites/provenance.py"


def test_every_explained_source_code_is_used() -> None:
    assert set(SOURCES) - {code for site in ALL for code in source_codes(site)} <= {"DRAFT"}


def test_a_profile_with_the_former_names_still_loads() -> None:
    code = """
from newscrawl.sites._families import HEMERA, each, extended, hemera_articles, vouched
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="baovidu",
    publisher="Báo Ví dụ",
    home="https://baovidu.vn/",
    sections=each("/{}/", "thoi-su"),
    article_url=hemera_articles("https://baovidu.vn/mua-lu-den-som-post12345.html"),
    layouts=(extended(HEMERA, lead=("h2.chapeau",)),),
    evidence=(*vouched(high="article_url: SAVED"), Evidence(facts="layouts", confidence="low", sources="FAM")),
)
"""
    namespace: dict[str, object] = {}
    exec(compile(code, "baovidu.py", "exec"), namespace)  # noqa: S102 - written above
    site = namespace["SITE"]
    assert isinstance(site, Site)
    assert [(entry.confidence, entry.facts) for entry in site.provenance] == [
        ("high", "article_url"),
        ("low", "layouts"),
    ]
    assert replace(site, name="baokhac").provenance == site.provenance


@each_site
def test_layouts_name_their_sources(site: Site) -> None:
    assert all(layout.sources for layout in site.layouts)


@each_site
def test_newsroom_tags_are_bare(site: Site) -> None:
    for tag in site.newsroom_tags:
        assert tag == tag.strip(" ()-–—"), tag


@each_site
def test_health_bounds_are_bounds(site: Site) -> None:
    health = site.health
    assert 0 < health.articles_per_day[0] < health.articles_per_day[1]
    assert 0 < health.body_chars[0] < health.body_chars[1]
    assert all(0 < share <= 1 for share in health.fill.values())


@each_site
def test_a_profile_is_short_where_a_family_serves(site: Site) -> None:
    given = parameters(site.name)
    apart = sum(lines(given[name]) - 1 for name in ("layouts", "article_url") if name in given)
    assert lines(given[""]) - apart <= FAMILY_LINES


# --- saved pages ------------------------------------------------------------------------------------------------------


def saved() -> list[dict[str, str]]:
    if not (PAGES / "manifest.tsv").exists():
        return []
    with (PAGES / "manifest.tsv").open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.skipif(not saved(), reason="no saved pages beside the project (../shared/pages)")
def test_addresses_of_saved_pages_are_distinguished() -> None:
    for row in saved():
        site = sites.for_url(row["url"])
        if site is None or row["page_type"] not in {"article", "section", "home"}:
            continue
        assert (site.article_key(row["url"]) is not None) == (row["page_type"] == "article"), row["url"]


# --- the documentation ------------------------------------------------------------------------------------------------


def test_the_documented_table_is_the_code_s() -> None:
    spec = spec_from_file_location("sites_table", ROOT / "docs" / "sites_table.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    text = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    assert made.document(text) == text, "run: python docs/sites_table.py"


def test_the_documented_example_is_a_profile() -> None:
    text = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    code = textwrap.dedent(text.partition("```python\n")[2].partition("   ```")[0])
    namespace: dict[str, object] = {}
    exec(compile(code, "sites.md", "exec"), namespace)  # noqa: S102 - the project's own documentation
    site = namespace["SITE"]
    assert isinstance(site, Site)
    (form,) = site.article_url
    assert [site.article_key(address) for address in (*form.yes, *form.no)] == ["12345", None]


def test_the_profile_of_one_address_is_found_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    by_host = sites._by_host()
    assert len(by_host) > 100
    for host, site in by_host.items():
        assert sites.of_one(f"https://{host}/") is site
        assert sites.of_one(f"https://m.{host}/") is sites.of(f"https://m.{host}/")
    loaded: list[str] = []
    bundled = sites._bundled

    def load_and_note(name: str) -> Site:
        loaded.append(name)
        return bundled(name)

    monkeypatch.setattr(sites, "_bundled", load_and_note)
    assert sites.of_one("https://bao-la.com.vn/").family == "unknown"
    assert loaded == []
    assert sites.of_one("https://tuoitre.vn/").name == "tuoitre"
    assert "vnexpress" not in loaded


@pytest.mark.parametrize(
    "address",
    [
        "https://bao.vn",
        "http://x/",
        "https://www.bao.vn/?p=1",
        "https://user:word@bao.vn:443/x//y/../z?utm_source=a&b=1#c",
        "http://bao.vn:8080/tin%3F1?q=a?b/c",
        "http://[2001:db8::1]:8080/a?b",
    ],
)
def test_a_canonical_address_is_cut_as_urllib_cuts_it(address: str) -> None:
    parts = urlsplit(urls.canonical(address))
    assert urls.canonical_parts(address) == (f"{parts.scheme}://{parts.netloc}", parts.path, parts.query)
