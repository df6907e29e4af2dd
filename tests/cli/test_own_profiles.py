"""Profiles of a user's own: as files, as a directory, from installed packages; and what is said when one is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newscrawl
from newscrawl import sites
from newscrawl.cli import main
from newscrawl.runner import config, profiles
from newscrawl.runner.errors import UsageError
from newscrawl.sites import ProfileError
from tests.helpers.fleet import Newspaper, article

if TYPE_CHECKING:
    from collections.abc import Iterator

USAGE = 2
URL = "https://bao-rieng.example.org/thoi-su/duong-ven-song-thong-xe-dot-1001.html"

PROFILE = """\
from newscrawl.sites.profile import ArticleUrl, Layout, Site

SITE = Site(
    name="{name}",
    publisher="Báo Riêng",
    home="{home}",
    feeds=("/feed/",),
    article_url=(ArticleUrl(pattern=r"-(?P<id>\\d{{4}})\\.html$", yes=("/thoi-su/mot-bai-1001.html",)),),
    layouts=(Layout(name="rieng", body=("div.content",), headline=("h1",)),),
)
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCRAWL_PROFILES", raising=False)
    return tmp_path


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as running:
        running.publish(3)
        yield running


def written(path: str, *, name: str = "rieng", home: str = "https://bao-rieng.example.org/") -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(PROFILE.format(name=name, home=home), encoding="utf-8")
    return Path(path)


# -- as files ----------------------------------------------------------------------------------------------------------


