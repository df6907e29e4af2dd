"""Impossible values of settings, ports and targets: a sentence and exit code 2, before anything is fetched or written."""

from __future__ import annotations

import pytest

from newscrawl.cli import main
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.setting_values import wrong_setting


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("DOWNLOADER_CLIENT_TLS_CIPHERS", "garbage", "OpenSSL"),
        ("USER_AGENT", "a\nb", "one line"),
        ("AUTOTHROTTLE_START_DELAY", "abc", "a number"),
        ("AUTOTHROTTLE_ENABLED", "perhaps", "True or False"),
        ("DNS_TIMEOUT", "x", "a number"),
    ],
)
def test_a_wrong_setting_of_scrapy_is_told(name: str, value: str, what: str) -> None:
    assert what in wrong_setting(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DOWNLOADER_CLIENT_TLS_CIPHERS", "DEFAULT"), ("DNS_TIMEOUT", "2.5"), ("DEPTH_PRIORITY", "-1"), ("MY_OWN", "x")],
)
def test_a_right_setting_of_scrapy_passes(name: str, value: str) -> None:
    assert not wrong_setting(name, value)


@pytest.mark.parametrize("port", ["99999", "0", "65536", "-1", "abc"])
def test_a_wrong_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-site", f"http://host.example:{port}/"]) == ExitCode.USAGE
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["/", "//", ""])
def test_a_table_needs_a_directory_of_its_own(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--to", target]) == ExitCode.USAGE
    assert "--to" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["stats"], ["sample", "-n", "1"]])
def test_a_corpus_that_is_not_there_is_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", *words, "no-such-directory"]) == ExitCode.USAGE
    assert "no-such-directory does not exist" in capsys.readouterr().err
