"""``newscrawl new-site`` and ``newscrawl save`` on the sample newspaper and on saved pages, and their error messages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample
from newscrawl.cli import main
from newscrawl.extract import NotAnArticle, extract
from newscrawl.runner.profiles import load_file
from newscrawl.sample.site import site as real_site
from newscrawl.spiders.sampling import SamplingSpider
from tests.helpers.newspapers import SONG_HAU, pieces, song_hau, song_hau_article, song_hau_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.items import Article
    from newscrawl.sites.profile import Site

USAGE, NOTHING = 2, 6


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory outside the repository: drafts are written there, not among the profiles."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def server() -> Iterator[sample.Server]:
    with sample.serve() as running:
        yield running


@pytest.fixture(scope="module")
def drafted(server: sample.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a draft of the sample newspaper, written by the command."""
    place = tmp_path_factory.mktemp("draft")
    before = len(server.log)
    words = ["new-site", f"{server.base_url}/", "--name", "mau", "--allow-private", "--delay", "0"]
    assert main([*words, "--output", str(place / "mau.py"), "--dir", str(place / "cases")]) == 0
    (place / "asked.json").write_text(json.dumps([request.path for request in server.log[before:]]))
    return place


def profile(place: Path) -> Site:
    return load_file(place / "mau.py")


def read(path: str, server: sample.Server, site: Site) -> Article | None:
    try:
        return extract(server.current.pages[path].body, url=f"{server.base_url}{path}", site=site)
    except NotAnArticle:
        return None


# --- new-site on a running newspaper --------------------------------------------------------------------------------------


def test_the_draft_of_the_sample_newspaper_reads_it_as_its_profile_does(server: sample.Server, drafted: Path) -> None:
    real, made = real_site(server), profile(drafted)
    truth = sample.expected(1).articles
    paths = [path for path in truth if path in server.current.pages and real.article_key(f"{server.base_url}{path}")]
    assert len(paths) > 20
    for path in paths:
        one, other = read(path, server, replace(real, hosts=())), read(path, server, made)
        assert one is not None
        assert other is not None
        assert (other.headline, other.text) == (one.headline, one.text), path
        assert other.id.partition(":")[2] == one.id.partition(":")[2], path
        assert other.newsroom_tag == one.newsroom_tag, path


def test_the_draft_knows_articles_from_the_rest(server: sample.Server, drafted: Path) -> None:
    real, made = real_site(server), profile(drafted)
    for path in server.current.pages:
        url = f"{server.base_url}{path}"
        if real.article_key(url):
            assert made.article_key(url) == real.article_key(url), url
    assert not [path for path in real.sections if made.article_key(f"{server.base_url}{path}")]
    assert made.family == "onecms"
    assert made.feeds == ("/rss/home.rss",)


def test_few_pages_are_asked_for_and_robots_txt_first(drafted: Path) -> None:
    asked = json.loads((drafted / "asked.json").read_text())
    assert asked[:2] == ["/robots.txt", "/"]
    assert len(asked) == len(set(asked)) <= 14
    assert not set(asked) & set(sample.expected(1).forbidden)


def test_the_look_is_as_polite_as_a_crawl() -> None:
    assert set(SamplingSpider.custom_settings or ()) == {"EXTENSIONS", "ITEM_PIPELINES"}


