"""``newscrawl init``: a commented configuration with a checked contact, which is never overwritten."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from newscrawl.cli import main
from newscrawl.runner import config
from newscrawl.runner.setting_values import wrong_contact

WHO = ["--contact", "ban@example.org"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)


def test_the_file_is_a_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", *WHO]) == 0
    assert "newscrawl run --config crawl.toml --check" in capsys.readouterr().out
    read = config.load(Path("crawl.toml"))
    assert read.settings["NEWSCRAWL_CONTACT"] == "ban@example.org"
    assert [entry.site.name for entry in read.sites] == ["baokiemtoan"]


def test_each_value_in_a_comment_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["init", *WHO]) == 0
    monkeypatch.setenv("MAIL_PASSWORD", "x")
    text = Path("crawl.toml").read_text(encoding="utf-8")
    shown, count = re.subn(r"^# (?=\[|[A-Za-z_]+ = )", "", text, flags=re.MULTILINE)
    assert count > 20
    Path("profiles").mkdir()
    profile = (
        "from newscrawl.sites import Site\nSITE = Site(name='{0}', publisher='x', home='https://{0}.example.org/')\n"
    )
    Path("mysite.py").write_text(profile.format("mysite"))
    Path("profiles", "khac.py").write_text(profile.format("khac"))
    Path("crawl.toml").write_text(shown, encoding="utf-8")
    read = config.load(Path("crawl.toml"))
    assert [entry.site.name for entry in read.sites] == ["baokiemtoan", "mysite", "any.site"]
    assert read.alerts.ping


def test_sites_of_every_kind() -> None:
    Path("mysite.py").write_text(
        "from newscrawl.sites import Site\nSITE = Site(name='my.site', publisher='x', home='https://my.example.org/')\n"
    )
    assert main(["init", "conf/news.toml", *WHO, "vtv", "./mysite.py", "https://any.site/tin", "bao.example.org"]) == 0
    read = config.load(Path("conf/news.toml"))
    assert [entry.site.name for entry in read.sites] == ["vtv", "my.site", "any.site", "bao.example.org"]
    assert read.sites[2].arguments["url"] == "https://any.site/tin"


def test_a_file_that_exists_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("crawl.toml").write_text("# mine\n")
    Path("link.toml").symlink_to("nowhere.toml")
    for name in ("crawl.toml", "link.toml"):
        assert main(["init", name, *WHO]) == 2
        assert f"{name} exists already" in capsys.readouterr().err
    assert Path("crawl.toml").read_text() == "# mine\n"
    assert not Path("nowhere.toml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "who crawls? Give an e-mail address or a page about you: --contact"),
        (["--contact", "tôi"], "--contact: a contact is at most 200 plain characters"),
        (["--contact", "nobody"], "--contact: a contact is an e-mail address such as"),
        ([*WHO, "khong-co"], "no site is called 'khong-co'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Path("crawl.toml").exists()


def test_the_contact_is_asked_for_until_it_is_right(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["nobody", " https://bao.example.org/bot "])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    assert main(["init"]) == 0
    assert "not 'nobody'" in capsys.readouterr().err
    assert config.load(Path("crawl.toml")).settings["NEWSCRAWL_CONTACT"] == "https://bao.example.org/bot"


def test_contacts() -> None:
    for text in ("ban@bao.example.org", "https://bao.example.org/bot", "http://a.example.org"):
        assert wrong_contact(text) == "", text
    for text in ("", "a@b", "a b@c.vn", "https://", "ftp://a.vn/", "a@b.vn\nX: y", "x" * 200 + "@b.vn", "a@b.vn (bot)"):
        assert wrong_contact(text), text