def test_a_site_is_crawled_run_and_judged_by_a_file(paper: Newspaper, capsys: pytest.CaptureFixture[str]) -> None:
    written("rieng.py", home=f"http://{paper.netloc}/")
    words = ["--allow-private", "--delay", "0", "--output", "archive"]
    assert main(["crawl", "./rieng.py", *words]) == 0
    (file,) = Path("archive").glob("articles*.jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert sorted(line["id"] for line in lines) == ["rieng:1001", "rieng:1002", "rieng:1003"]
    assert {line["extraction"]["layout"] for line in lines} == {"rieng"}
    capsys.readouterr()
    assert main(["health", "archive", "./rieng.py"]) == 0
    assert "rieng: share of articles" in capsys.readouterr().out
    Path("crawl.toml").write_text('output = "archive"\n[sites.rieng]\nprofile = "./rieng.py"\n')
    assert main(["run", "--check"]) == 0
    assert capsys.readouterr().out.startswith("rieng  ")
    assert main(["status", "--config", "crawl.toml"]) == 0
    assert profiles.word_for("rieng") == str(Path.cwd() / "rieng.py")


def test_the_library_takes_a_file(paper: Newspaper) -> None:
    written("rieng.py", home=f"http://{paper.netloc}/")
    found = newscrawl.crawl("rieng.py", output="archive", delay=0, allow_private=True)
    assert sorted(read.id for read in found) == ["rieng:1001", "rieng:1002", "rieng:1003"]


def test_a_page_is_read_by_a_file_or_a_directory(capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.html").write_bytes(article(1001))
    written("profiles/rieng.py")
    for words in (["--site", "profiles/rieng.py"], ["--profiles", "profiles"], ["--profiles", "profiles/rieng.py"]):
        assert main(["extract", "page.html", "--url", URL, *words]) == 0
        assert json.loads(capsys.readouterr().out)["id"] == "rieng:1001"
        sites.restore({})
    assert main(["inspect", "page.html", "--url", URL, "--profiles", "profiles"]) == 0
    assert "layout rieng;" in capsys.readouterr().out


def test_a_directory_by_the_environment_and_by_a_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written("profiles/rieng.py")
    written("profiles/_shared.py", name="khac")  # no profile: its name begins with _
    monkeypatch.setenv("NEWSCRAWL_PROFILES", "profiles")
    assert main(["sites", "--json"]) == 0
    assert '"name": "rieng"' in (said := capsys.readouterr().out)
    assert '"name": "khac"' not in said
    sites.restore({})
    monkeypatch.delenv("NEWSCRAWL_PROFILES")
    Path("page.html").write_bytes(article(1001))
    Path("pages.tsv").write_text(f"file\turl\tpage_type\npage.html\t{URL}\tarticle\n")
    assert main(["replay", "pages.tsv", "--output", "again", "-s", "NEWSCRAWL_PROFILES=profiles"]) == 0
    (file,) = Path("again").glob("articles*.jsonl")
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == "rieng:1001"


def test_a_configuration_names_a_directory_and_files(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written("conf/profiles/rieng.py")
    written("conf/khac.py", name="khac", home="https://khac.example.org/")
    text = 'profiles = "profiles"\n[sites.rieng]\n[sites.mot]\nprofile = "khac.py"\nurl = "https://khac.example.org/kinh-te"\n'
    Path("conf/crawl.toml").write_text(text)
    monkeypatch.chdir("/")
    read = config.load(elsewhere / "conf" / "crawl.toml")
    assert [entry.site.name for entry in read.sites] == ["rieng", "khac"]
    assert sites.of(URL).name == "rieng"


def test_a_corrected_copy_comes_before_the_bundled_profile() -> None:
    bundled = sites.get("baokiemtoan")
    own = profiles.load_file(written("baokiemtoan.py", name="baokiemtoan", home=bundled.home))
    assert sites.get("baokiemtoan") is sites.of(bundled.home) is own
    assert sites.load()["baokiemtoan"] is own
    sites.restore({})
    assert sites.of(bundled.home) is bundled


def test_a_file_may_be_changed_and_loaded_again() -> None:
    profiles.load_file(written("rieng.py"))
    again = profiles.load_file(written("rieng.py", name="moi"))
    assert "rieng" not in sites.names()
    assert sites.get("moi") is sites.of(URL) is again


def test_what_means_a_file() -> None:
    written("abc.com.py")
    for word in ("mysite.py", "./mysite.py", "/srv/mysite.py", "dir/a.b.py", "abc.com.py"):
        assert profiles.is_file(word), word
    for word in ("abc.net.py", "https://abc.com.py/", "https://any.site/x.py", "vtv", "vtv.vn"):
        assert not profiles.is_file(word), word


# -- of packages -------------------------------------------------------------------------------------------------------


def package(name: str, points: str, source: str) -> None:
    """Install a package with entry points into the directory ``site``."""
    Path("site", f"{name}-1.0.dist-info").mkdir(parents=True)
    Path("site", f"{name}-1.0.dist-info", "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    Path("site", f"{name}-1.0.dist-info", "entry_points.txt").write_text(f"[newscrawl.profiles]\n{points}\n")
    Path("site", f"{name}.py").write_text(source, encoding="utf-8")


@pytest.fixture
def installed(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(elsewhere / "site"))
    forget()
    yield
    shutil.rmtree("site")
    forget()


def forget() -> None:
    for function in (sites._offered, sites._from_package, sites.names, sites.load, sites._by_host):
        function.cache_clear()


@pytest.mark.usefixtures("installed")
def test_a_package_offers_profiles(capsys: pytest.CaptureFixture[str]) -> None:
    package("bao_rieng", "rieng = bao_rieng", PROFILE.format(name="rieng", home="https://bao-rieng.example.org/"))
    assert main(["sites", "--json"]) == 0
    assert '"name": "rieng"' in capsys.readouterr().out
    assert sites.of(URL) is sites.get("rieng") is profiles.find("rieng")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("points", "source", "said"),
    [
        (
            "rieng = bao_hong:SITE",
            "1 / 0",
            r"'rieng' of bao_hong \(bao_hong:SITE\) cannot be loaded: ZeroDivisionError",
        ),
        ("rieng = bao_hong", "SITE = 1", "is no profile"),
        ("khac = bao_hong", PROFILE.format(name="rieng", home="https://a.example.org/"), "has the name 'rieng'"),
    ],
)
def test_a_broken_package_is_named(points: str, source: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(__import__("sys").modules, "bao_hong", raising=False)
    package("bao_hong", points, source)
    with pytest.raises(ProfileError, match=said):
        sites.load()


# -- what is wrong -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import khong_co_module", "ModuleNotFoundError, line 1: No module named 'khong_co_module'"),
        ("\n\nSITE = (", "SyntaxError, line 3"),
        ("import sys\nsys.exit(3)", "SystemExit, line 2"),
        ("x = 1", "has no profile named SITE"),
        ("SITE = 5", "has a name SITE that is no newscrawl.sites.Site: 5"),
        ("SITE = Site(name='../x', publisher='x', home='https://x.vn/')", "the name '../x' must consist of letters"),
        ("SITE = Site(name='x', publisher='x', home='https://x.vn')", "x: home must be written 'https://x.vn/'"),
        ("SITE = Site(name='x', publisher='x', home='https://x.vn/', feeds=('/rss'))", "feeds holds several values"),
        (
            "SITE = Site(name='vtv', publisher='x', home='https://x.vn/')",
            "the name 'vtv' belongs to the profile of https",
        ),
        (
            "SITE = Site(name='x', publisher='x', home='https://x.vn/', layouts=(Layout(name='a', body=('div[',)),))",
            "layout 'a': the selector 'div[' is wrong",
        ),
    ],
)
def test_a_wrong_file_is_named(source: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    head = "from newscrawl.sites.profile import Layout, Site; " if "Site(" in source else ""
    Path("rieng.py").write_text(head + source, encoding="utf-8")
    assert main(["crawl", "./rieng.py"]) == USAGE
    assert said in (words := capsys.readouterr().err)
    assert words.startswith("newscrawl: ")
    assert "rieng.py" in words
    assert words.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crawl", "./reing.py"], "reing.py cannot be read: No such file or directory (did you mean rieng.py?)"),
        (["crawl", "a/mot.py", "a/hai.py"], "a/hai.py; rename one of them"),
        (
            ["crawl", "rieng.py", "b/khac.py"],
            "b/khac.py; remove it from one of them",
        ),
        (["check", "./leer.py"], "leer.py cannot be read"),
        (["sites", "--profiles", "nirgends"], "the directory of profiles nirgends does not exist"),
        (["sites", "--profiles", "page.html"], "the directory of profiles page.html is no directory"),
        (["sites", "--profiles", "empty"], "the directory of profiles empty holds no profile"),
        (["run", "--config", "wrong.toml"], "wrong.toml: sites.x.profile: "),
        (["run", "--config", "other.toml"], "https://khac.vn/ is on no host of rieng"),
    ],
)
def test_a_wrong_word_is_named(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    written("rieng.py")
    written("a/mot.py", name="mot", home="https://mot.example.org/")
    written("a/hai.py", name="mot", home="https://hai.example.org/")
    written("b/khac.py", name="khac")
    Path("page.html").touch()
    Path("empty").mkdir()
    Path("wrong.toml").write_text('[sites.x]\nprofile = "x.py"\n')
    Path("other.toml").write_text('[sites.x]\nprofile = "rieng.py"\nurl = "https://khac.vn/"\n')
    assert main(words) == USAGE
    assert said in capsys.readouterr().err


def test_a_key_of_the_configuration_is_named() -> None:
    for text in ("profiles = 1", "profiles = []", 'profiles = [""]'):
        Path("crawl.toml").write_text(f"{text}\n[sites.baokiemtoan]\n")
        with pytest.raises(UsageError, match=r"crawl\.toml: profiles is a file or a directory of profiles"):
            config.load(Path("crawl.toml"))
