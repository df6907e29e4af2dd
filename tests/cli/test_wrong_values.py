"""Impossible values of settings, ports and targets: a sentence and exit code 2, before anything is fetched or written."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.cli import main
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.project_settings import project_settings
from newscrawl.runner.scrapy_values import wrong_proxy
from newscrawl.runner.setting_values import missing_component, wrong_setting


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("DOWNLOADER_CLIENT_TLS_CIPHERS", "garbage", "OpenSSL"),
        ("USER_AGENT", "a\nb", "one line"),
        ("AUTOTHROTTLE_START_DELAY", "abc", "a number"),
        ("AUTOTHROTTLE_ENABLED", "perhaps", "True or False"),
        ("DNS_TIMEOUT", "x", "a number"),
        ("RETRY_HTTP_CODES", "x", "HTTP statuses"),
        ("RETRY_HTTP_CODES", [500, 99], "HTTP statuses"),
        ("FEEDS", '{"a.json": 1}', "a table of its own"),
        ("FEEDS", {"a.json": None}, "a table of its own"),
        ("SPIDER_MODULES", "no_such_module_here", "no module 'no_such_module_here'"),
        ("SPIDER_MODULES", "..", "no module"),
        ("CONCURRENT_REQUESTS", "0", "a number from 1"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 0, "a number from 1"),
        ("DOWNLOAD_TLS_MIN_VERSION", "9", "TLSv1.2"),
        ("LOG_ENCODING", "nope", "encoding"),
        ("DOWNLOAD_BIND_ADDRESS", "garbage", "an IP address"),
        ("DOWNLOAD_BIND_ADDRESS", "127.0.0.1:80", "an IP address"),
        ("DOWNLOAD_BIND_ADDRESS", ["127.0.0.1", "x"], "an IP address"),
    ],
)
def test_a_wrong_setting_of_scrapy_is_told(name: str, value: Any, what: str) -> None:
    assert what in wrong_setting(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOADER_CLIENT_TLS_CIPHERS", "DEFAULT"),
        ("DNS_TIMEOUT", "2.5"),
        ("DEPTH_PRIORITY", "-1"),
        ("MY_OWN", "x"),
        ("RETRY_HTTP_CODES", "500, 502"),
        ("FEEDS", '{"a.json": {"format": "json"}}'),
        ("SPIDER_MODULES", "newscrawl.spiders"),
        ("LOG_ENCODING", "utf-8"),
        ("DOWNLOAD_BIND_ADDRESS", "::1"),
        ("DOWNLOAD_BIND_ADDRESS", ("127.0.0.1", 0)),
        ("DOWNLOAD_TLS_MIN_VERSION", "TLSv1.2"),
    ],
)
def test_a_right_setting_of_scrapy_passes(name: str, value: str) -> None:
    assert not wrong_setting(name, value)


def test_a_resolver_that_is_not_there_is_told() -> None:
    using = project_settings()
    using.set("DNS_RESOLVER", "nothing", priority="cmdline")
    assert missing_component(using).startswith("DNS_RESOLVER names ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http_proxy", "garbage"),
        ("HTTPS_PROXY", "http://[::1"),
        ("https_proxy", "http://proxy.example:99999"),
        ("http_proxy", ":::"),
        ("all_proxy", "gopher://proxy.example:70"),
        ("no_proxy", "a b, c"),
        ("NO_PROXY", "localhost,http://x/"),
    ],
)
def test_a_wrong_variable_for_a_proxy_is_named(name: str, value: str) -> None:
    assert wrong_proxy({name: value}).startswith(f"{name} is ")


def test_a_wrong_proxy_is_told_without_its_password() -> None:
    assert "secret" not in wrong_proxy({"http_proxy": "http://me:secret@[bad:1"})


def test_right_variables_for_proxies_pass() -> None:
    hosts = ("http://proxy.example:3128", "proxy:3128", "http://me:pw@10.0.0.1", "localhost", "http://[::1]:8080", "")
    assert not any(wrong_proxy({"http_proxy": value}) for value in hosts)
    assert not wrong_proxy({"no_proxy": "*, localhost, .example.org, *.lan, 10.0.0.0/8, ::1, [::1], host:80,"})


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
