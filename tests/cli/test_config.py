"""``crawl.toml``: what it means, and how it says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.runner import config
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
output = "archive"
contact = "ban@example.org"
at_once = 4
min_interval = "10m"

[settings]
RETRY_TIMES = 1

[sites.baokiemtoan]
since = 2026-01-01
max_articles = 50
delay = 2
sections = ["thoi-su", "kinh-te"]

[sites.nhandan]
output = "/data/nhandan"
compress = "zst"
partition = "site-date"
max_time = "30m"

[sites.khac]
url = "khac.example.org"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "crawl.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file(tmp_path: Path) -> None:
    read = config.load(written(tmp_path, WHOLE))
    assert read.at_once == 4
    assert read.settings == {
        "NEWSCRAWL_OUTPUT": str(tmp_path / "archive"),
        "NEWSCRAWL_CONTACT": "ban@example.org",
        "NEWSCRAWL_MIN_INTERVAL": "10m",
        "RETRY_TIMES": 1,
    }
    first, second, third = read.sites
    assert first.arguments == {
        "since": "2026-01-01",
        "max_articles": 50,
        "delay": 2.0,
        "sections": "thoi-su,kinh-te",
    }
    assert second.settings == {
        "NEWSCRAWL_OUTPUT": "/data/nhandan",
        "NEWSCRAWL_COMPRESS": "zst",
        "NEWSCRAWL_PARTITION": "site-date",
        "CLOSESPIDER_TIMEOUT": 1800.0,
    }
    assert (third.site.home, third.arguments) == ("https://khac.example.org/", {"url": "https://khac.example.org/"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"it names no site; write a table for each: \[sites\.baokiemtoan\]"),
        (
            "output = 'ftp://bucket/x'\n[sites.baokiemtoan]",
            "output is a directory or a bucket: .*, not 'ftp://bucket/x'",
        ),
        ("[sites.baokiemtoan]\noutput = 's3://'", r"sites\.baokiemtoan\.output is a directory or a bucket"),
        (
            "[output]\nto = 's3://b'\nspoool = 'x'\n[sites.baokiemtoan]",
            r"no key output\.spoool \(did you mean spool\?\)",
        ),
        (
            "compress = 'gz'\n[output]\ncompress = 'zst'\n[sites.baokiemtoan]",
            "output.compress and compress say the same",
        ),
        ("[settings]\nNEWSCRAWL_STATE = 's3://x'\n[sites.baokiemtoan]", r"settings\.NEWSCRAWL_STATE is a local path"),
        ("[sites.baokiemtoan", "is not valid TOML"),
        ("[sites.baokiemtaon]", r"sites\.baokiemtaon: no site has this name \(did you mean baokiemtoan"),
        (
            "[sites.baokiemtoan]\ndely = 2",
            r"there is no key sites\.baokiemtoan\.dely \(did you mean delay\?\); allowed are",
        ),
        ("[sites.baokiemtoan]\ndelay = 'fast'", r"sites\.baokiemtoan\.delay is a number of seconds.*not 'fast'"),
        ("[sites.baokiemtoan]\nsince = 'gestern'", r"since is a day such as 2026-01-31, not 'gestern'"),
        ("[sites.baokiemtoan]\nsections = 'thoi-su'", r"sections is a list of names"),
        ("[sites.baokiemtoan]\nmax_articles = 0", r"max_articles is a whole number above 0, not 0"),
        ("compress = 'bz2'\n[sites.baokiemtoan]", r"compress is one of none, gz, zst, not 'bz2'"),
        ("[sites.baokiemtoan]\npartition = 1", r"sites\.baokiemtoan\.partition is one of run, site-date, not 1"),
        ("[sites]\nbaokiemtoan = 1", r"sites\.baokiemtoan is a table, not 1"),
        ("at_once = true\n[sites.baokiemtoan]", r"at_once is a whole number above 0, not True"),
        ("log_level = 'loud'\n[sites.baokiemtoan]", r"log_level is one of DEBUG, INFO, .*, not 'loud'"),
        ("metrics_port = 99999\n[sites.baokiemtoan]", r"metrics_port is a port, at most 65535, not 99999"),
        ("[settings]\nNEWSCRAWL_CONTCT = 'x'\n[sites.baokiemtoan]", r"settings\.NEWSCRAWL_CONTCT: there is no such"),
        ("contakt = 'x'\n[sites.baokiemtoan]", r"there is no key contakt \(did you mean contact\?\)"),
        (
            "min_interval = 'soon'\n[sites.baokiemtoan]",
            r"min_interval is a duration: 30s, 5m, 1h, 7d, not 'soon'",
        ),
        ("warc = 1\n[sites.baokiemtoan]", "warc is true or false, not 1"),
        ("[settings]\nretry = 1\n[sites.baokiemtoan]", "settings is a table of settings"),
        ("[sites.x]\nurl = 'ftp://x/'", r"sites\.x\.url is an http\(s\) address"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        config.load(written(tmp_path, text))
    assert "crawl.toml" in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"crawl\.toml cannot be read: No such file.*`newscrawl init`"):
        config.load(tmp_path / "crawl.toml")


def test_an_output_in_a_bucket(tmp_path: Path) -> None:
    """The spool is relative to the file, as every path is; a site may have a place of its own."""
    text = "[output]\nto = 's3://bucket/news'\ncompress = 'zst'\n[sites.baokiemtoan]\n[sites.nhandan]\noutput = 'gs://b/x'\nspool = 's'"
    read = config.load(written(tmp_path, text))
    assert read.settings == {
        "NEWSCRAWL_OUTPUT": "s3://bucket/news",
        "NEWSCRAWL_SPOOL": str(tmp_path / "output/.spool/s3/bucket/news"),
        "NEWSCRAWL_COMPRESS": "zst",
    }
    assert read.sites[1].settings == {"NEWSCRAWL_OUTPUT": "gs://b/x", "NEWSCRAWL_SPOOL": str(tmp_path / "s")}
    location = config.scheduled_sites(read, due=True)[0].location
    assert (location.remote, location.output) == ("s3://bucket/news", tmp_path / "output/.spool/s3/bucket/news")