def test_a_site_that_has_moved_is_said(server: sample.Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-site", server.old_url, "--allow-private", "--delay", "0"]) == USAGE
    assert "redirects to another host: give that host's address" in capsys.readouterr().err


def test_any_page_of_the_site_will_do(server: sample.Server, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(iter(real_site(server).sections))
    words = ["new-site", f"{server.base_url}{path}", "--name", "mau", "--allow-private", "--delay", "0"]
    assert main([*words, "--articles", "2"]) == 0
    assert load_file(Path("mau.py")).home == f"{server.base_url}/"
    assert "was left out" not in capsys.readouterr().out


def test_each_fixture_expects_what_the_draft_reads(server: sample.Server, drafted: Path) -> None:
    cases = sorted((drafted / "cases" / "mau").iterdir())
    assert 1 <= len(cases) <= 2
    for case in cases:
        meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
        expected = json.loads((case / "article.json").read_text(encoding="utf-8"))
        article = extract(
            (case / "page.html").read_bytes(), url=meta["url"], headers=meta["headers"], site=profile(drafted)
        )
        assert expected["layout"] == article.extraction.layout == case.name
        assert expected["headline"] == article.headline
        assert "\n\n".join(expected["paragraphs"]) == article.text
        assert meta["headers"]["content-type"].startswith("text/html")


def test_loopback_is_refused_unless_it_is_allowed(server: sample.Server, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(server.log)
    assert main(["new-site", server.base_url]) == USAGE
    assert "--allow-private allows it" in capsys.readouterr().err
    assert len(server.log) == before


def test_a_closed_port_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-site", "http://127.0.0.1:9/", "--allow-private", "--delay", "0"]) != 0
    said = capsys.readouterr().err
    assert "http://127.0.0.1:9/" in said
    assert "try again later" in said or "check the address" in said


# --- new-site on saved pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def files(elsewhere: Path) -> list[str]:
    found = pieces()
    names = []
    for number, piece in enumerate(found[:3]):
        path = elsewhere / f"page{number}.html"
        path.write_bytes(song_hau_article(piece, [p for p in found if p is not piece][:4]))
        names.append(path.name)
    return names


def test_saved_pages_name_their_own_addresses(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-site", *files]) == 0
    said = capsys.readouterr().out
    assert "baosonghau.py" in said
    assert [line[:2] for line in said.splitlines()[-3:]] == ["1.", "2.", "3."]
    assert said.splitlines()[-1].startswith(
        "3. Run: newscrawl check ./baosonghau.py && newscrawl crawl ./baosonghau.py"
    )
    site = load_file(Path("baosonghau.py"))
    assert site.home == f"{SONG_HAU}/"
    assert all(site.article_key(song_hau_url(piece)) for piece in pieces())
    assert json.loads(Path("fixtures/baosonghau/baosonghau/meta.json").read_text())["url"].startswith(SONG_HAU)


def test_a_table_of_saved_pages_says_what_each_is(elsewhere: Path) -> None:
    rows = ["file\turl\tpage_type"]
    for number, page in enumerate(song_hau()):
        kind = ("robots", "home", "section", "feed")[number] if number < 4 else "article"
        (elsewhere / f"{number}.bin").write_bytes(page.body)
        rows.append(f"{number}.bin\t{page.url}\t{kind}")
    Path("pages.tsv").write_text("\n".join(rows))
    assert main(["new-site", "pages.tsv", "--name", "songhau"]) == 0
    site = load_file(Path("songhau.py"))
    assert (site.sitemaps, site.feeds) == (("/sitemap.xml",), ("/rss/trang-chu.rss",))


def test_a_draft_is_not_overwritten(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-site", *files]) == 0
    Path("baosonghau.py").write_text("# my work\n")
    assert main(["new-site", *files]) == USAGE
    assert "baosonghau.py exists already; --force" in capsys.readouterr().err
    assert Path("baosonghau.py").read_text() == "# my work\n"
    assert main(["new-site", *files, "--force"]) == 0
    assert "SITE = Site(" in Path("baosonghau.py").read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["missing.html"], USAGE, "missing.html cannot be read"),
        (["page0.html", "page1.html", "--url", "https://a.vn/"], USAGE, "2 files and 1 --url"),
        (["https://a.vn/", "https://b.vn/"], USAGE, "one address"),
        (["bare.html"], USAGE, "names no address of its own"),
        (["bare.html", "--url", "https://a.vn/x-12345.html"], NOTHING, "reads as an article"),
        (["bare.html", "--url", "ftp://a.vn/"], USAGE, "no http(s) address"),
        (["page0.html", "--name", "not a name"], USAGE, "cannot be a module's name"),
        (["page0.html", "--articles", "0"], USAGE, "--articles: a whole number above 0 is wanted"),
        (["bare.tsv"], USAGE, "must have file, url and page_type"),
    ],
)
def test_what_is_wrong_is_said(
    files: list[str], words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bare.html").write_text("<html><body><p>Không có gì</p></body></html>")
    Path("bare.tsv").write_text("a\tb\n1\t2\n")
    assert main(["new-site", *words]) == code
    assert said in capsys.readouterr().err


# --- save -----------------------------------------------------------------------------------------------------------------


def test_save_fetches_one_page_and_keeps_it(
    server: sample.Server, drafted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next(p for p in sample.expected(1).articles if p.endswith(".html") and p in server.current.pages)
    words = ["save", str(drafted / "mau.py"), f"{server.base_url}{path}", "--case", "first", "--dir", "cases"]
    before = len(server.log)
    assert main([*words, "--allow-private", "--delay", "0"]) == 0
    assert [request.path for request in server.log[before:]] == ["/robots.txt", path]
    case = Path("cases/mau/first")
    assert case.joinpath("page.html").read_bytes() == server.current.pages[path].body
    assert (
        json.loads(case.joinpath("article.json").read_text())["headline"] == sample.expected(1).articles[path].headline
    )
    assert main([*words, "--allow-private"]) == USAGE
    assert "--force overwrites it" in capsys.readouterr().err
    assert len(server.log) == before + 2


def test_save_takes_a_file_and_a_known_site(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).resolve().parents[1] / "sites" / "vtv" / "vccorp"
    url = json.loads((page / "meta.json").read_text())["url"]
    assert main(["save", "vtv", url, "--file", str(page / "page.html")]) == 0
    expected = json.loads((page / "article.json").read_text())
    got = json.loads(Path("fixtures/vtv/vccorp/article.json").read_text())
    assert {field: got[field] for field in expected} == expected
    assert "pytest tests/sites -k vtv" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nosuch", "https://vtv.vn/"], USAGE, "no site is called 'nosuch'"),
        (["vtv", "https://tuoitre.vn/x-100260304142921838.htm"], USAGE, "is on no host of vtv"),
        (["vtv", "nothing"], USAGE, "is on no host of vtv"),
        (["vtv", "https://vtv.vn/x.htm", "--case", "../x"], USAGE, "cannot be a folder's name"),
        (["vtv", "https://vtv.vn/x.htm", "--file", "missing.html"], USAGE, "missing.html cannot be read"),
        (["vtv", "https://vtv.vn/x.htm", "--file", "bare.html"], NOTHING, "holds no article"),
        (["broken.py", "https://vtv.vn/x.htm"], USAGE, "broken.py cannot be loaded as a profile: SyntaxError"),
        (["empty.py", "https://vtv.vn/x.htm"], USAGE, "empty.py has no profile named SITE"),
    ],
)
def test_save_says_what_is_wrong(words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bare.html").write_text("<html><body><p>Không có gì</p></body></html>")
    Path("broken.py").write_text("SITE = (\n")
    Path("empty.py").write_text("")
    assert main(["save", *words]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["new-site", "save"])
def test_the_commands_have_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "--force" in capsys.readouterr().out
